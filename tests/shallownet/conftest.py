"""How hypothesis runs here: by examples, never against the clock."""

from __future__ import annotations

from hypothesis import settings

# A deadline would fail a slow or busy machine, not a wrong program.
settings.register_profile("shallownet", deadline=None)
settings.load_profile("shallownet")
