"""An instructor sees every item of a bank with its key, and each case as a whole."""

from __future__ import annotations

import pytest

from tests.domain.content import samples
from tests.factories import log_in, make_learner
from tests.services.exams import one_of_each
from tests.services.made_banks import SLUG, load, made_item
from tests.web.questions import soup, text_of


@pytest.fixture
def carol(client, session):
    make_learner("carol", role="instructor", language="en")
    log_in(client, "carol")
    return client


def section(page, item_id):
    return text_of(soup(page).find(id=item_id))


def test_every_type_is_shown_with_its_key(carol):
    load(*one_of_each())
    page = carol.get(f"/teach/banks/{SLUG}")
    for kind, parts in {
        "sba": ["✓ The big toe", "The right knee", "The text states it so."],
        "multiple": ["✓ Colchicine indispensable", "Alcohol on waking unacceptable"],
        "short-menu": ["Short menu", "✓ Bed rest", "Steam bath"],
        "long-menu": ["Long menu", "✓ Ice", "Zinc"],
        "short-answer": ["✓ colchicine · oral colchicine", "✗ penicillin An antibiotic."],
        "concordance": [
            "If you were thinking of An attack of gout",
            "What the panel answered (12 members)",
            "✓ More likely the panel’s most frequent answer 6 1",
            "no expert was asked",
        ],
    }.items():
        said = section(page, f"go-{kind}-definition-01")
        for part in parts:
            assert part in said, (kind, part)


def test_a_case_stands_together_and_in_order_whatever_its_steps_are_about(carol):
    case = samples.case({"topic": "treatment", "steps.1.question.topic": "prognosis"})
    load(made_item("sba", topic="causes"), *case.items, made_item("sba", topic="prognosis"))
    page = carol.get(f"/teach/banks/{SLUG}")
    main = soup(page)
    ids = [one["id"] for one in main.select("section.slab")]
    steps = [step.id for step in case.items]
    assert ids == ["go-sba-causes-01", *steps, "go-sba-prognosis-01"]
    assert [text_of(h2) for h2 in main.select("h2")][1:] == ["Causes", "Treatment", "Prognosis"]
    assert [text_of(h3) for h3 in main.select("h3") if "case" in text_of(h3)] == [
        "Progressive case: A rude awakening"
    ]
    assert "step 1 of 3 Prognosis" in section(page, steps[0])


def test_each_step_is_shown_with_what_is_learnt_with_it(carol):
    load(*samples.case().items)
    page = carol.get(f"/teach/banks/{SLUG}")
    told = [
        (
            "A man of 50 wakes with a pain" in section(page, step),
            "The base of the big toe is red" in section(page, step),
        )
        for step in (one.id for one in samples.case().items)
    ]
    assert told == [(True, False), (False, True), (False, False)]


def test_two_cases_of_a_topic_have_a_heading_each(carol):
    other = samples.case({"id": "go-cas-02", "title.en": "Another night"})
    renamed = [step.model_copy(update={"id": f"{step.id}-bis"}) for step in other.items]
    load(*samples.case().items, *renamed)
    found = [text_of(h3) for h3 in soup(carol.get(f"/teach/banks/{SLUG}")).select("h3")]
    assert [one for one in found if one.startswith("Progressive case")] == [
        "Progressive case: A rude awakening",
        "Progressive case: Another night",
    ]
