"""Item statistics on published data: Moodle's own 65 values, and what R prints."""

import csv
import json
from pathlib import Path
from statistics import correlation

import pytest

from quizapp.domain.grading.choice_statistics import choice_figures
from quizapp.domain.grading.item_statistics import MarkTable, item_statistics
from quizapp.domain.grading.paper_statistics import paper_figures
from quizapp.domain.grading.trouble import Trouble, flags

DATA = Path(__file__).parents[2] / "../shared/data/statistics"
SAT12_KEY = "1 4 5 2 3 1 2 1 3 1 2 4 2 1 5 3 4 4 1 4 3 3 4 1 3 5 1 3 1 5 4 5".split()
SAT12_OMITTED = "8"

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the reference data is not at ../shared/data"
)


def table(rows, maxima=None):
    return MarkTable(
        (sitting, item, float(points), maxima[item] if maxima else 1.0)
        for sitting, row in enumerate(rows)
        for item, points in enumerate(row)
    )


def read(name, columns):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return [row[:columns] for row in list(csv.reader(lines))[1:]]


@pytest.fixture(scope="module")
def moodle():
    expected = json.loads((DATA / "moodle_qstats_expected.json").read_text(encoding="utf-8"))
    return table(read("moodle_qstats_marks.csv", 13), expected["max"]), expected


# Moodle's values are in percent, but for the standard deviation: thousandths of a point.
@pytest.mark.parametrize(
    ("name", "figure", "unit"),
    [
        ("facility", "facility", 100),
        ("sd", "sd", 1000),
        ("eff_weight", "effective_weight", 100),
        ("disc_rest", "r_rest", 100),
        ("disc_eff", "efficiency", 100),
    ],
)
def test_the_figures_are_those_of_moodles_report(moodle, name, figure, unit):
    found, expected = moodle
    values = [unit * getattr(found.figures(item), figure) for item in range(13)]
    assert len(expected[name]) == len(values)
    assert values == pytest.approx(expected[name], abs=1e-6)


def test_the_intended_weight_is_the_share_of_the_maxima(moodle):
    found, _ = moodle
    weights = [found.figures(item).intended_weight for item in range(13)]
    assert weights == pytest.approx([8 / 20] + [1 / 20] * 12)


def test_the_error_of_the_paper_follows_from_its_internal_consistency(moodle):
    found, _ = moodle
    paper = paper_figures(found)
    # By hand, from Moodle's own standard deviations and the totals.
    squares = sum((found.figures(item).sd) ** 2 for item in range(13))
    assert paper.cic == pytest.approx(100 * 13 / 12 * (1 - squares / paper.sd**2))
    assert paper.error_ratio == pytest.approx(100 * (1 - paper.cic / 100) ** 0.5)
    assert paper.standard_error == pytest.approx(paper.error_ratio * paper.sd / 100)


@pytest.mark.parametrize(
    ("name", "items", "alpha"),
    [("HCI.csv", 20, 0.715453), ("psychometric_TestScores.csv", 10, 0.800082)],
)
def test_alpha_is_that_of_psych_in_r(name, items, alpha):
    assert paper_figures(table(read(name, items))).alpha == pytest.approx(alpha, abs=1e-6)


def test_the_first_item_of_hci_has_its_published_figures():
    first = item_statistics(
        (sitting, item, float(points), 1.0)
        for sitting, row in enumerate(read("HCI.csv", 20))
        for item, points in enumerate(row)
    )[0]
    assert first.n == 651
    assert first.facility == pytest.approx(0.69892, abs=5e-6)
    assert first.r_pbis == pytest.approx(0.40195, abs=5e-6)
    assert first.r_rest == pytest.approx(0.28842, abs=5e-6)


def scored(rows, key):
    return [[float(a == right) for a, right in zip(row, key, strict=True)] for row in rows]


@pytest.fixture(scope="module")
def hci():
    key = [row[0] for row in read("HCIkey.csv", 1)]
    rows = read("HCItest.csv", 20)
    return rows, key, scored(rows, key)


@pytest.fixture(scope="module")
def sat12():
    rows = read("SAT12.csv", 32)
    return rows, SAT12_KEY, scored(rows, SAT12_KEY)


def choices(rows, key, points, item, options):
    """The figures of an item, of which an answer that is no option is a blank."""
    return choice_figures(
        {option: option == key[item] for option in options},
        {sitting: {row[item]} & set(options) for sitting, row in enumerate(rows)},
        table(points).rests(item),
    )


def test_the_raw_answers_of_hci_marked_by_its_key_are_the_scored_ones(hci):
    _, _, points = hci
    assert points == [[float(value) for value in row] for row in read("HCI.csv", 20)]


@pytest.mark.parametrize("sample", ["hci", "sat12"])
@pytest.mark.parametrize("item", [0, 7, 19])
def test_the_options_correlate_with_the_points_of_the_other_items(sample, item, request):
    rows, key, points = request.getfixturevalue(sample)
    options = "ABCDE" if sample == "hci" else "12345"
    found = choices(rows, key, points, item, options)
    rest = [sum(row) - row[item] for row in points]
    for option in found.options:
        chose = [float(row[item] == option.id) for row in rows]
        assert option.chosen == sum(chose)
        assert option.share == pytest.approx(sum(chose) / len(rows))
        if 0 < sum(chose) < len(rows):
            assert option.r_rest == pytest.approx(correlation(chose, rest))
        else:
            assert option.r_rest is None
    assert sum(option.chosen for option in found.options) + found.blank == len(rows)


def test_the_right_option_correlates_as_the_item_itself(hci, sat12):
    for rows, key, points in (hci, sat12):
        whole = table(points)
        for item in range(len(key)):
            found = choices(rows, key, points, item, sorted(set(key)))
            (right,) = [option for option in found.options if option.is_right]
            assert right.r_rest == pytest.approx(whole.figures(item).r_rest)
            assert right.share == pytest.approx(whole.figures(item).facility)


def test_omitted_answers_of_sat12_are_blanks(sat12):
    rows, key, points = sat12
    found = choices(rows, key, points, 31, "12345")
    assert found.blank == sum(row[31] == SAT12_OMITTED for row in rows) > 0


def test_a_question_of_sat12_that_draws_the_best_to_a_wrong_option_is_flagged(sat12):
    """Its last item is known to discriminate hardly at all: a wrong option does so better."""
    rows, key, points = sat12
    whole = table(points)
    found = [
        flags(whole.figures(item), choices(rows, key, points, item, "12345")) for item in range(32)
    ]
    worst, *others = found[31]
    assert (worst.trouble, worst.options, worst.certain) == (Trouble.WRONG_OPTION, ("3",), True)
    assert [flag.trouble for flag in others] == [Trouble.TOO_HARD]
    assert found[2] == ()


def test_a_wrong_key_is_suspected(hci):
    """Mark an item by the second best option: those who do well elsewhere now fail it."""
    rows, key, _ = hci
    wrong = ["A" if key[0] != "A" else "B", *key[1:]]
    points = scored(rows, wrong)
    figures = table(points).figures(0)
    first, *others = flags(figures, choices(rows, wrong, points, 0, "ABCD"))
    assert (first.trouble, first.certain) == (Trouble.NEGATIVE, True)
    assert next(f.options for f in others if f.trouble is Trouble.WRONG_OPTION) == (key[0],)
