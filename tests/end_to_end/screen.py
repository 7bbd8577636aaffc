"""A person at a real X display: finds a window, moves the pointer, presses keys."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from Xlib import XK, X, Xatom, display
from Xlib.error import BadWindow
from Xlib.ext import xtest
from Xlib.protocol import event as xevent

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 15.0
"""Seconds until waiting for something to happen becomes a failure."""


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition, looking a hundred times a second."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE:.0f} s for {what}")
        time.sleep(0.01)


class Screen:
    """The X display, and the real events that XTEST sends to it."""

    def __init__(self) -> None:
        self._display = display.Display()
        self._root = self._display.screen().root

    def close(self) -> None:
        self._display.close()

    def window_titled(self, part: str):
        """Return the top-level window whose title holds ``part``, or None."""
        for window in self._root.query_tree().children:
            if part in self.title(window):
                return window
        return None

    def title(self, window) -> str:
        name = self._display.intern_atom("_NET_WM_NAME")
        try:
            text = window.get_full_property(name, X.AnyPropertyType)
        except BadWindow:  # it was closed since it was listed
            return ""
        return text.value.decode() if text else ""

    def focus(self, window) -> None:
        """Give a window the keys: without a window manager nobody else does."""
        # A window that is not mapped yet cannot take them.
        wait_until(
            lambda: window.get_attributes().map_state == X.IsViewable, "the mapping"
        )
        window.set_input_focus(X.RevertToParent, X.CurrentTime)
        wait_until(lambda: self._display.get_input_focus().focus == window, "the focus")

    def move(self, window, x: int, y: int) -> None:
        place = window.translate_coords(self._root, 0, 0)
        xtest.fake_input(self._display, X.MotionNotify, x=x - place.x, y=y - place.y)
        self._display.sync()

    def click(self, window, x: int, y: int) -> None:
        self.move(window, x, y)
        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self._display, kind, 1)
        self._display.sync()

    def press(self, key: str, *, control: bool = False) -> None:
        """Press and release a key, named as in X: ``space``, ``Right``, ``r``."""
        code = self._display.keysym_to_keycode(XK.string_to_keysym(key))
        assert code, f"the keyboard of this display has no key {key}"
        held = self._display.keysym_to_keycode(XK.XK_Control_L)
        if control:
            xtest.fake_input(self._display, X.KeyPress, held)
        for kind in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(self._display, kind, code)
        if control:
            xtest.fake_input(self._display, X.KeyRelease, held)
        self._display.sync()

    def ask_to_close(self, window) -> None:
        """Send what a window manager sends when the window's × is clicked."""
        atom = self._display.intern_atom
        message = xevent.ClientMessage(
            window=window,
            client_type=atom("WM_PROTOCOLS"),
            data=(32, [atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]),
        )
        window.send_event(message)
        self._display.sync()

    def pixels(self, window, x: int, y: int, width: int, height: int) -> bytes:
        """Return the bytes of a part of what the window shows."""
        return window.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF).data

    def process_of(self, window) -> int:
        name = self._display.intern_atom("_NET_WM_PID")
        return int(window.get_full_property(name, Xatom.CARDINAL).value[0])
