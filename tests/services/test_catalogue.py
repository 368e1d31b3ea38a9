"""Reading banks: lists, items with their keys, and the text around a sentence."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from quizapp.domain.errors import NotFoundError
from quizapp.extensions import db
from quizapp.models import Item, ItemRevision
from quizapp.services import catalogue
from tests.factories import BANK
from tests.services.made_banks import SLUG, load, made_item, made_items


def gout():
    return catalogue.find_bank(db.session(), SLUG)


def test_banks_are_listed_with_their_numbers_of_items_and_questions(session):
    load(*made_items(2), made_item("cloze"), made_item("basic", topic="treatment"))

    shipped, line = catalogue.list_banks(session)

    assert (shipped.slug, line.slug) == (BANK, SLUG)
    assert line.topics == {"definition": 3, "treatment": 1}
    assert (line.items, line.questions) == (4, 2)
    assert (line.title("fr"), line.title("en")) == ("Goutte", "Gout")


def test_what_exists_in_one_language_only_is_shown_in_that_one():
    assert catalogue.localized({"fr": "Goutte"}, "en") == "Goutte"


def test_retired_items_are_not_listed(session):
    kept, gone = made_items(2)
    load(kept, gone)
    load(kept)

    assert catalogue.list_banks(session)[1].items == 1
    assert [one.content.id for one in catalogue.items_with_keys(session, gout().id)] == [kept.id]


def test_a_bank_that_does_not_exist_is_not_found(session):
    with pytest.raises(NotFoundError):
        catalogue.find_bank(session, "unknown")


def test_an_item_is_shown_as_its_latest_revision_says(session):
    load(made_item())
    catalogue.items_with_keys(session, gout().id)
    load(made_item(explanation__en="Seen in the text."))

    (found,) = catalogue.items_with_keys(session, gout().id)

    assert found.revision == 2
    assert found.content.explanation["en"] == "Seen in the text."


def test_the_text_is_read_in_the_language_asked_for_or_else_in_the_first_of_the_bank(session):
    load(made_item())

    texts = {lang: catalogue.study_text(session, gout(), lang) for lang in ("fr", "en", "de")}

    assert {lang: text.title for lang, text in texts.items()} == {
        "fr": "Goutte",
        "en": "Gout",
        "de": "Goutte",
    }
    assert [paragraph.number for paragraph in texts["fr"].paragraphs] == [1, 2, 3]
    assert [one.heading for one in texts["fr"].paragraphs] == ["Définition"] + ["Traitement"] * 2
    assert [note.key for note in texts["en"].notes] == ["N01"]
    assert texts["en"].notes[0].text == "A corticosteroid is another possibility."


def test_the_text_around_sentences_is_their_paragraphs_in_order(session):
    load(made_item())
    text = catalogue.study_text(session, gout(), "en")

    assert [one.number for one in text.around(("P3.1", "P1.2"))] == [1, 3]
    assert text.around(("P9.9",)) == ()
    assert [line.id for line in text.around(("P2.2",))[0].sentences] == ["P2.1", "P2.2"]


def test_a_reference_is_linked_by_its_doi_or_by_its_address_or_not_at_all():
    link = catalogue._reference_url

    both = {"citation": "A", "doi": "10.1/x", "url": "https://example.org/x"}
    assert link(both) == "https://doi.org/10.1/x"
    assert link({"citation": "A", "doi": None, "url": "https://example.org/x"}) == both["url"]
    assert link({"citation": "A"}) is None


def test_facts_come_in_the_order_of_their_keys(session):
    load(made_item())

    facts = catalogue.bank_facts(session, gout().id)
    assert [fact.key for fact in facts] == ["F01", "F02", "F03"]


def test_many_revisions_are_read_at_once_and_then_not_again(session, monkeypatch):
    monkeypatch.setattr(catalogue, "_items", {})
    load(*made_items(5))
    digests = dict(
        session.execute(
            select(ItemRevision.id, ItemRevision.digest)
            .join(Item, Item.revision_id == ItemRevision.id)
            .where(Item.bank_id == gout().id)
        )
        .tuples()
        .all()
    )
    sent = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))

    first = catalogue.item_contents(session, digests)
    assert len(sent) == 1
    again = catalogue.item_contents(session, digests)
    assert len(sent) == 1

    assert first == again
    assert sorted(one.id for one in first.values()) == [item.id for item in made_items(5)]
    assert catalogue.item_contents(session, {}) == {}


def test_what_was_read_is_kept_within_bounds(session, monkeypatch):
    monkeypatch.setattr(catalogue, "KEPT_ITEMS", 2)
    monkeypatch.setattr(catalogue, "_items", {})
    load(*made_items(5))

    found = catalogue.items_with_keys(session, gout().id)

    assert len({one.content.id for one in found}) == 5
    assert len(catalogue._items) <= 2
