"""The map of a text: what each sentence is worth, and what is weakest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.memory_map import Mark, draw_map, mark_of

ITEMS = st.integers(1, 30)
RECALLS = st.integers(0, 10_000).map(lambda parts: parts / 10_000)
SENTENCES = [f"P{paragraph}.{number}" for paragraph in (1, 2) for number in (1, 2, 3)]

maps = st.builds(
    lambda items, recalls: (items, recalls, draw_map(SENTENCES, items, recalls)),
    st.dictionaries(st.sampled_from(SENTENCES), st.lists(ITEMS, max_size=6, unique=True)),
    st.dictionaries(ITEMS, RECALLS),
)


@pytest.mark.parametrize(
    ("recall", "mark"),
    [
        (1.0, Mark.HELD),
        (0.80, Mark.HELD),
        (0.7999, Mark.FADING),
        (0.50, Mark.FADING),
        (0.4999, Mark.FADED),
        (0.0, Mark.FADED),
        (None, Mark.UNSEEN),
    ],
)
def test_the_marks_begin_where_the_map_says(recall, mark):
    assert mark_of(recall, items=3) is mark


def test_a_sentence_without_an_item_is_bare_whatever_else_is_known():
    assert mark_of(None, items=0) is Mark.BARE
    drawn = draw_map(["P1.1"], {}, {7: 0.2})
    assert (drawn.sentences[0].mark, drawn.total, drawn.weak_items) == (Mark.BARE, 0, ())


def test_a_sentence_is_worth_the_weakest_item_that_was_met():
    drawn = draw_map(["P1.1", "P1.2"], {"P1.1": [1, 2, 3], "P1.2": [4]}, {1: 0.9, 3: 0.62})
    first, second = drawn.sentences
    assert (first.recall, first.mark, first.met, first.items) == (0.62, Mark.FADING, 2, 3)
    assert first.item_ids == (3, 1, 2), "the weakest first, then what was never met"
    assert (second.recall, second.mark, second.percent) == (None, Mark.UNSEEN, None)
    assert (drawn.held, drawn.weak, drawn.met, drawn.total) == (0, 1, 1, 2)


def test_an_item_on_two_sentences_counts_for_both_and_is_reviewed_once():
    drawn = draw_map(["P1.1", "P1.2"], {"P1.1": [5], "P1.2": [5, 6]}, {5: 0.3, 6: 0.4})
    assert [one.recall for one in drawn.sentences] == [0.3, 0.3]
    assert drawn.weak_items == (5, 6)


@given(maps)
def test_every_sentence_of_the_text_is_on_the_map_once_and_in_its_order(made):
    _, _, drawn = made
    assert [one.id for one in drawn.sentences] == SENTENCES
    assert sum(drawn.count(mark) for mark in Mark) == len(SENTENCES)
    assert list(drawn.by_id) == SENTENCES


@given(maps)
def test_a_mark_says_what_the_recall_of_the_items_says(made):
    items, recalls, drawn = made
    for one in drawn.sentences:
        of_met = [recalls[item] for item in items.get(one.id, ()) if item in recalls]
        assert one.recall == min(of_met, default=None)
        assert (one.met, one.items) == (len(of_met), len(items.get(one.id, ())))
        assert one.mark is mark_of(one.recall, items=one.items)


@given(maps)
def test_the_percent_shown_never_contradicts_the_mark(made):
    for one in made[2].sentences:
        if one.percent is not None:
            shown = one.percent >= 80, 50 <= one.percent < 80, one.percent < 50
            marks = Mark.HELD, Mark.FADING, Mark.FADED
            assert shown == tuple(one.mark is mark for mark in marks)


@given(maps)
def test_the_items_of_a_sentence_come_weakest_first_and_the_unmet_last(made):
    items, recalls, drawn = made
    for one in drawn.sentences:
        order = [recalls.get(item, 2.0) for item in one.item_ids]
        assert order == sorted(order)
        assert sorted(one.item_ids) == sorted(items.get(one.id, ()))


@given(maps)
def test_what_is_weak_is_what_the_sentences_below_held_have(made):
    _, recalls, drawn = made
    assert [one.id for one in drawn.weakest] == sorted(
        (one.id for one in drawn.sentences if one.mark in (Mark.FADING, Mark.FADED)),
        key=lambda name: (drawn.by_id[name].recall, SENTENCES.index(name)),
    )
    assert drawn.weak == len(drawn.weakest)
    weak = [recalls[item] for item in drawn.weak_items]
    assert weak == sorted(weak)
    assert bool(weak) == bool(drawn.weakest)
    assert all(recall < 0.8 for recall in weak)


@given(maps)
def test_one_more_forgotten_item_never_makes_a_sentence_look_better(made):
    items, recalls, drawn = made
    forgotten = {**recalls, 99: 0.1}
    worse = draw_map(SENTENCES, {name: [*items.get(name, ()), 99] for name in SENTENCES}, forgotten)
    for before, after in zip(drawn.sentences, worse.sentences, strict=True):
        assert (after.recall or 0) <= (before.recall if before.recall is not None else 0.1)
