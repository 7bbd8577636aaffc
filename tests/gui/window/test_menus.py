"""The menus: every action once, in menus short enough to be read."""

from __future__ import annotations

from PyQt6.QtWidgets import QMenu

from gui.actions.specs import ACTION_SPECS, SEPARATED, SUBMENUS

MAX_ENTRIES = 13


def entries(menu: QMenu) -> list[str]:
    """Return the names of the actions in a menu and in its submenus."""
    names = []
    for action in menu.actions():
        inner = action.menu()
        if inner is not None:
            names += entries(inner)
        elif not action.isSeparator():
            names.append(action.objectName())
    return names


def test_every_action_is_in_one_menu_once(window):
    menus = [action.menu() for action in window.menuBar().actions()]
    names = [name for menu in menus for name in entries(menu)]
    assert sorted(names) == sorted(spec.object_name for spec in ACTION_SPECS)


def test_no_menu_is_too_long_to_be_read(window):
    for menu in window.menuBar().findChildren(QMenu):
        shown = [action for action in menu.actions() if not action.isSeparator()]
        assert len(shown) <= MAX_ENTRIES, menu.title()
        assert not menu.actions()[0].isSeparator()


def test_groups_name_actions_that_exist():
    names = {spec.name for spec in ACTION_SPECS}
    assert names >= SEPARATED
    assert names >= {name for group in SUBMENUS.values() for name in group}
