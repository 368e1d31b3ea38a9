"""Which questions to look at, and in which order."""

import random

import pytest

from quizapp.domain.grading.choice_statistics import ChoiceFigures, OptionFigures
from quizapp.domain.grading.item_statistics import ItemFigures
from quizapp.domain.grading.trouble import Flag, Trouble, by_trouble, flags


def figures(*, n=100, facility=0.6, r=0.3):
    return ItemFigures(
        n=n,
        maximum=1.0,
        facility=facility,
        sd=0.5,
        intended_weight=None,
        effective_weight=None,
        r_pbis=r,
        r_rest=r,
        efficiency=r,
        upper_lower=r,
    )


def choices(*options, n=100):
    """Each a name, whether it is right, its share and its correlation with the rest."""
    return ChoiceFigures(
        n=n,
        options=tuple(
            OptionFigures(name, right, round(share * n), share, r, (share,) * 3)
            for name, right, share, r in options
        ),
        blank=0,
        blank_thirds=(0.0,) * 3,
        sizes=(33, 34, 33),
    )


SOUND = choices(("a", True, 0.6, 0.3), ("b", False, 0.3, -0.2), ("c", False, 0.1, -0.2))


def troubles(found):
    return [flag.trouble for flag in found]


def test_a_sound_question_has_no_flag():
    assert flags(figures(), SOUND) == ()


@pytest.mark.parametrize("r", [None, 0.0, 0.01])
def test_a_question_that_only_tells_little_is_not_suspected_of_a_wrong_key(r):
    assert flags(figures(r=r), SOUND) == ()


def test_a_negative_discrimination_makes_the_key_suspect():
    assert flags(figures(r=-0.3), SOUND) == (Flag(Trouble.NEGATIVE, certain=True),)
    assert flags(figures(r=-0.05), SOUND) == (Flag(Trouble.NEGATIVE, certain=False),)


@pytest.mark.parametrize(("n", "certain"), [(30, False), (31, False), (33, False), (40, True)])
def test_a_correlation_is_certain_once_chance_would_not_show_it(n, certain):
    (flag,) = flags(figures(n=n, r=-0.28), None)
    assert flag.certain is certain


def test_perfectly_negative_is_certain_however_few():
    assert flags(figures(n=10, r=-1.0))[0].certain


def test_a_wrong_option_that_draws_the_best_is_named():
    found = choices(("a", True, 0.5, 0.1), ("b", False, 0.3, 0.3), ("c", False, 0.2, 0.02))
    # The one of which it is certain hides the one that may be chance.
    assert flags(figures(), found) == (Flag(Trouble.WRONG_OPTION, ("b",)),)


def test_a_wrong_option_that_draws_the_best_by_chance_perhaps_is_named_so():
    found = choices(("a", True, 0.5, 0.1), ("b", False, 0.3, 0.04), ("c", False, 0.2, 0.02))
    assert flags(figures(), found) == (Flag(Trouble.WRONG_OPTION, ("b", "c"), certain=False),)


def test_wrong_options_that_fewer_than_five_percent_choose_are_named():
    found = choices(
        ("a", True, 0.03, 0.1),
        ("b", False, 0.05, -0.1),
        ("c", False, 0.049, -0.1),
        ("d", False, 0.0, None),
    )
    assert flags(figures(), found) == (Flag(Trouble.RARE_OPTION, ("c", "d")),)
    assert flags(figures(), found, expects_choice=False) == ()


@pytest.mark.parametrize(
    ("facility", "expected"),
    [
        (0.0, [Trouble.TOO_HARD]),
        (0.2, [Trouble.TOO_HARD]),
        (0.21, []),
        (0.94, []),
        (0.95, [Trouble.TOO_EASY]),
        (1.0, [Trouble.TOO_EASY]),
    ],
)
def test_what_nearly_all_get_right_or_wrong_is_flagged(facility, expected):
    assert troubles(flags(figures(facility=facility))) == expected


@pytest.mark.parametrize(("n", "expected"), [(9, [Trouble.FEW_ANSWERS]), (10, [Trouble.NEGATIVE])])
def test_under_ten_answers_nothing_is_said_but_that(n, expected):
    assert troubles(flags(figures(n=n, r=-1.0))) == expected


def test_the_worst_flag_comes_first():
    found = choices(("a", True, 0.1, -0.4), ("b", False, 0.88, 0.4), ("c", False, 0.02, -0.1))
    assert troubles(flags(figures(facility=0.1, r=-0.4), found)) == [
        Trouble.NEGATIVE,
        Trouble.WRONG_OPTION,
        Trouble.TOO_HARD,
        Trouble.RARE_OPTION,
    ]


def test_questions_are_sorted_by_trouble():
    drawn = choices(("a", True, 0.5, 0.1), ("b", False, 0.5, 0.3))
    maybe = choices(("a", True, 0.5, 0.1), ("b", False, 0.5, 0.01))
    rare = choices(("a", True, 0.9, 0.3), ("b", False, 0.01, -0.1), ("c", False, 0.09, -0.2))
    questions = [
        (figures(r=-0.4), None),
        (figures(r=-0.3), None),
        (figures(), drawn),
        (figures(facility=0.1), None),
        (figures(r=-0.01), None),
        (figures(), maybe),
        (figures(), rare),
        (figures(facility=1.0), None),
        (figures(r=0.1), SOUND),
        (figures(r=0.4), SOUND),
        (figures(n=3), SOUND),
    ]
    shuffled = random.Random(1).sample(questions, len(questions))
    ordered = sorted(shuffled, key=lambda one: by_trouble(flags(*one), one[0]))
    assert ordered == questions
