"""Marks of short and long menus."""

from fractions import Fraction
from itertools import combinations

import pytest

from quizapp.domain.grading.marks import Mark, Reason
from quizapp.domain.grading.menus import short_menu
from quizapp.domain.grading.options import OptionKey
from quizapp.domain.grading.score import score
from tests.domain.grading.made_items import chosen, options_item

TWELVE = "abcdefghijkl"


@pytest.mark.parametrize(
    ("answer", "points", "reason"),
    [
        ("abcde", 1.0, Reason("right")),
        ("abcfg", 0.6, Reason("menu", ("d", "e", "f", "g"), count=3, of=5)),
        ("abc", 0.6, Reason("menu", ("d", "e"), count=3, of=5)),
        ("a", 0.2, Reason("menu", ("b", "c", "d", "e"), count=1, of=5)),
        (
            "fghij",
            0.0,
            Reason("menu", ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), None, 0, 5),
        ),
        ("abcdef", 0.0, Reason("too_many", ("f",), count=6, of=5)),
        ("", 0.0, Reason("blank")),
    ],
)
def test_a_long_menu_gives_the_share_of_what_was_announced(answer, points, reason):
    item = options_item("long_menu", "abcde", of=TWELVE)
    mark = score(item, chosen(answer), "menu_long")
    assert mark == Mark(points, 1.0, points, "menu_long", 1, reason)


@pytest.mark.parametrize(
    ("answer", "points", "reason"),
    [
        ("bd", 1.0, Reason("right")),
        ("b", 0.5, Reason("menu", ("d",), count=1, of=2, penalty=0.0)),
        ("be", 0.5, Reason("menu", ("d", "e"), count=1, of=2, penalty=0.0)),
        ("ac", 0.0, Reason("menu", ("a", "b", "c", "d"), count=0, of=2, penalty=0.0)),
        ("bde", 0.0, Reason("too_many", ("e",), count=3, of=2)),
        ("abcde", 0.0, Reason("too_many", ("a", "c", "e"), count=5, of=2)),
        ("", 0.0, Reason("blank")),
    ],
)
def test_a_short_menu_is_marked_and_explained(answer, points, reason):
    item = options_item("short_menu", "bd")
    mark = score(item, chosen(answer), "menu_short")
    assert mark == Mark(points, 1.0, points, "menu_short", 1, reason)


def test_every_answer_to_every_short_menu_counts_its_right_ticks():
    for letters in ("abcd", "abcde"):
        for size in range(2, min(5, len(letters))):
            for key in combinations(letters, size):
                item = options_item("short_menu", key, of=letters)
                for ticks in range(len(letters) + 1):
                    for answer in combinations(letters, ticks):
                        found = sum(letter in key for letter in answer)
                        share = Fraction(found, size) if ticks <= size else 0
                        points = score(item, chosen(answer), "menu_short").points
                        assert points == pytest.approx(float(share))


@pytest.mark.parametrize(
    ("answer", "points", "credit"),
    [("abc", 1.0, 1.0), ("ab", 2 / 3, 2 / 3), ("abd", 2 / 3 - 0.25, 2 / 3), ("ade", 0.0, 1 / 3)],
)
def test_a_penalty_is_taken_for_each_wrong_tick_but_not_from_the_credit(answer, points, credit):
    item = options_item("short_menu", "abc")
    mark = score(item, chosen(answer), "menu_short", menu_penalty=0.25)
    assert (mark.points, mark.credit) == pytest.approx((points, credit))
    assert mark.reason.penalty == (None if answer == "abc" else 0.25)


def test_the_penalty_is_for_short_menus_alone():
    item = options_item("long_menu", "abcde", of=TWELVE)
    mark = score(item, chosen("abcfg"), "menu_long", menu_penalty=0.25)
    assert (mark.points, mark.reason.penalty) == (0.6, None)


@pytest.mark.parametrize("penalty", [-0.1, 1.1, float("nan")])
def test_a_penalty_that_is_no_part_of_a_point_is_a_defect(penalty):
    with pytest.raises(ValueError, match="from 0 to 1 point"):
        short_menu(OptionKey("abcd", {"a", "b"}), {"a"}, penalty=penalty)
