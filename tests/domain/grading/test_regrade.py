"""Marks that change after the answer: what is in force, who gains and who loses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.correction import KeyCorrection, correct, key_of
from quizapp.domain.grading.marks import Mark, Reason
from quizapp.domain.grading.regrade import (
    Change,
    ChangeKind,
    Effect,
    GivenAnswer,
    Score,
    Share,
    Standing,
    by_hand,
    dropped,
    has_half,
    is_same_mark,
    marked_anew,
    preview_drop,
    preview_key,
    preview_restore,
    standing,
)
from quizapp.domain.grading.score import RULES, rule_of, score
from tests.domain.grading.made_items import chosen, options_item, short_answer_item
from tests.domain.grading.test_rule_properties import answered_items, levels, tickings

SBA = options_item("sba", "b")


def an_answer(item, answer, *, number=1, rule=None, confidence=None, others=(), **state):
    """An answer as it was marked, in an attempt with ``others`` beside it."""
    mark = score(item, answer, rule or rule_of(item), confidence=confidence)
    held = Standing(mark, **state)
    return GivenAnswer(number, answer, confidence, item, held, Score.of([held.mark, *others]))


def of_a_point(points):
    return Mark(points, 1.0, points, "sba", 2, Reason("right"))


def test_another_key_shows_who_gains_and_who_loses_and_by_how_much():
    given_answers = [
        an_answer(SBA, chosen(option), number=number, others=[of_a_point(1.0)])
        for number, option in enumerate("abcd")
    ]
    preview = preview_key(correct(SBA, KeyCorrection({"c"})), given_answers)
    effects = [outcome.effect for outcome in preview.outcomes]
    assert effects == [Effect.SAME, Effect.LOSES, Effect.GAINS, Effect.SAME]
    assert [outcome.key for outcome in preview.changed] == [1, 2]
    gains = preview.outcomes[2]
    assert (gains.old.points, gains.new.points) == (0.0, 1.0)
    assert (gains.before, gains.after) == (Score(1.0, 2.0), Score(2.0, 2.0))
    assert preview.counts == {
        Effect.SAME: 2,
        Effect.LOSES: 1,
        Effect.GAINS: 1,
        Effect.BY_HAND: 0,
        Effect.OTHER_WORDING: 0,
    }


def test_an_also_accepted_option_costs_nobody_anything():
    given_answers = [an_answer(SBA, chosen(option)) for option in "abcd"]
    preview = preview_key(correct(SBA, KeyCorrection({"b"}, {"c"})), given_answers)
    effects = [outcome.effect for outcome in preview.outcomes]
    assert effects == [Effect.SAME, Effect.SAME, Effect.GAINS, Effect.SAME]


def test_the_rule_that_marked_the_answer_marks_it_again():
    given_answer = an_answer(SBA, chosen("a"), rule="confidence_marking", confidence=2)
    mark = marked_anew(correct(SBA, KeyCorrection({"a"})), given_answer)
    assert (mark.rule, mark.points, mark.maximum) == ("confidence_marking", 2.0, 3.0)


def test_a_mark_by_hand_is_kept_unless_it_is_to_be_overridden():
    given_answers = [
        an_answer(SBA, chosen("c"), number=number, by_hand=True) for number in range(2)
    ]
    preview = preview_key(
        correct(SBA, KeyCorrection({"c"})), given_answers, overriding=frozenset({1})
    )
    assert [outcome.effect for outcome in preview.outcomes] == [Effect.BY_HAND, Effect.GAINS]
    assert [outcome.changes_mark for outcome in preview.outcomes] == [False, True]


def test_an_answer_to_another_wording_is_kept():
    other = options_item("sba", "b", of="abcd")
    preview = preview_key(correct(SBA, KeyCorrection({"c"})), [an_answer(other, chosen("c"))])
    [outcome] = preview.outcomes
    assert (outcome.effect, outcome.changes_mark) == (Effect.OTHER_WORDING, False)


def test_dropping_helps_whom_the_question_had_cost_more_than_the_rest():
    half = [of_a_point(0.5)]
    given_answers = [an_answer(SBA, chosen(option), others=half) for option in "ba"]
    right, wrong = preview_drop(given_answers).outcomes
    assert (right.effect, right.before.share, right.after) == (Effect.LOSES, 0.75, Score(0.5, 1.0))
    assert (wrong.effect, wrong.before.share, wrong.after) == (Effect.GAINS, 0.25, Score(0.5, 1.0))
    assert (right.new.points, right.new.maximum, right.new.reason) == (0, 0, Reason("dropped"))
    assert all(outcome.changes_mark for outcome in (right, wrong))


def test_dropping_the_only_question_leaves_no_share_to_compare():
    [outcome] = preview_drop([an_answer(SBA, chosen("b"))]).outcomes
    assert (outcome.effect, outcome.after.share) == (Effect.SAME, None)


@pytest.mark.parametrize(
    ("share", "points", "credit"),
    [(Share.NOTHING, 0.0, 0.0), (Share.HALF, 0.5, 0.5), (Share.FULL, 1.0, 1.0)],
)
def test_somebody_gives_nothing_half_or_all_by_hand(share, points, credit):
    mark = score(short_answer_item(["lump"]), TypedText("growth", "en"), "short_answer")
    given_mark = by_hand(mark, share, maximum=1.0, confidence=None, reason="Close.")
    assert (given_mark.points, given_mark.maximum, given_mark.credit) == (points, 1.0, credit)
    assert given_mark.reason == Reason("by_hand", text="Close.")
    assert (given_mark.rule, given_mark.version) == (mark.rule, mark.version)


def test_by_hand_too_an_answer_costs_what_its_confidence_says():
    item = short_answer_item(["lump"])
    mark = score(item, TypedText("growth", "en"), "confidence_marking", confidence=3)
    terms = {"maximum": 3.0, "confidence": 3, "reason": "Close."}
    assert by_hand(mark, Share.FULL, **terms).points == 3.0
    assert by_hand(mark, Share.NOTHING, **terms).points == -6.0
    assert not has_half(mark.rule)
    with pytest.raises(ValueError, match="right or wrong"):
        by_hand(mark, Share.HALF, **terms)


marks = st.sampled_from((0.0, 0.2, 0.5, 1.0)).map(of_a_point)
changes = st.builds(Change, st.sampled_from(ChangeKind), marks)
histories = st.lists(changes, max_size=8)


@given(first=marks, history=histories)
def test_the_last_change_of_the_mark_wins_and_a_drop_hides_it_only(first, history):
    """Folded again in another way: look for the last of each kind from the end."""
    found = standing(first, history)
    of_marks = [one for one in history if one.kind in {ChangeKind.KEY, ChangeKind.MANUAL}]
    of_drops = [one.kind for one in history if one.kind in {ChangeKind.DROP, ChangeKind.RESTORE}]
    assert found.earned == (of_marks[-1].mark if of_marks else first)
    assert found.by_hand == (bool(of_marks) and of_marks[-1].kind is ChangeKind.MANUAL)
    assert found.dropped == (of_drops[-1:] == [ChangeKind.DROP])
    assert found.mark == (dropped(found.earned) if found.dropped else found.earned)


@given(first=marks, history=histories)
def test_dropping_and_restoring_gives_back_what_stood_before(first, history):
    before = standing(first, [*history, Change(ChangeKind.RESTORE, first)])
    dropping = Change(ChangeKind.DROP, dropped(before.earned))
    restoring = Change(ChangeKind.RESTORE, before.earned)
    assert before.after(dropping).after(restoring) == before


@given(answered=answered_items(), confidence=levels)
def test_marking_by_the_same_key_changes_nothing(answered, confidence):
    item, answer = answered
    for name, rule in RULES.items():
        if rule.fits(item):
            given_answer = an_answer(item, answer, rule=name, confidence=confidence)
            [outcome] = preview_key(item, [given_answer]).outcomes
            assert (outcome.effect, outcome.changes_mark) == (Effect.SAME, False)
            assert outcome.old == outcome.new


@given(ticking=tickings(), confidence=levels)
def test_correcting_and_correcting_back_gives_every_answer_its_first_mark(ticking, confidence):
    item, ticked = ticking
    ids = [option.id for option in item.options]
    turned = dict(zip(ids, ids[1:] + ids[:1], strict=True))
    rotated = KeyCorrection({turned[name] for name in key_of(item).right})
    there = correct(item, rotated)
    first = an_answer(item, chosen(ticked), confidence=confidence)
    other = Standing(marked_anew(there, first))
    given_answer = GivenAnswer(1, first.answer, confidence, item, other, Score.of([other.mark]))
    back = marked_anew(correct(there, key_of(item)), given_answer)
    assert back == first.standing.mark


@given(
    histories_=st.lists(st.tuples(marks, histories), min_size=1, max_size=6),
    which=st.integers(0, 5),
    change=changes,
)
def test_a_total_moved_by_one_change_is_the_total_added_up_anew(histories_, which, change):
    held = [standing(first, history) for first, history in histories_]
    place = which % len(held)
    moved = [*held]
    moved[place] = held[place].after(change)
    total = Score.of(one.mark for one in held)
    after = total.with_change(held[place].mark, moved[place].mark)
    anew = Score.of(one.mark for one in moved)
    assert (after.points, after.maximum) == pytest.approx((anew.points, anew.maximum))


@given(first=marks, history=histories)
def test_restoring_is_previewed_as_what_it_gives_back(first, history):
    held = standing(first, [*history, Change(ChangeKind.DROP, first)])
    given_answer = GivenAnswer(1, chosen("b"), None, SBA, held, Score.of([held.mark]))
    [outcome] = preview_restore([given_answer]).outcomes
    assert (outcome.old, outcome.new) == (dropped(held.earned), held.earned)
    assert is_same_mark(outcome.new, held.after(Change(ChangeKind.RESTORE, outcome.new)).mark)
