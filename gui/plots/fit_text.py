"""What the fit plot says of how good the predictions are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gui.text.number_format import loss, share
from shallownet.settings.events import looks_in
from shallownet.wording import counted, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.training.snapshot import Snapshot


class FitMetrics(NamedTuple):
    """The metrics of a state, each as a text; empty where there is none.

    Attributes
    ----------
    r2, rmse : str
        Of the training samples.
    held_out : str
        R² of the validation samples, or of the test samples without any.
    linear, linear_held_out : str
        What a linear model of the same inputs gets.
    seen : str
        R² of sealed test samples, if they were looked at, and how often.
    tip : str
        Sentences on all of that.
    """

    r2: str
    rmse: str
    held_out: str
    linear: str
    linear_held_out: str
    seen: str
    tip: str

    @classmethod
    def of(cls, snapshot: Snapshot) -> FitMetrics:
        """Return the metrics of a state of a run."""
        split, line = snapshot.run.split, snapshot.run.linear
        part, is_split = split.held_out_name, split.held_out.size > 0
        r2, rmse = f"R² {share(snapshot.r2)}", f"RMSE {loss(snapshot.rmse)}"
        held_out = f"{part} ▲ R² {share(snapshot.held_out_r2)}" if is_split else ""
        purpose = "validation" if split.validation.size else "the test"
        said = f"Over the {split.train.size:,} samples it trains on"
        linear = f"A linear model of the same inputs gets R² {rounded(line.r2)}"
        if is_split:
            said += f" and the {split.held_out.size:,} kept for {purpose}"
            linear += f" on these and {rounded(line.held_out_r2)} on the others"
        return cls(
            r2,
            rmse,
            held_out,
            f"(linear {rounded(line.r2)})",
            f"(linear {rounded(line.held_out_r2)})" if is_split else "",
            _seen_test(snapshot),
            f"{said}, in the units of y.\n{linear}; their mean alone gets 0.",
        )

    def wordings(self) -> Iterator[str]:
        """Yield the metrics from wide to narrow, the most important ones last."""
        r2, rmse, held_out, linear, linear_held_out, seen, _ = self
        yield _joined(
            f"{r2} {linear}", rmse, f"{held_out} {linear_held_out}".strip(), seen
        )
        if seen:
            yield _joined(r2, held_out, seen)
            yield _joined(held_out, seen)
            yield seen
        elif held_out:
            yield _joined(r2, rmse, f"{held_out} {linear_held_out}")
            yield _joined(r2, f"{held_out} {linear_held_out}")
            yield _joined(r2, held_out)
        else:
            yield _joined(r2, rmse)
        yield r2


def _seen_test(snapshot: Snapshot) -> str:
    look = snapshot.last_look
    if look is None or not snapshot.run.split.sealed.size:
        return ""
    when = f" at {look.step:,}" if look.step != snapshot.step else ""
    looks = counted(looks_in(snapshot.events), "look")
    return f"test R² {share(snapshot.seen_test_r2)}{when} ({looks})"


def _joined(*texts: str) -> str:
    return "   ".join(text for text in texts if text)
