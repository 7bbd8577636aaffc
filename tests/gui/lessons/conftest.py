"""A small lesson with a part of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LESSON = """+++
format = 1
title = "A small lesson"
summary = "It has a part of every kind."
minutes = 5
hide = ["landscape_panel", "compare", "edit_parameter"]
lock = ["learning_rate", "hidden_units"]
+++
The introduction: $J = 1$.

## Stand here

```state
settings = { samples = 50, iterations = 400 }
parameters = { "b2[0]" = 1.5 }
update = 20
panels = ["function"]
edges = "gradient"
sample = 3
```

Text above the questions.

```choice
id = "sign"
question = "Which **way**?"
points = 2
reveal = "It goes down."
hints = ["Look at the curve.", "It falls."]

[[answers]]
text = "down"
correct = true
reason = "So it is."

[[answers]]
text = "up"
reason = "No: the loss falls."

[[answers]]
text = "nowhere"
reason = "It moves."
```

```number
id = "twice"
question = "What is 2 J?"
answer = "2 * J"
tolerance = 0.001
reveal = "Twice J."

[[mistakes]]
answer = "J"
reason = "That is J itself."
```

```sketch
id = "next"
question = "Draw the next 30 updates."
updates = 30
points = 2
```

## Do it

```task
id = "reach"
text = "Train to update 60."
condition = "updates >= 60 and from_lesson"
hints = ["Press Space."]
```

```task
id = "look"
text = "Look back at update 7."
condition = "visited(7) and updates > 7"
```

## The end

Nothing more.
"""


@pytest.fixture
def lesson_file(tmp_path: Path) -> Path:
    """Return the file of a small lesson."""
    path = tmp_path / "small.md"
    path.write_text(LESSON, encoding="utf-8")
    return path
