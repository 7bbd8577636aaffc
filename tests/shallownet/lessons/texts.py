"""A lesson with one part of every kind, to read and to spoil."""

from __future__ import annotations

LESSON = """+++
format = 1
title = "Forward by hand"
summary = "Two samples, two units, given weights."
minutes = 6
text_size = 12
hide = ["landscape_panel"]
lock = ["learning_rate", "optimizer"]
+++
A weighted sum is $W_1 X + b_1$.

## Where it begins
```state
settings = { learning_rate = 0.01, hidden_units = [2], samples = 50 }
parameters = { "W1[0, 0]" = 0.5, "b1[0]" = 0.25 }
update = 3
phase = "backward"
panels = ["function"]
edges = "gradient"
units = "sample"
sample = 1
```
Look at the numbers.

```python
## this is no heading
```
```choice
id = "what-is-j"
question = "What is J?"
[[answers]]
text = "Half the mean squared error"
correct = true
[[answers]]
text = "The mean error"
reason = "That one changes its sign."
```

## Compute
```number
id = "loss"
question = "What is J?"
answer = "J"
tolerance = 0.01
hints = ["Square the errors.", "Halve their mean."]
[[mistakes]]
answer = "2 * J"
reason = "The half is missing."
```
```sketch
id = "next"
question = "Draw the loss over the next 20 updates."
updates = 20
reveal = "It falls."
```
```task
id = "reach"
text = "Make ten updates."
condition = "updates >= 10 and rule == 'exact'"
points = 2
hints = ["Press the right arrow."]
```
"""
