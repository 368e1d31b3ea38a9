"""What an item is found by follows what it says, whenever its bank is loaded."""

from __future__ import annotations

from sqlalchemy import select, update

from quizapp.database import transaction
from quizapp.domain.content.item_words import searchable_words
from quizapp.extensions import db
from quizapp.models import Deck, Item, ItemFact, ItemRevision, ItemSentence, ItemWord
from quizapp.services.deck.decks import keep_deck
from tests.services.made_banks import load, made_item
from tests.services.studying import bank_id


def links():
    columns = (ItemFact.key, ItemSentence.key, ItemWord.word)
    return tuple(
        set(db.session.scalars(select(column).where(column.class_.bank_id == bank_id())))
        for column in columns
    )


def test_facts_sentences_and_words_of_an_item_are_those_of_its_last_revision(session):
    load(made_item())
    facts, sentences, words = links()
    document = db.session.scalars(
        select(ItemRevision.content)
        .join(Item, Item.revision_id == ItemRevision.id)
        .where(Item.bank_id == bank_id())
    ).one()
    assert (facts, sentences) == (set(document["facts"]), set(document["sentences"]))
    assert words == set(searchable_words(document))

    load(made_item(stem__fr="Quel zébu porte un œdème ?", sentences=["P1.1"], facts=["F01"]))

    db.session.rollback()
    facts, sentences, words = links()
    assert (facts, sentences) == ({"F01"}, {"P1.1"})
    assert {"zebu", "oedeme"} <= words


def test_every_item_has_words(session):
    kinds = ["sba", "multiple", "short_answer", "cloze", "basic", "concordance", "long_menu"]
    load(*(made_item(kind) for kind in kinds))
    worded = set(db.session.scalars(select(ItemWord.item_id).where(ItemWord.bank_id == bank_id())))
    assert worded == set(db.session.scalars(select(Item.id).where(Item.bank_id == bank_id())))
    assert len(worded) == len(kinds)


def test_loading_a_bank_anew_lets_decks_look_for_new_cards_from_the_start(alice):
    load(made_item())
    with transaction() as session:
        keep_deck(session, alice.id, bank_id())
        session.flush()
        session.execute(update(Deck).values(new_from=7))

    load(made_item(number=2), made_item())

    assert db.session.scalars(select(Deck.new_from)).one() == 0
