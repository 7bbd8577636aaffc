"""The plan of an animation: which updates it shows, for how long, how large."""

from __future__ import annotations

from typing import Final, NamedTuple

FRAMES_PER_SECOND: Final = 20

TICK_MS: Final = 10
"""A GIF counts the time of a frame in hundredths of a second."""

MAX_SECONDS: Final = 60


class FilmFormat(NamedTuple):
    """A format of an animation's file.

    Attributes
    ----------
    title : str
    name : str
        Pillow's, for its own.
    suffix : str
    bytes_per_pixel : float
        About how many a frame of the graph and the plots takes, for an estimate.
    """

    title: str
    name: str
    suffix: str
    bytes_per_pixel: float


class FilmPlan(NamedTuple):
    """What an animation shows.

    Attributes
    ----------
    updates : tuple of int
        The update of each frame.
    frame_ms : int
        Milliseconds that a frame is shown for.
    size : tuple of int
        Width and height in pixels.
    kind : FilmFormat
    """

    updates: tuple[int, ...]
    frame_ms: int
    size: tuple[int, int]
    kind: FilmFormat

    @classmethod
    def of(
        cls,
        first: int,
        last: int,
        seconds: float,
        size: tuple[int, int],
        kind: FilmFormat,
    ) -> FilmPlan:
        """Spread frames evenly over the updates from one to another.

        There is one for each update at most.

        Parameters
        ----------
        first, last : int
            Updates; the last one is the later one.
        seconds : float
            How long it is to be.
        size : (int, int)
            Width and height in pixels.
        kind : FilmFormat

        Examples
        --------
        >>> from gui.export.film_plan import FORMATS, FilmPlan
        >>> plan = FilmPlan.of(0, 1_000, 2.0, (640, 400), FORMATS[0])
        >>> len(plan.updates), plan.updates[:3], plan.updates[-1], plan.seconds
        (40, (0, 26, 51), 1000, 2.0)
        >>> FilmPlan.of(5, 8, 2.0, (640, 400), FORMATS[0]).updates
        (5, 6, 7, 8)
        """
        count = min(max(round(seconds * FRAMES_PER_SECOND), 2), last - first + 1)
        steps = max(count - 1, 1)
        updates = tuple(first + round(n * (last - first) / steps) for n in range(count))
        frame_ms = max(round(1000.0 * seconds / count / TICK_MS), 2) * TICK_MS
        return cls(updates, frame_ms, size, kind)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.updates) * self.frame_ms / 1000.0

    @property
    def expected_bytes(self) -> int:
        """About how large the file will be."""
        width, height = self.size
        return round(len(self.updates) * width * height * self.kind.bytes_per_pixel)


FORMATS: Final = (
    FilmFormat("GIF, which every program shows", "GIF", ".gif", 0.007),
    FilmFormat("WebP, with all colours", "WEBP", ".webp", 0.02),
)
"""What Pillow writes."""

MP4: Final = FilmFormat("MP4, for slides and players", "MP4", ".mp4", 0.015)
"""What Qt Multimedia writes."""
