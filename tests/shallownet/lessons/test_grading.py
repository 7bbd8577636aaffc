"""What a replay shows is believed, and what a file claims is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import shallownet as sn
from shallownet.errors import Cancelled
from shallownet.lessons.facts import Facts
from shallownet.lessons.graded_folder import grade_page
from shallownet.lessons.grading import Grader
from shallownet.lessons.lesson import State, Task
from shallownet.lessons.progress import LessonProgress
from shallownet.lessons.reader import parse_lesson
from shallownet.lessons.state_run import run_at, trainer_at
from shallownet.runs.rewind import Rewind
from tests.shallownet.documents.rewritten import rewrite_array, rewrite_json
from tests.shallownet.lessons.hand_ins import (
    FORWARD,
    STATE,
    TEXT,
    forge,
    grade,
    honest,
    learner_run,
    points,
    progress_of,
    save,
)
from tests.shallownet.lessons.texts import LESSON
from tests.shallownet.test_sentences import check_sentence

if TYPE_CHECKING:
    from pathlib import Path

ALL = {"what-is-j": 1.0, "loss": 0.5, "next": 1.0, "reach": 2.0}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ada.shallownet"


def lesson_with(condition: str):
    """Return the small lesson with another task."""
    old = "r2 > 0.01 and updates >= 10"
    return parse_lesson(TEXT.replace(old, condition), "forward")


def test_an_honest_hand_in_has_its_points(path: Path):
    trainer = learner_run()
    progress = progress_of(trainer).with_sketch("next", [(3, 3.0), (23, 2.9)], 1.0)
    save(path, trainer, progress)
    found = grade(path)
    assert (found.error, found.remarks) == ("", ())
    assert (found.file, found.learner) == ("ada.shallownet", "Ada")
    assert points(found) == ALL
    assert (found.points, found.out_of) == (4.5, 5.0)
    assert found.run_said == "replayed 43 updates: bit for bit"
    assert [mark.said for mark in found.marks] == [
        "Right at the first attempt.",
        "Right at the second attempt.",
        "The loss falls, as you drew it; your line ends at it.",
        "Done at update 43: the replay shows it.",
    ]


def test_nothing_done_is_no_points(path: Path):
    trainer = learner_run(updates=0)
    save(path, trainer, LessonProgress.begin(FORWARD).with_given_up("loss"))
    found = grade(path)
    assert found.points == 0.0 and found.remarks == ()
    assert [m.said for m in found.marks] == [
        "Not answered.",
        "Given up.",
        "Not drawn.",
        "Not done.",
    ]


def test_a_task_done_in_another_run_than_the_file_s_is_made_again(path: Path):
    progress = progress_of(learner_run())
    other = trainer_at(State(settings={"samples": 50, "learning_rate": 0.05}))
    other.run(5)
    save(path, other, progress)
    found = grade(path)
    assert points(found)["reach"] == 2.0
    assert found.marks[-1].said.startswith("Done at update 43 of a run that is not in")
    assert not any("reach" in remark for remark in found.remarks)


def test_a_run_that_begins_anew_is_told_with_where_it_ends(path: Path):
    save(path, learner_run(updates=5), progress_of(learner_run()))
    found = grade(path)
    assert points(found)["reach"] == 2.0
    assert "reach claims update 43, and the run in the file ends at 8" in found.remarks


def test_a_task_is_shown_by_the_update_it_was_done_at_not_by_the_end(path: Path):
    lesson = lesson_with("shown == 43 and updates >= 43 and r2 > 0.1")
    trainer = learner_run(lesson)
    progress = progress_of(trainer, lesson)
    trainer.edit("W2[0, 0]", 99.0)
    trainer.run(10)
    save(path, trainer, progress)
    assert points(grade(path, lesson))["reach"] == 2.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: p["tasks"]["reach"]["values"].update(r2=0.99),
         "reach claims r2 = 0.99 at update 43; the replay gives 0.111323"),
        (lambda p: p["tasks"]["reach"]["values"].update(updates="many"),
         "reach claims updates = many"),
        (lambda p: p["sketches"]["next"].update(score=0.1),
         "next claims 0.1 of its points, and its line is worth 1"),
        (lambda p: p["answers"].update(extra={"attempts": [], "solved": True}),
         "it answers what the lesson does not ask: “extra”"),
        (lambda p: p.update(lesson="Another"), "it names the lesson “Another”"),
        (lambda p: p.update(digest="0" * 64), "the lesson's text was another one"),
        (lambda p: p["tasks"]["reach"].update(update=500)
         or p["tasks"]["reach"]["run"].update(updates=500),
         "reach claims update 500, and the run in the file ends at 43"),
        (lambda p: p["tasks"]["reach"]["run"]["training"].update(seed=1),
         "its run began with seed = 1 and not 0"),
        (lambda p: p["tasks"]["reach"]["run"]["data"]["settings"].update(samples=60),
         "its run began with samples = 60 and not 50"),
    ],
)  # fmt: skip
def test_a_claim_that_the_replay_does_not_give_is_told(path: Path, change, said: str):
    honest(path)
    forge(path, change)
    found = grade(path)
    assert any(said in remark for remark in found.remarks), found.remarks
    for remark in found.remarks:
        check_sentence(Exception(remark))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: p["tasks"]["reach"].update(update=500),
         "it claims update 500, and its run has 43 updates"),
        (lambda p: p["tasks"]["reach"].update(update=5)
         or p["tasks"]["reach"]["run"].update(updates=5),
         "the replay does not give it at update 5"),
        (lambda p: p["tasks"]["reach"]["run"]["training"].update(learning_rate=1e-8),
         "the replay does not give it at update 43"),
        (lambda p: p["tasks"]["reach"]["run"]["events"].append(
            {"step": 3, "name": "W9[0, 0]", "before": 1, "after": 2, "kind": "value"}),
         "its run is not possible: there is no parameter"),
        (lambda p: p["tasks"]["reach"]["run"]["training"].update(
            learning_rate=100.0, l2=1000.0) or p["tasks"]["reach"].update(update=900)
            or p["tasks"]["reach"]["run"].update(updates=900),
         "its run is not possible"),
        (lambda p: p["tasks"]["reach"]["run"].update(data=None, samples="abc"),
         "the samples of its run are not in the file"),
        (lambda p: p["tasks"]["reach"]["run"].update(samples="abc", data={
            "kind": "table", "settings": {
                "csv": "/etc/passwd", "csv_inputs": ["a"], "csv_target": "b"}}),
         "the samples of its run are not in the file"),
        (lambda p: p["tasks"]["reach"].update(update=10**9)
         or p["tasks"]["reach"]["run"].update(updates=10**9),
         "take too long to be made again"),
    ],
)  # fmt: skip
def test_a_task_that_no_replay_shows_has_no_points(path: Path, change, said: str):
    honest(path)
    forge(path, change)
    found = grade(path)
    assert points(found) == {**ALL, "reach": 0.0}
    assert any(said in remark for remark in found.remarks), found.remarks
    assert found.marks[-1].said.startswith("Claimed at update")


def test_an_answer_that_is_claimed_to_be_right_is_judged_again(path: Path):
    honest(path)

    def claim(progress):
        progress["answers"]["loss"] = {"attempts": ["1"], "solved": True}
        progress["answers"]["what-is-j"] = {"attempts": ["1", "x"], "solved": True}

    forge(path, claim)
    found = grade(path)
    assert points(found) == {**ALL, "loss": 0.0, "what-is-j": 0.0}
    assert {"loss is claimed to be solved, and is not"} <= set(found.remarks)
    assert "That one changes its sign." in found.marks[0].said
    assert "Right: Half the mean" in found.marks[0].said


def test_only_attempts_that_are_answers_count(path: Path):
    honest(path)
    attempts = ["1,5,0", "", "abc", "1"]
    forge(path, lambda p: p["answers"]["loss"].update(attempts=attempts))
    assert points(grade(path))["loss"] == 0.0
    honest(path)
    forge(path, lambda p: p["answers"]["loss"]["attempts"].insert(0, "1,5,0"))
    assert points(grade(path))["loss"] == 0.5


def test_a_run_file_that_is_not_true_is_not_believed(path: Path):
    honest(path)

    def improve(history):
        history[0, 20:] /= 2.0

    rewrite_array(path, "history.npy", improve)
    found = grade(path)
    assert found.remarks[0].startswith("the run in the file is not believed")
    assert "not true at update 20" in found.run_said
    # The task itself is made again from its settings, and so is shown.
    assert points(found)["reach"] == 2.0


def test_parameters_that_were_put_into_the_file_show_nothing(path: Path):
    lesson = lesson_with("r2 > 0.1 and updates >= 4 and edits == 0")
    good = learner_run(lesson, 40).network.theta.copy()
    trainer = learner_run(lesson, 1)
    progress = progress_of(trainer, lesson)
    save(path, trainer, progress)
    rewrite_array(path, "present/theta.npy", lambda _old: good)
    found = grade(path, lesson)
    assert points(found)["reach"] == 0.0
    assert "the run in the file is not believed" in " ".join(found.remarks)


def test_other_rounding_is_graded_stretch_by_stretch(path: Path):
    lesson = lesson_with("r2 > 0.1 and shown == 43")
    trainer = learner_run(lesson)
    save(path, trainer, progress_of(trainer, lesson))
    for name in ("states/theta.npy", "present/theta.npy", "before/theta.npy"):
        rewrite_array(path, name, lambda theta: theta * (1.0 + 1e-13))
    found = grade(path, lesson)
    assert "the same but for rounding" in found.run_said
    assert points(found)["reach"] == 2.0
    assert found.marks[-1].said == "Done at update 43: the replay shows it."
    assert [text for text in found.remarks if "reach" in text] == [
        "reach: which updates were looked at is not shown"
    ]


def test_what_a_person_set_by_hand_or_changed_is_told(path: Path):
    trainer = trainer_at(STATE)
    trainer.edit("b2[0]", 5.0)
    trainer.change("learning_rate", 0.02)
    trainer.run(60)
    save(path, trainer, progress_of(trainer))
    found = grade(path)
    assert "reach: 1 parameter set by hand" in found.remarks
    assert any("learning_rate was changed, which" in text for text in found.remarks)


def test_a_condition_that_held_before_is_found(path: Path):
    lesson = lesson_with("J < 700 and learning_rate == 0.01")
    trainer = learner_run(lesson, 200)
    trainer.change("learning_rate", 0.02)
    save(path, trainer, progress_of(trainer, lesson))
    found = grade(path, lesson)
    assert points(found)["reach"] == 2.0
    assert any("reach: it holds at update" in remark for remark in found.remarks)


def test_updates_that_were_looked_at_are_told_to_be_claimed(path: Path):
    lesson = lesson_with("visited(7)")
    trainer = learner_run(lesson)
    save(path, trainer, progress_of(trainer, lesson).with_visited(7))
    found = grade(path, lesson)
    assert points(found)["reach"] == 2.0
    assert "reach: which updates were looked at is not shown" in found.remarks
    save(path, trainer, progress_of(trainer, lesson))
    assert points(grade(path, lesson))["reach"] == 0.0


def test_a_lesson_with_samples_of_its_own(path: Path):
    rows = "samples = [[1.0, 2.0, 3.0], [2.0, 0.5, 1.0], [0.0, 1.0, -1.0]]\n"
    text = TEXT.replace("phase =", f"{rows}phase =").replace("r2 > 0.01", "from_lesson")
    lesson = parse_lesson(text, "own")
    trainer = learner_run(lesson)
    task = lesson.questions["reach"]
    assert isinstance(task, Task)
    facts = Facts.of(trainer, None, state=lesson.state_of("reach"))
    progress = LessonProgress.begin(lesson).with_task(task, facts)
    sn.save_run(trainer, path, lesson=progress.as_json())
    assert points(grade(path, lesson))["reach"] == 2.0
    # The window has them as a table of that name, which says nothing of its rows.
    table = sn.TableConfig("the lesson's samples", "y", ("x1", "x2"))
    facts = Facts.of(trainer, table, state=lesson.state_of("reach"))
    progress = LessonProgress.begin(lesson).with_task(task, facts)
    recipe = sn.Recipe(trainer.config, table)
    sn.save_run(trainer, path, recipe, lesson=progress.as_json())
    found = grade(path, lesson)
    assert points(found)["reach"] == 2.0 and found.remarks == ()
    others = sn.Dataset(trainer.data.X + 1.0, trainer.data.y)
    other = sn.Trainer(trainer.config, others)
    other.run(50)
    sn.save_run(other, path, recipe, lesson=progress.as_json())
    assert points(grade(path, lesson))["reach"] == 2.0
    forge(path, lambda p: p["tasks"]["reach"]["run"].update(samples="0"))
    assert points(grade(path, lesson))["reach"] == 0.0
    # Also when the run in the file is another one, whose samples are others.
    save(path, learner_run(), progress)
    assert points(grade(path, lesson))["reach"] == 2.0


def test_the_window_and_the_grader_have_the_same_verdict(path: Path):
    """The same run, looked at while it is made and from its file, at every update."""
    lesson = lesson_with("0.02 < r2 < 0.1 and gradient_norm > 0 and edits == 0")
    task, state = lesson.questions["reach"], lesson.state_of("reach")
    assert isinstance(task, Task)
    data = run_at(state).recipe.data
    trainer = trainer_at(state)
    verdicts = []
    for _ in range(5):
        trainer.run(16)
        facts = Facts.of(trainer.snapshot(), data, state=state)
        verdicts.append(task.condition.holds(facts))
        progress = LessonProgress.begin(lesson).with_task(task, facts)
        save(path, trainer, progress)
        found = grade(path, lesson)
        claimed_there = not any("holds at update" in text for text in found.remarks)
        assert (points(found)["reach"] == 2.0 and claimed_there) is verdicts[-1]
    assert len(set(verdicts)) == 2


@pytest.mark.parametrize("again", [False, True])
def test_a_task_done_by_going_back_is_shown_by_the_whole_run(path: Path, again: bool):
    lesson = lesson_with("updates >= 60 and shown <= 20 and learning_rate == 0.01")
    task, state = lesson.questions["reach"], lesson.state_of("reach")
    assert isinstance(task, Task)
    trainer = learner_run(lesson, 27)
    trainer.change("learning_rate", 0.02)
    trainer.run(30)
    seen, data = Rewind(trainer).snapshot_at(20), run_at(state).recipe.data
    events = tuple(trainer.events)
    facts = Facts(seen, data, trainer.updates, frozenset(), state, events)
    assert task.condition.holds(facts)
    progress = LessonProgress.begin(lesson).with_task(task, facts)
    assert progress.tasks["reach"].run.events == events
    if again:  # the learner went on with another run
        trainer = learner_run(updates=2)
    save(path, trainer, progress)
    found = grade(path, lesson)
    assert points(found)["reach"] == 2.0
    assert found.marks[-1].said.startswith("Done at update 20")
    # Without the updates that were made after it, it was not done.
    forge(path, lambda p: p["tasks"]["reach"]["run"].update(updates=20, events=[]))
    assert points(grade(path, lesson))["reach"] == 0.0


def test_an_outline_has_no_change_from_after_its_end(path: Path):
    """A run that is shown beforehand has the present changes at an earlier update."""
    trainer = learner_run(updates=5)
    trainer.change("learning_rate", 0.02)
    shown = replace(learner_run(updates=3).snapshot(), events=tuple(trainer.events))
    task = FORWARD.questions["reach"]
    assert isinstance(task, Task)
    progress = LessonProgress.begin(FORWARD).with_task(task, Facts(shown, state=STATE))
    assert LessonProgress.of_json(progress.as_json()) == progress


@pytest.mark.parametrize("again", [False, True])
def test_a_run_that_diverged_is_a_run(path: Path, again: bool):
    lesson = lesson_with("diverged and was('learning_rate', 100)")
    trainer = trainer_at(STATE)
    trainer.change("learning_rate", 100.0)
    trainer.change("l2", 1000.0)
    with pytest.raises(sn.DivergedError):
        trainer.run(3_000)
    progress = progress_of(trainer, lesson)
    if again:  # the learner went on with another run
        trainer = learner_run(updates=2)
    save(path, trainer, progress)
    found = grade(path, lesson)
    assert points(found)["reach"] == 2.0
    assert grade_page(found).count("<svg") == (2 if again else 1)


def test_files_that_are_no_hand_in_are_told(path: Path, tmp_path: Path):
    def error_of(contents: bytes) -> str:
        path.write_bytes(contents)
        found = grade(path)
        assert found.points == found.out_of == 0.0
        check_sentence(Exception(found.error))
        return found.error

    honest(path)
    whole = path.read_bytes()
    assert "no zip archive" in error_of(b"")
    assert "no zip archive" in error_of(b"PK nothing")
    assert "cannot be opened" in error_of(whole[: len(whole) // 2])
    sn.save_run(learner_run(), path, lesson=None)
    assert "it was not handed in" in grade(path).error
    honest(path)
    forge(path, lambda progress: progress.update(answers=7))
    assert "it cannot be graded: its “answers”" in grade(path).error
    honest(path)
    forge(path, lambda p: p.update(lesson="Another", digest="0" * 64))
    assert "of the lesson “Another”, which is not among" in grade(path).error
    rewrite_json(path, lambda manifest: manifest.update(lesson=[1]))
    assert "a list; it must be an object" in grade(path).error
    assert "No such file" in grade(tmp_path / "none.shallownet").error


def test_a_run_that_takes_too_long_is_not_verified(path: Path, monkeypatch):
    honest(path)
    monkeypatch.setattr("shallownet.lessons.replays.MAX_WORK", 100_000)
    found = grade(path)
    assert "43 updates over 50 samples take too long" in found.remarks[0]
    assert points(found) == {**ALL, "reach": 0.0}


def test_grading_can_be_cancelled(path: Path):
    trainer = trainer_at(STATE)
    trainer.run(1_500)
    save(path, trainer, progress_of(trainer))
    with pytest.raises(Cancelled):
        Grader([FORWARD], lambda: True).grade(path)


def test_the_lesson_s_own_task_is_judged_too(path: Path):
    """The text as it stands, whose condition is on the updates alone."""
    lesson = parse_lesson(LESSON, "forward")
    trainer = learner_run(lesson, 6)
    save(path, trainer, progress_of(trainer, lesson))
    found = grade(path, lesson)
    assert points(found)["reach"] == 0.0
    trainer.run(1)
    save(path, trainer, progress_of(trainer, lesson))
    assert points(grade(path, lesson))["reach"] == 2.0
