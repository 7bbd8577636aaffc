"""Progress is kept in a run's file, and read back with every value checked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shallownet as sn
from shallownet.documents.run_file_error import RunFileError
from shallownet.lessons.facts import Facts
from shallownet.lessons.lesson import Task
from shallownet.lessons.outline import RunOutline
from shallownet.lessons.progress import Drawing, LessonProgress, Response, TaskDone
from shallownet.lessons.reader import parse_lesson
from shallownet.lessons.state_run import run_at, trainer_at
from tests.shallownet.documents.rewritten import rewrite_json
from tests.shallownet.lessons.texts import LESSON
from tests.shallownet.test_sentences import check_sentence

LESSON_READ = parse_lesson(LESSON, "forward")


def done_progress() -> tuple[LessonProgress, sn.Trainer]:
    """Return the progress of a learner who did everything, and the run."""
    state = LESSON_READ.state_of("reach")
    task = LESSON_READ.questions["reach"]
    assert isinstance(task, Task)
    trainer = trainer_at(state)
    trainer.change("learning_rate", 0.02)
    trainer.run(7)
    facts = Facts.of(trainer, run_at(state).recipe.data, state=state)
    assert task.condition.holds(facts)
    progress = (
        LessonProgress.begin(LESSON_READ)
        .with_page(2)
        .with_learner(" Ada ")
        .with_answer("what-is-j", "1", False)
        .with_answer("what-is-j", "0", True)
        .with_sketch("next", [(3, 2.5), (23, 2.25)], 0.75)
        .with_hint("reach")
        .with_hint("reach")
        .with_given_up("loss")
        .with_visited(3)
        .with_visited(4)
        .with_visited(10)
        .with_task(task, facts)
    )
    return progress, trainer


def test_progress_takes_down_what_was_done():
    progress, trainer = done_progress()
    assert (progress.page, progress.learner) == (2, "Ada")
    assert progress.answers == {"what-is-j": Response(("1", "0"), True)}
    assert progress.sketches == {"next": Drawing(((3.0, 2.5), (23.0, 2.25)), 0.75)}
    assert progress.hints == {"reach": 2}
    done = progress.tasks["reach"]
    assert (done.update, done.run.updates) == (10, 10)
    assert done.values == {"updates": 10.0, "rule": "exact"}
    assert done.run.config == trainer.config
    assert done.run.events == tuple(trainer.events)
    for name in LESSON_READ.questions:
        assert progress.is_settled(name)
    assert not LessonProgress.begin(LESSON_READ).is_settled("loss")


def test_progress_comes_back_from_a_run_s_file(tmp_path):
    progress, trainer = done_progress()
    recipe = sn.Recipe(trainer.config, sn.DataConfig(samples=50))
    path = tmp_path / "hand-in.shallownet"
    sn.save_run(trainer, path, recipe, lesson=progress.as_json())
    run = sn.open_run(path)
    assert LessonProgress.of_json(run.lesson) == progress
    assert run.verify().exact
    sn.save_run(trainer, path, recipe)
    assert sn.open_run(path).lesson is None


def test_a_file_whose_lesson_is_no_object_is_refused(tmp_path):
    path = tmp_path / "a.shallownet"
    sn.save_run(done_progress()[1], path, lesson={})

    def spoil(manifest):
        manifest["lesson"] = "forward"

    rewrite_json(path, spoil)
    with pytest.raises(RunFileError, match="a text; it must be an object"):
        sn.open_run(path)


TEXTS = st.text(max_size=20)
NAMES = st.text("abcdefgh-", min_size=1, max_size=10)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
UPDATES = st.integers(0, 10**6)
CHANGES = (
    sn.Event(0, "learning_rate", 0.001, 0.01),
    sn.Event(3, "b1[0]", float("inf"), 2.0, "value"),
)
OUTLINES = st.builds(
    RunOutline,
    config=st.sampled_from([sn.TrainingConfig(), sn.TrainingConfig(seed=7)]),
    data=st.sampled_from([None, sn.DataConfig(), sn.DataConfig(noise=0.5)]),
    samples=st.text("0123456789abcdef", min_size=32, max_size=32),
    events=st.sampled_from([(), CHANGES]),
    updates=st.integers(3, 10**6),
)
TASKS = st.builds(
    TaskDone,
    update=UPDATES,
    values=st.dictionaries(
        NAMES, st.one_of(st.floats(allow_nan=False), st.booleans(), NAMES), max_size=3
    ),
    run=OUTLINES,
)
PROGRESS = st.builds(
    LessonProgress,
    lesson=TEXTS,
    digest=TEXTS,
    page=st.integers(0, 59),
    learner=TEXTS,
    answers=st.dictionaries(
        NAMES,
        st.builds(Response, st.lists(TEXTS, max_size=3).map(tuple), st.booleans()),
        max_size=3,
    ),
    sketches=st.dictionaries(
        NAMES,
        st.builds(
            Drawing, st.lists(st.tuples(FINITE, FINITE), max_size=4).map(tuple), FINITE
        ),
        max_size=2,
    ),
    tasks=st.dictionaries(NAMES, TASKS, max_size=2),
    hints=st.dictionaries(NAMES, st.integers(0, 10), max_size=3),
    given_up=st.frozensets(NAMES, max_size=3),
    visited=st.frozensets(UPDATES, max_size=20),
)


@given(PROGRESS)
def test_any_progress_comes_back_from_json(progress: LessonProgress):
    text = json.dumps(progress.as_json(), allow_nan=False)
    assert LessonProgress.of_json(json.loads(text)) == progress


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), FINITE, st.text(max_size=5),
    st.lists(st.integers(), max_size=2), st.just([[0, 10**9]]), st.just([[]]),
    st.just({"x": {}}), st.just(10**400), st.just("x" * 201), st.just({"x": None}),
    st.just([[1, 2, 3]]), st.just({"x": {"attempts": ["a"], "solved": 1}}),
)  # fmt: skip


def places(value, path=()):
    """Yield the path of every entry in a value of JSON."""
    yield path
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))


@given(st.data())
def test_hostile_values_are_refused_in_one_sentence(data):
    value = done_progress()[0].as_json()
    *where, last = data.draw(st.sampled_from([p for p in places(value) if p]))
    inner = value
    for key in where:
        inner = inner[key]
    if data.draw(st.booleans()) and isinstance(inner, dict):
        del inner[last]
    else:
        inner[last] = data.draw(JUNK)
    try:
        LessonProgress.of_json(value)
    except RunFileError as error:
        check_sentence(error)


@pytest.mark.parametrize("value", [None, [], "x", 1, {}, {"lesson": 1}])
def test_what_is_no_progress_is_refused(value):
    with pytest.raises(RunFileError) as caught:
        LessonProgress.of_json(value)
    check_sentence(caught.value)


def test_progress_stays_within_the_limits_it_is_read_with():
    progress = LessonProgress.begin(LESSON_READ).with_learner("x" * 5_000)
    progress = progress.with_answer("loss", "9" * 5_000, False)
    progress = progress.with_sketch("next", [(i, 0.0) for i in range(5_000)], 0.5)
    for _ in range(1_003):
        progress = progress.with_answer("what-is-j", "1", False)
    assert LessonProgress.of_json(progress.as_json()) == progress
