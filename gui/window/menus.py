"""The menus of the window, built from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.actions.specs import MENUS, SEPARATED, SUBMENUS

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QMenu, QMenuBar

    from gui.actions import Actions


def build_menus(bar: QMenuBar, actions: Actions) -> None:
    """Fill the menu bar with all actions, in groups and submenus."""
    titles = {name: title for title, names in SUBMENUS.items() for name in names}
    submenus: dict[str, QMenu] = {}
    for heading in MENUS:
        menu = _added(bar, f"&{heading}")
        for name, action in actions.in_menu(heading).items():
            title = titles.get(name)
            if title is not None and title not in submenus:
                submenus[title] = _added(menu, title)
            place = menu if title is None else submenus[title]
            if name in SEPARATED:
                place.addSeparator()
            place.addAction(action)


def file_menu(bar: QMenuBar) -> QMenu:
    """Return the first menu, with what concerns files."""
    menu: QMenu | None = bar.actions()[0].menu()  # Any to the stubs
    assert menu is not None
    return menu


def _added(parent: QMenu | QMenuBar, title: str) -> QMenu:
    menu = parent.addMenu(title)
    assert menu is not None
    return menu
