"""What may be done with an assignment as a whole, offered on its two pages in every state."""

from __future__ import annotations

import pytest

from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import Late, PaperKind, Plan, Reveal
from quizapp.web import assignment_words
from tests.factories import NOON, log_in, make_learner
from tests.services import classes
from tests.services.made_banks import load, made_items
from tests.web.assigning import soup

DRAFT, PUBLISHED = ["publish", "delete"], ["unpublish", "release"]


@pytest.fixture
def alice(session):
    return make_learner()


@pytest.fixture
def cohort(client, alice):
    load(*made_items(3))
    ines = make_learner("ines", role="instructor", language="en")
    log_in(client, "ines")
    return classes.make_cohort(ines, alice)


def offered(page):
    """The last words of the addresses that the buttons of a page post to."""
    forms = soup(page).main.select("form[method=post]:not(.slab)")
    return [form["action"].split("/")[-1] for form in forms]


@pytest.mark.parametrize("address", ["/teach/assignments/{}", "/teach/assignments/{}/edit"])
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"published_at": None, "reveal": "score"}, DRAFT),
        ({"reveal": "score"}, PUBLISHED),
        ({"reveal": "everything"}, ["unpublish"]),
        ({"reveal": "closed", "released_at": NOON}, ["unpublish"]),
        ({"reveal": "closed", "mode": "practice"}, ["unpublish"]),
    ],
)
def test_each_state_offers_what_can_be_done_with_it(client, cohort, address, state, expected):
    page = client.get(address.format(classes.assign(cohort, **state)))
    assert offered(page) == expected
    asked_first = soup(page).main.select("details form[method=post]:not(.slab)")
    assert len(asked_first) == len([one for one in expected if one != "publish"])


@pytest.mark.parametrize("address", ["/teach/assignments/{}", "/teach/assignments/{}/edit"])
def test_nothing_is_taken_back_once_somebody_has_begun(client, cohort, alice, address):
    made = classes.assign(cohort, reveal="score")
    classes.begin(alice, made)
    assert offered(client.get(address.format(made))) == ["release"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes_at": NOON}, "until it has closed for all."),
        ({}, "by hand."),
        ({"closes_at": NOON, "late": Late.ACCEPT}, "by hand."),
    ],
)
@pytest.mark.parametrize("reveal", [Reveal.CLOSED, Reveal.SCORE])
def test_the_sentence_says_when_results_come_out_by_hand_only(app, reveal, changes, said):
    plan = Plan(Mode.EXAM, PaperKind.FIXED, items=(1,), length=1, reveal=reveal, **changes)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        words = assignment_words.sentence(plan, bank="Gout", cohort="2026", learners=1)
    assert words.endswith(said)
