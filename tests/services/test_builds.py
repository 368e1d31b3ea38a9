"""Before a quiz begins: what its settings find, what to loosen, and settings under a name."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Build, Mode
from quizapp.extensions import db
from quizapp.models import Attempt, SavedBuild
from quizapp.services.catalogue import find_bank
from quizapp.services.quizzes import builds
from quizapp.services.quizzes.builds import Advice, NameTakenError, Tally, TooManyBuildsError
from quizapp.services.quizzes.pool import NoQuestionError
from tests.domain.content import samples
from tests.factories import BANK, NOON
from tests.services.exams import begin, one_of_each
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import a_build, at_once, bank_id, start

KEY = "a-key-of-a-start"


def count(learner, **wanted):
    return builds.tally(
        db.session(), learner=learner, bank_id=bank_id(), build=a_build(**wanted), now=NOON
    )


def advice(learner, **wanted):
    return builds.advise(
        db.session(), learner=learner, bank_id=bank_id(), build=a_build(**wanted), now=NOON
    )


def save(learner, name="Causes", *, slug=SLUG, replaces=None, now=NOON, **wanted):
    with transaction() as session:
        row = builds.save_build(
            session,
            learner_id=learner.id,
            slug=slug,
            name=name,
            build=a_build(**wanted),
            replaces=replaces,
            now=now,
        )
        return row.id


def delete(learner, build_id):
    with transaction() as session:
        return builds.delete_build(session, learner_id=learner.id, build_id=build_id)


def find(learner, build_id):
    return builds.find_saved(db.session(), learner_id=learner.id, build_id=build_id)


def begin_saved(learner, build_id, *, key=KEY):
    with transaction() as session:
        return builds.start_saved(
            session, learner=learner, build_id=build_id, client_key=key, now=NOON
        )


def names(learner):
    return [saved.name for saved in builds.list_saved(db.session(), learner_id=learner.id)]


def rows():
    return db.session.scalar(select(func.count()).select_from(SavedBuild))


def test_a_measure_counts_what_measures_and_the_other_modes_all(alice):
    load(*one_of_each())

    assert count(alice).questions == count(alice, mode=Mode.EXAM).questions == 9
    assert count(alice, mode=Mode.MEASURE).questions == 5
    assert count(alice, mode=Mode.MEASURE, types=["case", "concordance"]).questions == 0


def test_what_an_exam_in_progress_keeps_back_is_counted_apart(alice, bob):
    load(*made_items(6))
    begin(alice, length=4)

    assert count(alice) == count(alice, mode=Mode.MEASURE) == Tally(2, withheld=4)
    assert count(alice, topics=["causes"]) == Tally(0)
    assert count(alice, mode=Mode.EXAM) == Tally(6), "two exams may ask the same"
    assert count(bob) == Tally(6)


def test_advice_names_what_would_help_if_it_were_left_open(alice):
    load(*made_items(3), *made_items(2, topic="causes"), made_item("multiple", topic="causes"))

    nothing = advice(alice, topics=["causes"], types=["sba"], statuses=["flagged"])
    assert nothing == Advice({"statuses": 2})
    two_ways = advice(alice, topics=["definition"], types=["multiple"])
    assert two_ways == Advice({"topics": 1, "types": 3})
    of_a_measure = advice(alice, mode=Mode.MEASURE, topics=["definition"], types=["concordance"])
    assert of_a_measure == Advice({"types": 3})
    hopeless = advice(alice, topics=["treatment"], statuses=["flagged"])
    assert hopeless == Advice({}), "one alone would not do"


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.EXAM])
def test_cases_longer_than_the_quiz_cannot_begin_it_and_advice_says_how_long_they_are(alice, mode):
    load(*samples.case().items)
    wanted = {"mode": mode, "length": 2}

    assert count(alice, **wanted) == Tally(3)
    with pytest.raises(NoQuestionError):
        start(alice, **wanted)
    assert advice(alice, **wanted) == Advice({}, smallest_case=3)
    assert start(alice, **wanted | {"length": 3}).length == 3


@pytest.mark.parametrize("mode", list(Mode))
def test_a_quiz_begins_just_where_something_is_counted(alice, mode):
    load(*one_of_each())
    for kind in ("sba", "concordance", "case"):
        for status in ("unseen", "flagged"):
            wanted = {"mode": mode, "length": 5, "types": [kind], "statuses": [status]}
            if count(alice, **wanted).questions:
                assert start(alice, **wanted).id
            else:
                with pytest.raises(NoQuestionError):
                    start(alice, **wanted)
            db.session.rollback()
            if mode is Mode.EXAM:
                change_all_to_finished()


def change_all_to_finished():
    with transaction() as session:
        session.execute(update(Attempt).values(finished_at=NOON, ending="time"))


def test_settings_come_back_as_they_were_saved(alice):
    load(*made_items(1))
    wanted = {
        "mode": Mode.EXAM,
        "length": 30,
        "topics": ["causes"],
        "types": ["sba", "case"],
        "difficulties": ["hard"],
        "statuses": ["wrong", "due"],
        "convention": Convention.KPRIM,
        "minutes": 45,
        "extra_time": True,
        "asks_confidence": True,
    }
    number = save(alice, "Hard causes", **wanted)

    saved = find(alice, number)

    assert (saved.name, saved.bank.slug, saved.is_whole) == ("Hard causes", SLUG, True)
    assert saved.build == a_build(**wanted)
    assert builds.list_saved(db.session(), learner_id=alice.id) == [saved]


def test_a_name_is_unique_to_a_learner_not_to_all(alice, bob):
    load(*made_items(1))
    first = save(alice, length=5)
    save(bob, length=10)

    with pytest.raises(NameTakenError) as taken:
        save(alice, length=20)

    assert taken.value.build_id == first
    assert find(alice, first).build.length == 5
    assert rows() == 2


def test_settings_are_overwritten_by_whoever_knows_of_them(alice, bob):
    load(*made_items(1))
    first, other = save(alice, length=5), save(alice, "Other", length=5)
    bobs = save(bob, "Causes", length=5)

    for not_it in (other, bobs, 999, None):
        with pytest.raises(NameTakenError):
            save(alice, replaces=not_it, length=20)
    assert save(alice, replaces=first, slug=BANK, length=20) == first

    saved = find(alice, first)
    assert (saved.build.length, saved.bank.slug) == (20, BANK)
    assert find(bob, bobs).build.length == 5


def test_saving_the_same_twice_is_saving_it_once(alice):
    load(*made_items(1))

    assert save(alice, length=5) == save(alice, length=5, now=NOON + timedelta(seconds=1))
    assert rows() == 1
    with pytest.raises(NameTakenError):
        save(alice, slug=BANK, length=5)


def test_two_devices_that_save_one_name_at_once_do_not_both_have_it(app, alice, monkeypatch):
    load(*made_items(1))

    def find_slowly(session, slug):
        time.sleep(0.2)  # the name was looked up, and nothing is written yet
        return find_bank(session, slug)

    monkeypatch.setattr(builds, "find_bank", find_slowly)

    def saving(length):
        def work():
            try:
                return save(alice, length=length)
            except NameTakenError:
                return "taken"

        return work

    results = at_once(app, [saving(length) for length in (5, 6, 7, 8)])

    assert sorted(map(str, results))[1:] == ["taken"] * 3
    assert rows() == 1


def test_there_is_room_for_fifty_and_overwriting_needs_none(alice, bob, monkeypatch):
    monkeypatch.setattr(builds, "MOST_SAVED", 3)
    load(*made_items(1))
    first, *_ = (save(alice, name, length=5) for name in ("one", "two", "three"))
    save(bob, "four", length=5)

    with pytest.raises(TooManyBuildsError):
        save(alice, "four", length=5)
    assert save(alice, "one", replaces=first, length=9) == first
    delete(alice, first)
    assert save(alice, "four", length=5)
    assert names(alice) == ["four", "three", "two"]


def test_the_list_is_in_the_order_of_the_names(alice):
    load(*made_items(1))
    for name in ("imagery", "Causes", "causes", "Élan"):
        save(alice, name, length=5)

    assert names(alice) == ["Causes", "causes", "imagery", "Élan"]


def test_what_was_deleted_is_gone_and_the_quizzes_begun_with_it_stay(alice):
    load(*made_items(3))
    number = save(alice, length=2)
    attempt = begin_saved(alice, number)

    assert delete(alice, number) == "Causes"

    for trespass in (find, delete, begin_saved):
        with pytest.raises(NotFoundError):
            trespass(alice, number)
    assert db.session.get(Attempt, attempt.id) is not None


def test_another_learners_settings_do_not_exist(alice, bob):
    load(*made_items(3))
    number = save(alice, length=2)

    for trespass in (find, delete, begin_saved):
        with pytest.raises(NotFoundError):
            trespass(bob, number)
    assert names(bob) == []
    assert names(alice) == ["Causes"]


def test_a_saved_build_begins_the_quiz_that_it_describes_once_for_each_key(alice):
    load(*made_items(3), *made_items(3, topic="causes"))
    number = save(alice, mode=Mode.EXAM, length=2, topics=["causes"], minutes=9, extra_time=True)
    other = save(alice, "Other", length=1)

    attempt = begin_saved(alice, number)

    assert (attempt.mode, attempt.length, attempt.topics) == ("exam", 2, ["causes"])
    assert attempt.deadline_at == NOON + timedelta(minutes=12)
    assert begin_saved(alice, number).id == attempt.id
    with pytest.raises(ConflictError):
        begin_saved(alice, other)


def test_a_saved_build_that_finds_nothing_by_now_begins_nothing(alice):
    load(*made_items(3))
    number = save(alice, length=2, statuses=["flagged"])

    with pytest.raises(NoQuestionError):
        begin_saved(alice, number)
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_settings_that_are_not_understood_any_more_are_read_as_far_as_they_are(alice):
    load(*made_items(3))
    number = save(alice, length=2, topics=["definition"], types=["sba"])
    with transaction() as session:
        row = session.get_one(SavedBuild, number)
        row.settings = row.settings | {"types": ["sba", "riddle"], "convention": "lottery"}

    saved = find(alice, number)

    assert saved.build == a_build(length=2, topics=["definition"], types=["sba"])
    assert not saved.is_whole
    assert begin_saved(alice, number).length == 2


@pytest.mark.parametrize("settings", [{}, {"mode": None, "topics": {"a": 1}, "length": "x" * 99}])
def test_no_settings_break_the_page_that_lists_them(alice, settings):
    load(*made_items(3))
    number = save(alice, length=2)
    with transaction() as session:
        session.get_one(SavedBuild, number).settings = settings

    (saved,) = builds.list_saved(db.session(), learner_id=alice.id)
    assert saved.build == Build.from_json({})
    assert begin_saved(alice, number).length == 5
