"""Animations as MP4, by Qt Multimedia: where that is there and has an encoder.

It is imported when somebody asks for it: loading it and its codecs takes long.
"""

from __future__ import annotations

import time
from functools import cache
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from PyQt6.QtCore import QEventLoop, QLoggingCategory, QTimer, QUrl

from shallownet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QImage

    from gui.export.film_plan import FilmPlan

PREFERRED: Final = ("H264", "MPEG4")
"""Codecs that players have in MP4 files, the best first."""

NOTES: Final = {
    "MPEG4": "MP4 has the codec MPEG-4 Part 2 here: players and slides show it, "
    "browsers do not."
}
"""What is to be known of a codec, by its name."""

PATIENCE: Final = 20.0
"""Seconds after which an encoder that takes no frame is given up."""

POLL_MS: Final = 4
"""Milliseconds between two looks at the encoder."""

LIBRARIES: Final = {"libpulse.so.0": "libpulse0"}
"""Debian's packages of what Qt Multimedia loads, and the window does not need."""


class Support(NamedTuple):
    """Whether MP4 can be written here.

    Attributes
    ----------
    problem : str
        Why not, in a sentence; empty if it can.
    note : str
        What is to be known of the files, in a sentence.
    """

    problem: str = ""
    note: str = ""


@cache
def loading_problem() -> str:
    """Load Qt Multimedia; return why that is not possible, in a sentence.

    Only the window's thread may call this: while PyQt adds the types of a module, no
    other thread may look for one.
    """
    # Libraries for sound and screens that are missing are no matter of ours.
    QLoggingCategory.setFilterRules("qt.multimedia.*=false")
    try:
        from PyQt6 import QtMultimedia as media
    except ImportError as error:
        packages = [name for file, name in LIBRARIES.items() if file in str(error)]
        advice = f"; on Debian and Ubuntu: apt-get install {packages[0]}"
        return (
            f"MP4 needs Qt Multimedia, which cannot be loaded ({error})"
            f"{advice if packages else ''}."
        )
    if not hasattr(media, "QVideoFrameInput"):
        return "MP4 needs Qt 6.8 or newer."
    return ""


@cache
def support() -> Support:
    """Return whether there is an encoder, once Qt Multimedia is loaded, in any thread.

    The first time takes 0.2 s.
    """
    from PyQt6 import QtMultimedia as media

    codec = _codec(media)
    if codec is None:
        return Support("MP4 needs an encoder, and Qt Multimedia has none here.")
    return Support(note=NOTES.get(codec.name, ""))


def _codec(media: Any) -> Any:
    """Return the best codec that there is for MP4; None if there is none."""
    container = media.QMediaFormat(media.QMediaFormat.FileFormat.MPEG4)
    known = container.supportedVideoCodecs(media.QMediaFormat.ConversionMode.Encode)
    names = {codec.name: codec for codec in known}
    return next((names[name] for name in PREFERRED if name in names), None)


def write_mp4(
    file: IO[bytes], plan: FilmPlan, next_image: Callable[[], QImage]
) -> None:
    """Write an animation, in any thread.

    Parameters
    ----------
    file
        Open for writing bytes.
    plan : FilmPlan
    next_image : callable
        Returns the next frame; called once for each.

    Raises
    ------
    DataError
        If the encoder fails.
    """
    with TemporaryDirectory(prefix="shallownet.") as folder:
        path = f"{folder}/film.mp4"
        recording = _Recording(path, plan)
        for number in range(len(plan.updates)):
            recording.add(next_image(), number)
        recording.end()
        with open(path, "rb") as encoded:
            while block := encoded.read(2**20):
                file.write(block)


class _Recording:
    """A recorder that takes frames one by one and waits for what it does with them."""

    def __init__(self, path: str, plan: FilmPlan) -> None:
        from PyQt6 import QtMultimedia as media

        self._media, self._frame_us = media, 1_000 * plan.frame_ms
        self._session = media.QMediaCaptureSession()
        self._recorder = recorder = media.QMediaRecorder()
        self._input = media.QVideoFrameInput()
        kind = media.QMediaFormat(media.QMediaFormat.FileFormat.MPEG4)
        kind.setVideoCodec(_codec(media))
        width, height = plan.size
        recorder.setMediaFormat(kind)
        recorder.setVideoResolution(width, height)
        recorder.setVideoFrameRate(1_000.0 / plan.frame_ms)
        mode = media.QMediaRecorder.EncodingMode.ConstantQualityEncoding
        recorder.setEncodingMode(mode)  # so that letters stay sharp
        recorder.setQuality(media.QMediaRecorder.Quality.HighQuality)
        recorder.setAutoStop(True)  # at the frame that is none
        recorder.setOutputLocation(QUrl.fromLocalFile(path))
        self._session.setRecorder(recorder)
        self._session.setVideoFrameInput(self._input)
        recorder.record()
        self._check()

    def add(self, image: QImage, number: int) -> None:
        """Encode a frame."""
        frame = self._media.QVideoFrame(image)
        frame.setStartTime(number * self._frame_us)
        frame.setEndTime((number + 1) * self._frame_us)
        frame.setStreamFrameRate(1e6 / self._frame_us)
        self._send(frame)

    def end(self) -> None:
        """Complete the file."""
        self._send(self._media.QVideoFrame())
        stopped = self._media.QMediaRecorder.RecorderState.StoppedState
        self._wait_until(lambda: self._recorder.recorderState() == stopped)

    def _send(self, frame: Any) -> None:
        self._wait_until(lambda: self._input.sendVideoFrame(frame))

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        """Let the recorder work: not by its signals, of which PyQt knows not all."""
        deadline = time.monotonic() + PATIENCE
        loop, waker = QEventLoop(), QTimer()
        waker.start(POLL_MS)
        while not condition():
            self._check()
            if time.monotonic() > deadline:
                raise DataError("the encoder for MP4 does not answer")
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._check()

    def _check(self) -> None:
        if self._recorder.error() != self._media.QMediaRecorder.Error.NoError:
            reason = self._recorder.errorString() or "no reason is given"
            raise DataError(f"MP4 could not be encoded: {reason}")
