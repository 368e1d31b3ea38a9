"""Loading a bank: idempotent, all of it or nothing, and never at the cost of past answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.database import transaction
from quizapp.domain.content.problems import BankErrors
from quizapp.domain.learning.ability import author_prior
from quizapp.models import (
    Bank,
    Base,
    Fact,
    Item,
    ItemParameters,
    ItemRevision,
    Note,
    Response,
    Review,
    Sentence,
    Text,
)
from quizapp.services.banks import is_loaded, load_folder
from quizapp.services.catalogue import items_with_keys
from tests.domain.content.samples import FACTS, ITEMS, spoilt, write_bank
from tests.factories import NOON
from tests.services import studying
from tests.services.made_banks import SLUG, load, made_item, made_items

LATER = NOON + timedelta(days=30)


def rows(session: Session, model: type[Base], *left_out: str) -> list[tuple[Any, ...]]:
    """Every row of a table as it stands in the database, without some columns."""
    table = model.__table__
    columns = [column for column in table.columns if column.name not in left_out]
    return sorted(map(tuple, session.execute(select(*columns))), key=repr)


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """What the banks say; the numbers of rows that are written anew do not matter."""
    return {
        "banks": rows(session, Bank, "loaded_at"),
        "items": rows(session, Item),
        "revisions": rows(session, ItemRevision),
        "parameters": rows(session, ItemParameters),
        "texts": rows(session, Text, "id"),
        "sentences": rows(session, Sentence, "id", "text_id"),
        "facts": rows(session, Fact, "id"),
        "notes": rows(session, Note, "id"),
    }


def item(session: Session, key: str) -> Item:
    query = select(Item).where(Item.key == key).execution_options(populate_existing=True)
    return session.execute(query).scalar_one()


def revisions(session: Session, key: str) -> list[tuple[int, int]]:
    """(number, row id) of the revisions of an item."""
    query = (
        select(ItemRevision.number, ItemRevision.id)
        .join(Item, Item.id == ItemRevision.item_id)
        .where(Item.key == key)
        .order_by(ItemRevision.number)
    )
    return [row._tuple() for row in session.execute(query)]


def load_again(folder, *, now=LATER):
    with transaction() as session:
        return load_folder(session, folder=folder, now=now)


def test_a_bank_is_loaded_with_its_texts_facts_notes_and_items(session, tmp_path):
    report = load_again(write_bank(tmp_path / "goutte"))

    bank = session.execute(select(Bank).where(Bank.slug == SLUG)).scalar_one()
    assert sorted(report.added) == sorted(data["id"] for data in ITEMS.values())
    assert (report.changed, report.retired, report.unchanged) == ([], [], 0)
    assert {entry.content.id for entry in items_with_keys(session, bank.id)} == set(report.added)
    assert {text.language: text.title for text in bank.texts} == {"en": "Gout", "fr": "Goutte"}
    assert [(line.key, line.paragraph) for line in bank.texts[1].sentences] == [
        ("P1.1", 1),
        ("P1.2", 1),
        ("P2.1", 2),
        ("P2.2", 2),
        ("P3.1", 3),
    ]
    facts = session.scalars(select(Fact).where(Fact.bank_id == bank.id).order_by(Fact.key))
    assert [fact.statement["fr"] for fact in facts] == [fact["fr"] for fact in FACTS]
    note = session.execute(select(Note).where(Note.bank_id == bank.id)).scalar_one()
    assert (note.sentences, note.reference["citation"]) == (["P2.1"], "A textbook, 2020.")


def test_loading_the_same_folder_again_changes_nothing(session, tmp_path):
    folder = write_bank(tmp_path / "goutte")
    load_again(folder, now=NOON)
    before = everything(session)

    report = load_again(folder)

    assert report.is_empty
    assert report.unchanged == len(ITEMS)
    assert everything(session) == before


def test_a_new_item_starts_from_its_authors_guess(session):
    load(made_item(expected_success=0.9), made_item("basic", expected_success=0.2))

    for key, guess in (("go-sba-definition-01", 0.9), ("go-basic-definition-01", 0.2)):
        parameters = session.get(ItemParameters, item(session, key).id)
        prior = author_prior(guess)
        assert (parameters.difficulty, parameters.variance) == (prior.difficulty, prior.variance)
        assert parameters.answers == 0


def test_only_a_single_best_answer_can_be_guessed(session):
    load(made_item("sba"), made_item("multiple"), made_item("short_answer"), made_item("cloze"))

    assert item(session, "go-sba-definition-01").guessing == 0.25
    assert item(session, "go-multiple-definition-01").guessing == 0.0
    assert item(session, "go-short-answer-definition-01").guessing == 0.0


def test_a_changed_item_gets_a_second_revision_and_the_others_none(session):
    first, second = made_items(2)
    load(first, second)

    report = load(made_item(expected_success=0.4), second, now=LATER)

    assert (report.added, report.changed, report.retired) == ([], [first.id], [])
    assert [number for number, _ in revisions(session, first.id)] == [1, 2]
    assert [number for number, _ in revisions(session, second.id)] == [1]
    assert item(session, first.id).revision_id == revisions(session, first.id)[1][1]


def test_what_was_answered_points_to_the_revision_it_was_given_to(session, alice):
    load(*made_items(2))
    attempt = studying.start(alice)
    answered = studying.ask(alice, attempt).content
    studying.answer(alice, attempt)
    waiting = studying.ask(alice, attempt, 2).content
    (_, first_of_answered), (_, first_of_waiting) = (
        revisions(session, one.id)[0] for one in (answered, waiting)
    )

    load(*(made_item(number=n, stem__fr="Où siège la crise ?") for n in (1, 2)), now=LATER)

    response = session.execute(select(Response)).scalar_one()
    review = session.execute(select(Review)).scalar_one()
    assert response.revision_id == review.revision_id == first_of_answered
    still_open = studying.ask(alice, attempt, 2)
    assert still_open.place.revision_id == first_of_waiting
    assert still_open.content == waiting
    assert studying.next_card(alice).content.stem["fr"] == "Où siège la crise ?"


def test_a_new_revision_keeps_what_answers_have_taught_of_the_item(session, alice):
    load(made_item())
    studying.finish(alice, studying.start(alice))
    taught = rows(session, ItemParameters)

    load(made_item(expected_success=0.1), now=LATER)

    assert rows(session, ItemParameters) == taught


def test_a_vanished_item_is_retired_and_none_of_its_history_is_lost(session, alice):
    kept, vanished = made_items(2)
    load(kept, vanished)
    studying.learn(alice, studying.item_id(vanished.id))
    history = rows(session, Review)

    report = load(kept, now=LATER)

    assert report.retired == [vanished.id]
    assert item(session, vanished.id).retired_at == LATER
    assert item(session, kept.id).retired_at is None
    assert len(revisions(session, vanished.id)) == 1
    assert rows(session, Review) == history
    assert studying.state(alice, studying.item_id(vanished.id)) is not None


def test_a_retired_item_is_retired_once(session):
    kept, vanished = made_items(2)
    load(kept, vanished)
    load(kept, now=LATER)

    report = load(kept, now=LATER + timedelta(days=1))

    assert report.is_empty
    assert item(session, vanished.id).retired_at == LATER


def test_a_retired_item_that_comes_back_takes_up_its_memory_and_its_revision(session, alice):
    kept, vanished = made_items(2)
    load(kept, vanished)
    number = studying.item_id(vanished.id)
    studying.learn(alice, number)
    load(kept, now=LATER)

    report = load(kept, vanished, now=LATER + timedelta(days=1))

    assert report.returned == [vanished.id]
    assert not report.is_empty
    assert item(session, vanished.id).retired_at is None
    assert studying.item_id(vanished.id) == number
    assert len(revisions(session, vanished.id)) == 1
    assert studying.next_card(alice, now=LATER).item_id == number


def test_an_item_of_the_same_name_in_another_bank_is_another_item(session):
    load(made_item())

    report = load(made_item(), slug="goutte-aigue")

    assert report.added == ["go-sba-definition-01"]
    assert session.scalar(select(func.count()).where(Item.key == "go-sba-definition-01")) == 2
    assert load(made_item()).is_empty


def test_a_folder_counts_as_loaded_until_one_of_its_files_changes(session, tmp_path):
    folder = write_bank(tmp_path / "goutte")
    assert not is_loaded(session, folder)

    load_again(folder)
    assert is_loaded(session, folder)

    (folder / "text.en.md").write_text("# Gout\n", encoding="utf-8")
    assert not is_loaded(session, folder)


def test_a_bad_bank_changes_nothing_and_every_fault_is_named(session, tmp_path):
    load_again(write_bank(tmp_path / "goutte"))
    before = everything(session)
    write_bank(
        tmp_path / "goutte",
        items=[
            spoilt("sba", {"level": "guess"}),
            spoilt("multiple", {"options.b.text.en": None}),
            spoilt("cloze", {"facts": ["F99"]}),
        ],
    )
    (tmp_path / "goutte" / "facts.yaml").write_text("- {", encoding="utf-8")

    with pytest.raises(BankErrors) as caught:
        load_again(tmp_path / "goutte")

    places = {(problem.file, problem.item, problem.field) for problem in caught.value.problems}
    assert ("items/definition.yaml", "go-sba-01", "level") in places
    assert ("items/treatment.yaml", "go-qrm-01", "options.b.text.en") in places
    assert any(file == "facts.yaml" for file, _, _ in places)
    assert all(problem.message for problem in caught.value.problems)
    assert everything(session) == before
