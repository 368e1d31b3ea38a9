"""How questions did, as instructors read it: what to look at first, and what to do about it."""

from __future__ import annotations

import pytest

from tests.factories import log_in, make_learner
from tests.services.answer_sheets import change, item_ids, sit
from tests.services.classes import assign, make_cohort
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.web.questions import soup, text_of

# Twelve learners, best first. Who does well elsewhere fails the last question, ticking c.
SHEETS = [
    *["bbbc", "bbbc", "bbbc", "bbbd", "bbac", "bbaa"],
    *["babb", "baab", "abbb", "aaab", "aaab", "aaab"],
]


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor", language="en")


@pytest.fixture
def alice(session):
    return make_learner("alice", language="en")


@pytest.fixture
def browser(ines, client):
    log_in(client, "ines")
    return client


@pytest.fixture
def assignment(ines, alice):
    load(*made_items(4))
    return assign(make_cohort(ines, alice))


def page(browser, assignment, place=None):
    """Of all questions, or of the one at a place of the paper."""
    address = f"/teach/assignments/{assignment}/items"
    if place is not None:
        address += f"/{item_ids()[place]}"
    found = browser.get(address)
    assert found.status_code == 200
    return soup(found)


def headings(found):
    return [text_of(one) for one in found.select("h1, h2")]


def rows(found):
    return [[text_of(cell) for cell in row.select("th, td")] for row in found.select("tbody tr")]


def test_questions_to_look_at_come_first_with_what_to_do_about_them(browser, assignment):
    sit(assignment, SHEETS)
    found = page(browser, assignment)
    assert headings(found) == [
        "How the questions did",
        "The paper as a whole",
        "Questions to look at",
        "All questions",
    ]
    first = text_of(found.select("section.slab")[1])
    assert "Who does well on the other questions fails this one more often." in first
    assert "Check the key first: it may be wrong." in first
    assert "chooses a wrong option more often: The little finger ." in first


def test_a_flag_that_may_be_chance_says_so(browser, assignment):
    sit(assignment, ["bbbb"] * 5 + ["abaa"] * 5 + ["babb"] * 2 + ["ccba"])
    assert "this may be chance" in text_of(page(browser, assignment))


def test_all_questions_stand_in_a_table_the_worst_first(browser, assignment):
    sit(assignment, SHEETS)
    table = rows(page(browser, assignment))
    assert len(table) == 4
    worst = table[0]
    assert worst[1:4] == ["12", "50%", "0.52"]
    assert worst[4].startswith("−0.")
    # It goes against the total: it decides about nothing.
    assert worst[-2:] == ["– / 25%", "1 / ✓6 / 4 / 1"]


def test_the_paper_has_its_consistency_error_and_mean(browser, assignment):
    sit(assignment, [*["bbbb"] * 20, *["aaaa"] * 19, "bbaa"])
    said = text_of(page(browser, assignment).select("section.slab")[0])
    assert "Mean: 2.05 of 4" in said
    assert "Internal consistency (CIC): 99.2%" in said
    assert "Cronbach’s α = 0.99" in said
    assert "Error ratio: 9.1%" in said
    assert "Standard error: 0.18" in said
    assert "5% of the maximum" in said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (3, "3 attempts so far: figures are shown from 10 on."),
        (12, "12 attempts so far: these figures are rough"),
        (30, None),
    ],
)
def test_few_learners_are_warned_of(browser, assignment, count, said):
    sit(assignment, ["bbbb", "abab", "bbaa"] * (count // 3))
    warned = [text_of(one) for one in page(browser, assignment).select(".flash")]
    assert [one for one in warned if said and one.startswith(said)] == warned
    assert bool(warned) == bool(said)


def test_under_ten_answers_no_figure_is_shown(browser, assignment):
    sit(assignment, SHEETS[:9])
    found = page(browser, assignment)
    assert [row[1:] for row in rows(found)] == [["9", "not enough answers yet"]] * 4
    assert "The paper as a whole" not in headings(found)
    assert "Facility" not in text_of(page(browser, assignment, 0))
    assert not page(browser, assignment, 0).select("svg")


def test_before_anybody_has_finished_there_is_nothing_to_see(browser, assignment):
    assert "Nobody has finished yet" in headings(page(browser, assignment))


def test_a_question_without_answers_is_shown_all_the_same(browser, assignment):
    found = page(browser, assignment, 0)
    assert "Not enough answers yet: 0 of 10." in text_of(found)
    assert "✓ gives points" in text_of(found)


def test_one_question_shows_who_chose_what_as_a_plot_and_as_a_table(browser, assignment):
    sit(assignment, SHEETS)
    found = page(browser, assignment, 3)
    svg = found.select_one("svg.chart")
    assert text_of(svg.title) == "Choices by thirds of the learners, in per cent"
    assert [text_of(one) for one in svg.select("text")] == ["0", "50", "100", "A", "✓ B", "C", "D"]
    table = {row[0]: row[1:] for row in rows(found)}
    assert table["✓ B. The big toe"] == ["6 (50%)", "−0.79", "100%", "50%", "0%"]
    assert table["C. The little finger"][0] == "4 (33%)"
    assert table["Left empty"][0] == "0 (0%)"
    assert text_of(found.select_one("li.right")) == "B The big toe ✓ gives points"


def test_the_figures_of_one_question_say_what_they_mean(browser, assignment):
    sit(assignment, SHEETS)
    said = text_of(page(browser, assignment, 0))
    for part in (
        "Facility: 67%",
        "Discrimination (item–rest):",
        "under 0.10 it tells next to nothing",
        "Discriminative efficiency:",
        "Upper–lower index:",
        "Intended weight: 25%",
    ):
        assert part in said


def test_one_question_leads_to_its_correction_and_to_dropping_it(browser, assignment):
    sit(assignment, SHEETS)
    address = f"/teach/assignments/{assignment}/items/{item_ids()[3]}"
    links = {text_of(one): one["href"] for one in page(browser, assignment, 3).select("a.button")}
    assert links == {
        "Correct the key": f"{address}/correct",
        "Drop the question": f"{address}/drop",
    }


def test_a_dropped_question_is_shown_as_such_and_can_be_taken_back(browser, assignment):
    sit(assignment, SHEETS)
    change("drop", assignment, item_ids()[3])
    table = rows(page(browser, assignment))
    assert [row[0].endswith("Dropped: it does not count") for row in table] == [
        False,
        False,
        False,
        True,
    ]
    looked_at = page(browser, assignment).select("section.slab h3 a")
    assert not [one for one in looked_at if one["href"].endswith(f"/{item_ids()[3]}")]
    found = page(browser, assignment, 3)
    assert "This question was dropped" in text_of(found)
    assert [text_of(one) for one in found.select("a.button")] == ["Take it back"]


def test_a_corrected_key_is_said_to_be(browser, assignment):
    sit(assignment, SHEETS)
    change("key", assignment, item_ids()[3], points=1.0)
    assert "Its key was corrected" in text_of(page(browser, assignment, 3))


def test_a_draw_says_what_its_figures_are_of(browser, ines, alice):
    load(*made_items(4))
    assignment = assign(make_cohort(ines, alice), paper="draw", draw={"definition": 2})
    sit(assignment, ["bb  ", "ba  ", " bb ", "  ab"] * 10)
    found = page(browser, assignment)
    assert "Learners had different questions." in text_of(found)
    assert "Weight" not in text_of(found.thead)
    # Shown for one question neither.
    assert "Intended weight" not in text_of(page(browser, assignment, 0))


def test_a_measure_says_why_there_are_no_figures_of_the_paper(browser, ines, alice):
    load(*made_items(4))
    assignment = assign(make_cohort(ines, alice), paper="adaptive", mode="measure")
    sit(assignment, ["bb  ", "ba  ", " bb ", "  ab"] * 10)
    found = page(browser, assignment)
    assert "Questions were chosen by earlier answers" in text_of(found)
    assert "The paper as a whole" not in headings(found)


@pytest.mark.parametrize("kind", ["multiple", "short_menu", "long_menu", "concordance"])
def test_every_type_with_options_has_its_choices(browser, ines, alice, kind):
    content = made_item(kind)
    load(content)
    assignment = assign(make_cohort(ines, alice))
    letter = "z0" if kind == "concordance" else content.options[0].id
    sit(assignment, [[letter]] * 12)
    found = page(browser, assignment, 0)
    options = 5 if kind == "concordance" else len(content.options)
    assert len(rows(found)) == options + 1
    assert "12 (100%)" in [row[1] for row in rows(found)]


def test_a_long_menu_draws_only_what_was_chosen_most(browser, ines, alice):
    content = made_item("long_menu")
    load(content, made_item("sba"))
    assignment = assign(make_cohort(ines, alice))
    ids = sorted(item_ids(), key=lambda one: one)
    chosen = [option.id for option in content.options][-1]
    sit(assignment, [[chosen, "b"], ["-", "a"]] * 6, items=ids if _first_is_menu() else ids[::-1])
    place = 0 if _first_is_menu() else 1
    svg = page(browser, assignment, place).select_one("svg.chart")
    assert len(svg.select("text")) == 3 + 8


def _first_is_menu():
    from sqlalchemy import select

    from quizapp.extensions import db
    from quizapp.models import Item

    first = db.session().scalar(select(Item.type).where(Item.id == item_ids()[0]))
    return first == "long_menu"


def test_the_text_of_a_question_is_never_markup(browser, ines, alice):
    hostile = "<script>alert(1)</script> **Which** site?"
    load(made_item("sba", stem={"fr": hostile, "en": hostile}), *made_items(3)[1:])
    assignment = assign(make_cohort(ines, alice))
    sit(assignment, ["bbb", "abb"] * 6)
    for found in (page(browser, assignment), page(browser, assignment, 0)):
        assert not found.select("script")
        assert "alert(1)" in text_of(found)


def test_what_does_not_exist_is_not_found(browser, assignment):
    for path in (
        "/teach/assignments/9999/items",
        f"/teach/assignments/{assignment}/items/9999",
        "/teach/banks/nothing/items",
        f"/teach/banks/{SLUG}/items/9999",
    ):
        assert browser.get(path).status_code == 404


def test_a_bank_shows_its_questions_from_all_assignments(browser, ines, alice):
    load(*made_items(4))
    cohort = make_cohort(ines, alice)
    sit(assign(cohort), SHEETS[:6])
    sit(assign(cohort), SHEETS[6:])
    found = soup(browser.get(f"/teach/banks/{SLUG}/items"))
    assert [row[1] for row in rows(found)] == ["12"] * 4
    assert "The paper as a whole" not in headings(found)
    link = found.select_one("section.slab h3 a")["href"]
    one = soup(browser.get(link))
    assert "Who chose what" in headings(one)
    assert [text_of(button) for button in one.select("a.button")] == ["See it among all items"]


def test_a_bank_that_nobody_was_assigned_says_so(browser, assignment):
    found = soup(browser.get(f"/teach/banks/{SLUG}/items"))
    assert "No figures yet" in headings(found)


def test_the_page_of_a_bank_leads_to_its_figures(browser, assignment):
    found = soup(browser.get(f"/teach/banks/{SLUG}"))
    assert found.find("a", href=f"/teach/banks/{SLUG}/items")


def test_learners_see_none_of_it(client, assignment, alice):
    log_in(client, "alice")
    for path in (
        f"/teach/assignments/{assignment}/items",
        f"/teach/assignments/{assignment}/items/{item_ids()[0]}",
        f"/teach/banks/{SLUG}/items",
    ):
        assert client.get(path).status_code == 403
