"""Finding cards: every field against what it should find, orders and pages, whose cards, exams."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import update

from quizapp.domain.content.vocabulary import Language
from quizapp.domain.content.words import words_of
from quizapp.domain.learning.card_query import QueryError, Wrong, parse, written
from quizapp.domain.learning.days import learning_day
from quizapp.domain.learning.query import terms
from quizapp.extensions import db
from quizapp.models import Item
from quizapp.services.search import card_postings, card_search
from quizapp.services.search.card_order import Order, cursor_in
from quizapp.services.search.card_search import CardSearch
from tests.factories import BANK, NOON
from tests.services.card_decks import matches, random_deck, random_query, recalled
from tests.services.exams import begin
from tests.services.made_banks import load, made_items
from tests.services.studying import (
    answer,
    ask,
    bank_id,
    finish,
    item_id,
    learn,
    start,
    wrong_answer,
)

QUERIES = 250


def search(learner, query, *, slug=BANK, now=NOON):
    tree = parse(query) if isinstance(query, str) else query
    return CardSearch(db.session(), learner=learner, bank_id=bank_id(slug), query=tree, now=now)


def found(learner, query, **more):
    return search(learner, query, **more).first(Order.POSITION, 10_000)


def keys(learner, query, **more):
    return [db.session.get_one(Item, item).key for item in found(learner, query, **more)]


def test_every_query_finds_the_cards_that_it_is_about_and_no_other(alice, bob):
    rng = Random(4)
    deck = random_deck(alice, bank_id(BANK), rng)
    random_deck(bob, bank_id(BANK), rng)
    today = learning_day(NOON, alice.zone)
    sizes = set()
    for _ in range(QUERIES):
        query = random_query(rng, deck)
        expected = tuple(card.item.id for card in deck if matches(query, card, today, alice.zone))
        assert found(alice, query) == expected, written(query)
        assert search(alice, query).count() == len(expected), written(query)
        sizes.add(len(expected))
    assert len(sizes) > QUERIES / 5  # neither all nor nothing


def test_large_banks_are_searched_in_another_way_with_the_same_finds(alice, monkeypatch):
    rng = Random(5)
    deck = random_deck(alice, bank_id(BANK), rng)
    queries = [random_query(rng, deck) for _ in range(60)]
    expected = [found(alice, query) for query in queries]
    monkeypatch.setattr(card_postings, "FEW", 3)
    for name in ("card_terms", "word_sets"):
        monkeypatch.setattr(f"quizapp.services.search.{name}.FEW", 3)
    monkeypatch.setattr("quizapp.services.search.card_terms.FEW_FORGOTTEN", 3)
    assert [found(alice, query) for query in queries] == expected


@pytest.mark.parametrize("order", Order)
def test_pages_follow_each_other_without_gap_or_repetition(alice, order):
    deck = {card.item.id: card for card in random_deck(alice, bank_id(BANK), Random(6))}
    for query in ("", "calcification", "is:review", "is:new", "-tag:hard"):
        _pages_follow(alice, query, order, deck)


def _pages_follow(alice, query, order, deck):
    today = learning_day(NOON, alice.zone)
    one = search(alice, query)
    pages, after = [], None
    while True:
        page = one.page(order, after=after, size=7)
        pages.append(page)
        if page.next is None:
            break
        after = cursor_in(str(page.next))

    ids = [item for page in pages for item in page.ids]
    assert sorted(ids) == sorted(found(alice, query))
    assert {page.total for page in pages} == {len(ids)}

    def place(item):
        card = deck[item]
        if order is Order.POSITION:
            return card.item.position
        if order is Order.ADDED:
            return -item
        if card.memory is None:
            return (1, card.item.position, 0)
        if order is Order.DUE:
            return (0, card.memory.due_at, item)
        return (0, round(recalled(card.memory, today), 12), item)

    assert ids == sorted(ids, key=place)
    assert one.first(order, 5) == tuple(ids[:5])


@pytest.mark.parametrize(
    "cursor", ["", "p", "p_1", "x_1_1", "p_a_1", "d_2026-01-01_1", "r_nan_1", "p_1_-1", "p_1_١"]
)
def test_what_is_no_place_in_a_list_is_refused(cursor):
    with pytest.raises(ValueError, match=r"cursor|isoformat|could not convert"):
        cursor_in(cursor)


@pytest.mark.parametrize(
    "query",
    [
        "tumorale de",
        "tumorale -de la",
        "-tumorale -de",
        '"tumorale" -de "la"',
        "de zzz",
        "schema de",
    ],
)
def test_common_words_that_meet_in_few_cards_are_found_by_sets(alice, monkeypatch, query):
    deck = random_deck(alice, bank_id(BANK), Random(7))
    today = learning_day(NOON, alice.zone)
    expected = tuple(
        card.item.id for card in deck if matches(parse(query), card, today, alice.zone)
    )
    monkeypatch.setattr("quizapp.services.search.card_terms.FEW", 0)
    monkeypatch.setattr("quizapp.services.search.word_sets.FEW", 200)
    for _ in range(2):  # read, and kept
        assert found(alice, query) == expected


def test_sets_of_words_are_read_anew_when_a_bank_is_loaded_anew(alice, monkeypatch):
    monkeypatch.setattr("quizapp.services.search.card_terms.FEW", 0)
    monkeypatch.setattr("quizapp.services.search.word_sets.FEW", 200)
    first = made_items(3)
    load(*first)
    stem = next(word for word in words_of(first[0].stem[Language.FR]) if len(word) > 3)
    assert len(found(alice, f"{stem} {stem[:3]}", slug="goutte")) == 3
    load(*first, *made_items(2, topic="treatment"))
    assert len(found(alice, f"{stem} {stem[:3]}", slug="goutte")) == 5


def test_more_finds_than_a_large_bank_can_count_are_left_uncounted(alice, monkeypatch):
    monkeypatch.setattr(card_search, "LARGE_BANK", 100)
    assert search(alice, "").page(Order.POSITION).total is None
    assert search(alice, "zzz").page(Order.POSITION).total is not None
    assert len(found(alice, "")) > 100


def test_words_are_found_in_any_language_by_their_beginning_without_accents(alice):
    assert keys(alice, "CALCÎFICATION") == keys(alice, "calcification") != []
    assert set(keys(alice, "calci")) > set(keys(alice, "calcification"))


def test_a_phrase_finds_words_that_follow_each_other_only(alice):
    load(*made_items(2))
    words = found(alice, "goutte crise", slug="goutte")
    assert set(found(alice, '"crise goutte"', slug="goutte")) <= set(words)
    assert found(alice, '"goutte zzz"', slug="goutte") == ()


def test_a_phrase_of_words_that_stand_nearly_everywhere_is_refused_with_advice(alice, monkeypatch):
    monkeypatch.setattr(card_postings, "MOST_VERIFIED", 3)
    with pytest.raises(QueryError) as caught:
        found(alice, '"de la"')
    assert caught.value.wrong is Wrong.TOO_COMMON


def test_retired_items_are_never_found(alice):
    load(*made_items(2))
    gone = item_id("go-sba-definition-01")
    learn(alice, gone)
    load(made_items(2)[1])
    assert found(alice, "", slug="goutte") == (item_id("go-sba-definition-02"),)
    assert found(alice, "is:review", slug="goutte") == ()
    assert search(alice, "is:review", slug="goutte").count() == 0


@pytest.mark.parametrize("order", Order)
def test_items_of_an_exam_in_progress_are_left_out_and_counted(alice, bob, order):
    load(*made_items(5))
    attempt = begin(alice, length=3)
    page = search(alice, "topic:definition", slug="goutte").page(order)
    assert (len(page.ids), page.withheld, page.total) == (2, 3, 2)
    other = search(alice, "topic:treatment", slug="goutte").page(order)
    assert (len(other.ids), other.withheld) == (0, 0)
    assert len(search(bob, "", slug="goutte").page(order).ids) == 5
    assert attempt.finished_at is None


def test_items_of_a_measure_in_progress_are_left_out_until_its_end(alice):
    load(*made_items(8))
    attempt = start(alice, mode="measure", length=8)
    answer(alice, attempt, 1)
    assert len(found(alice, "", slug="goutte")) < 8
    finish(alice, attempt)
    assert len(found(alice, "", slug="goutte")) == 8


def test_confused_items_are_found_by_the_pairs_that_are_open(alice):
    load(*made_items(1))
    for number in range(2):
        attempt = start(alice, length=1, now=NOON + timedelta(days=number))
        question = ask(alice, attempt)
        answer(alice, attempt, given=wrong_answer(question), now=NOON + timedelta(days=number))
    later = NOON + timedelta(days=1)
    assert len(found(alice, "is:confused", slug="goutte", now=later)) == 1
    assert found(alice, "-is:confused", slug="goutte", now=later) == ()


def test_an_order_by_position_is_that_of_the_bank_even_when_items_were_moved(alice):
    load(*made_items(3))
    first = item_id("go-sba-definition-01")
    db.session.execute(update(Item).where(Item.id == first).values(position=99))
    assert found(alice, "", slug="goutte")[-1] == first


def test_nothing_is_found_of_what_others_marked(alice, bob):
    load(*made_items(3))
    random_deck(bob, bank_id(), Random(1))
    for query in ("is:flagged", "is:suspended", "is:noted", "tag:hard", "-is:new", "rated:3650"):
        assert found(alice, query, slug="goutte") == (), query


def test_terms_of_a_tree_are_all_of_them():
    tree = parse("a (b or -c)")
    assert [str(term) for term in terms.terms_of(tree)] == ["a", "b", "c"]
