"""Data with very many numbers become text in a thread, and the last one stays."""

from __future__ import annotations

import threading

import numpy as np
from PyQt6.QtGui import QGuiApplication

from gui.export.data_copier import DataCopier
from gui.plots.data_text import LaterColumn, data_text


def test_the_last_data_asked_for_are_copied_from_a_thread(qtbot, qapp, monkeypatch):
    threads: list[int] = []
    text_of = data_text

    def noted(columns) -> str:
        threads.append(threading.get_ident())
        return text_of(columns)

    monkeypatch.setattr("gui.export.data_copier.data_text", noted)
    copier = DataCopier(qapp)
    said: list[str] = []
    copier.message.connect(said.append)
    rates = LaterColumn(3, lambda: np.array([0.1, 0.2, 0.30000000000000004]))
    assert len(rates) == 3
    copier.copy({"first": range(2)})
    copier.copy({"update": range(3), "rate": rates})
    qtbot.waitUntil(lambda: "Copied 3 rows of update, rate." in said)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    third = 0.30000000000000004
    assert clipboard.text() == f"update\trate\n0\t0.1\n1\t0.2\n2\t{third}\n"
    assert not any("first" in text for text in said)
    assert len(threads) == 2 and threading.get_ident() not in threads
    copier.shut_down()
