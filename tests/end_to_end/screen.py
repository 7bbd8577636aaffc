"""A person at a real X display: sees windows, moves the pointer, presses keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from Xlib import XK, X, Xatom, display
from Xlib.error import BadWindow
from Xlib.ext import xtest
from Xlib.protocol import event as xevent

from tests.end_to_end.child import wait_until

if TYPE_CHECKING:
    from pathlib import Path


class Screen:
    """The X display, and the real events that XTEST sends to it."""

    def __init__(self) -> None:
        self._display = display.Display()
        self._root = self._display.screen().root
        # What is pasted is handed over to a window, which need not be shown.
        self._hand = self._root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)

    def close(self) -> None:
        self._display.close()

    # What there is to see

    def window_of(self, process: int):
        """Return the top-level window that a process shows, or None."""
        pid = self._atom("_NET_WM_PID")
        for window in self._root.query_tree().children:
            try:
                owner = window.get_full_property(pid, Xatom.CARDINAL)
                shown = window.get_attributes().map_state == X.IsViewable
            except BadWindow:  # it was closed since it was listed
                continue
            if shown and owner and owner.value[0] == process:
                return window
        return None

    def title(self, window) -> str:
        """Return the window's title; nothing if the window is gone."""
        try:
            # In one piece: it may change before a second piece is asked for.
            text = window.get_property(
                self._atom("_NET_WM_NAME"), X.AnyPropertyType, 0, 1_000
            )
        except BadWindow:
            return ""
        return text.value.decode() if text else ""

    def pixels(self, window, x: int, y: int, width: int, height: int) -> bytes:
        """Return a part of what the window shows: blue, green, red, 0 of each pixel."""
        return window.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF).data

    def brightness(self, window, x: int, y: int) -> float:
        """Return how bright a pixel is, from 0 to 1."""
        return sum(self.pixels(window, x, y, 1, 1)[:3]) / (3 * 255)

    def save(self, window, path: Path) -> None:
        """Save a picture of a window."""
        from PyQt6.QtGui import QImage

        size = window.get_geometry()
        data = self.pixels(window, 0, 0, size.width, size.height)
        QImage(data, size.width, size.height, QImage.Format.Format_RGB32).save(
            str(path)
        )

    def clipboard(self) -> str:
        """Return the text that was copied last, or nothing if there is none."""
        # Nothing that was asked for earlier is to be taken for the answer.
        while self._display.pending_events():
            self._display.next_event()
        text, place = self._atom("UTF8_STRING"), self._atom("PASTED")
        self._hand.convert_selection(self._atom("CLIPBOARD"), text, place, 0)
        wait_until(self._display.pending_events, "an answer of the clipboard's owner")
        answer = self._display.next_event()
        if answer.type != X.SelectionNotify or answer.property == X.NONE:
            return ""
        return self._hand.get_full_property(place, text).value.decode()

    # What a person does

    def focus(self, window) -> None:
        """Give a window the keys: without a window manager nobody else does."""
        window.set_input_focus(X.RevertToParent, X.CurrentTime)
        wait_until(lambda: self._display.get_input_focus().focus == window, "the focus")

    def move(self, window, x: int, y: int) -> None:
        """Move the pointer to a place in a window."""
        place = window.translate_coords(self._root, 0, 0)
        xtest.fake_input(self._display, X.MotionNotify, x=x - place.x, y=y - place.y)
        self._display.sync()

    def click(self, window, x: int, y: int) -> None:
        self.move(window, x, y)
        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self._display, kind, 1)
        self._display.sync()

    def press(self, *keys: str, control: bool = False) -> None:
        """Press and release keys, named as in X: ``space``, ``Right``, ``r``."""
        held = self._code("Control_L")
        if control:
            xtest.fake_input(self._display, X.KeyPress, held)
        for key in keys:
            for kind in (X.KeyPress, X.KeyRelease):
                xtest.fake_input(self._display, kind, self._code(key))
        if control:
            xtest.fake_input(self._display, X.KeyRelease, held)
        self._display.sync()

    def ask_to_close(self, window) -> None:
        """Send what a window manager sends when the window's × is clicked."""
        message = xevent.ClientMessage(
            window=window,
            client_type=self._atom("WM_PROTOCOLS"),
            data=(32, [self._atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]),
        )
        window.send_event(message)
        self._display.sync()

    def _atom(self, name: str) -> int:
        return self._display.get_atom(name)

    def _code(self, key: str) -> int:
        code = self._display.keysym_to_keycode(XK.string_to_keysym(key))
        assert code, f"the keyboard of this display has no key {key}"
        return code
