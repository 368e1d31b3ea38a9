"""The browser of cards: looking for some, and doing something to many of them."""

from __future__ import annotations

from random import Random

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from quizapp.models import CardAction, CardMark, CardTag, Item, ItemFlag, MemoryState
from quizapp.services.deck import bulk_actions
from tests.factories import BANK, NOON, csrf_token, hidden, log_in, make_learner
from tests.services.card_decks import random_deck
from tests.services.exams import begin
from tests.services.studying import bank_id, grade
from tests.web.steps import CARDS, title

BROWSE = f"{CARDS}/browse"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def learner(client, session):
    return make_learner(language="en")


@pytest.fixture
def alice(client, learner):
    log_in(client)
    return client


@pytest.fixture
def items(session):
    in_use = Item.bank_id == bank_id(BANK), Item.retired_at.is_(None)
    return list(session.scalars(select(Item.id).where(*in_use).order_by(Item.position)))


def soup(page):
    return BeautifulSoup(page.text, "html.parser")


def shown(page):
    return [int(box["value"]) for box in soup(page).select("input[name=item][type=checkbox]")]


def heading(page):
    return soup(page).select_one("main h2").get_text()


def send(client, ticked=(), *, find="", follow=False, page=None, **fields):
    """Press “Go ahead” on a page of the browser."""
    page = page or client.get(BROWSE, query_string={"find": find})
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key")}
    data = {**keys, "find": find, "item": [str(item) for item in ticked], **fields}
    return client.post(BROWSE, data=data, follow_redirects=follow)


def stand(session, learner):
    """All that actions can change, to be compared."""
    session.rollback()
    session.expire_all()
    marks = session.execute(
        select(CardMark.item_id, CardMark.suspended_at, CardMark.buried_on, CardMark.note).where(
            CardMark.user_id == learner.id,
            (CardMark.suspended_at.is_not(None))
            | (CardMark.buried_on.is_not(None))
            | (CardMark.note.is_not(None)),
        )
    )
    flags = select(ItemFlag.item_id, ItemFlag.flagged_at).where(ItemFlag.user_id == learner.id)
    tags = select(CardTag.item_id, CardTag.tag).where(CardTag.user_id == learner.id)
    dues = select(MemoryState.item_id, MemoryState.due_at).where(MemoryState.user_id == learner.id)
    return [sorted(map(tuple, session.execute(one))) for one in (flags, tags, dues)] + [
        sorted(map(tuple, marks), key=str)
    ]


def test_the_browser_shows_fifty_cards_at_a_time_in_the_order_of_the_bank(alice, items):
    first = alice.get(BROWSE)
    assert shown(first) == items[:50]
    assert f"{len(items)} cards" in title(first)
    following = soup(first).select_one("a[data-shortcut=N]")
    assert shown(alice.get(following["href"])) == items[50:100]


def test_a_row_says_what_is_known_of_its_card(alice, learner, items):
    deck = random_deck(learner, bank_id(BANK), Random(3))
    page = soup(alice.get(BROWSE))
    for card, row in zip(deck[:50], page.select("[data-ticks] > li"), strict=True):
        text = row.get_text(" ")
        assert ("Suspended" in text) == card.suspended
        assert ("⚑" in text) == card.flagged
        assert ("New" in text) == (card.memory is None)
        assert ("recall" in text) == (card.memory is not None)
        assert {link.get_text() for link in row.select("a[href*=tag]")} == {
            f"#{tag}" for tag in card.tags
        }
        assert (card.note or "Note:") in text or card.note is None


def test_a_search_finds_and_says_how_many(alice, learner, items):
    grade(learner, items[3], slug=BANK)
    page = alice.get(BROWSE, query_string={"find": "-is:new"})
    assert shown(page) == [items[3]]
    assert "1 card" in title(page)
    assert 'value="-is:new"' in page.text


def test_a_search_in_french_finds_the_same(alice, learner, items):
    grade(learner, items[3], slug=BANK)
    assert shown(alice.get(BROWSE, query_string={"find": "-est:nouvelle"})) == [items[3]]


def test_no_find_says_what_to_do(alice):
    page = alice.get(BROWSE, query_string={"find": "zzzzzz"})
    assert page.status_code == 200
    assert "No card matches this search" in page.text
    assert not shown(page)


@pytest.mark.parametrize(
    ("find", "said"),
    [
        ("is:duo", "Did you mean “is:due”?"),
        ("(bone", "character 1 is never closed"),
        ("retrievability<80", "Did you mean “80%”?"),
        ("topci:causes", "There is no field “topci”"),
        ("<script>alert(1)</script>:x", "&lt;script"),
        ("x" * 600, "longer than 500"),
        ("%s %(text)s:1", "%(text)s"),
    ],
)
def test_a_search_that_cannot_be_understood_is_explained(alice, find, said):
    page = alice.get(BROWSE, query_string={"find": find})
    if find.startswith(("<script", "%s")):
        assert page.status_code in {200, 422}
        assert "<script>alert" not in page.text
        return
    assert page.status_code == 422
    assert said in page.text
    assert title(page).startswith("Error:")
    assert soup(page).select_one("#find")["value"] == find


def test_a_malformed_search_never_breaks_any_page_that_takes_one(alice):
    for find in ("(", '"', "or", "is:", "\x00", "😀:😀", "-" * 400, "r<" + "9" * 40, "a" * 5000):
        for path in (BROWSE, CARDS, f"{CARDS}/summary"):
            page = alice.get(path, query_string={"find": find, "most": "x", "since": "x"})
            assert page.status_code < 500, (path, find)
    for after in ("", "p_1", "p_9_9", "r_1e400_1", "d_x_1", "😀"):
        assert alice.get(BROWSE, query_string={"after": after}).status_code == 200


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("suspend", {}),
        ("unsuspend", {}),
        ("bury", {}),
        ("unbury", {}),
        ("flag", {}),
        ("unflag", {}),
        ("tag", {"tag": "Hard"}),
        ("untag", {"tag": "hard"}),
        ("postpone", {"days": "5"}),
        ("advance", {"days": "30"}),
    ],
)
def test_each_action_changes_the_ticked_cards_alone_and_its_undo_restores_all(  # noqa: PLR0917 - fixtures and parameters
    alice, learner, items, session, action, fields
):
    random_deck(learner, bank_id(BANK), Random(8))
    before = stand(session, learner)
    ticked = items[:40]
    done = send(alice, ticked, action=action, confirmed="y", **fields)
    assert done.status_code == 302, done.text
    after = stand(session, learner)
    assert after != before
    touched = {
        row[0] for old, new in zip(before, after, strict=True) for row in set(old) ^ set(new)
    }
    assert touched <= set(ticked)

    page = alice.get(done.location)
    undo = soup(page).select_one("form[action*='/actions/']")
    fields = {field["name"]: field["value"] for field in undo.select("input")}
    undone = alice.post(undo["action"], data=fields)
    assert undone.status_code == 302
    assert "as they were" in alice.get(undone.location).text
    assert stand(session, learner) == before


def test_all_that_match_are_dealt_with_after_a_confirmation_only(alice, learner, items, session):
    asked = send(alice, find="topic:causes", everything="y", action="suspend")
    assert asked.status_code == 200
    assert "Do this to all of these cards?" in asked.text
    assert stand(session, learner)[-1] == []
    form = soup(asked).select_one("main form")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    done = alice.post(form["action"], data=fields)
    suspended = {row[0] for row in stand(session, learner)[-1]}
    expected = set(
        session.scalars(
            select(Item.id).where(Item.topic == "causes", Item.bank_id == bank_id(BANK))
        )
    )
    assert suspended == expected
    assert f"{len(expected)} cards suspended." in alice.get(done.location).text


def test_a_confirmation_sent_twice_counts_once(alice, learner, items, session):
    random_deck(learner, bank_id(BANK), Random(9))
    asked = send(alice, find="is:review", everything="y", action="postpone", days="5")
    form = soup(asked).select_one("main form")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    assert alice.post(form["action"], data=fields).status_code == 302
    once = stand(session, learner)
    assert alice.post(form["action"], data=fields).status_code == 302
    assert stand(session, learner) == once
    assert session.scalar(select(func.count()).select_from(CardAction)) == 1


def test_more_than_twenty_ticked_cards_are_asked_about(alice, learner, items, session):
    asked = send(alice, items[:21], action="flag")
    assert asked.status_code == 200
    assert "21" in asked.text
    assert send(alice, items[:20], action="flag").status_code == 302


def test_more_cards_than_can_be_dealt_with_at_once_are_refused(
    alice, monkeypatch, session, learner
):
    monkeypatch.setattr(bulk_actions, "MOST_AT_ONCE", 5)
    refused = send(alice, everything="y", action="flag")
    assert refused.status_code == 422
    assert "narrow the search" in refused.text
    assert stand(session, learner)[0] == []


@pytest.mark.parametrize(
    ("ticked", "fields", "said"),
    [
        (0, {"action": "flag"}, "Tick a card at least"),
        (1, {"action": ""}, "Choose what to do."),
        (1, {"action": "explode"}, "Not a valid choice"),
        (1, {"action": "tag", "tag": " ()"}, "Give the tag a name"),
        (1, {"action": "postpone"}, "from 1 to 365"),
        (1, {"action": "postpone", "days": "0"}, "from 1 to 365"),
        (1, {"action": "advance", "days": "x"}, "from 1 to 365"),
    ],
)
def test_what_is_missing_is_said_and_the_ticks_stay(alice, items, ticked, fields, said):
    page = send(alice, items[:ticked], **fields)
    assert page.status_code == 422
    assert said in page.text
    assert title(page).startswith("Error:")
    kept = soup(page).select("input[name=item][checked]")
    assert len(kept) == ticked


def test_foreign_numbers_change_nothing(alice, items, session, learner):
    assert send(alice, [10**12], action="flag").status_code == 404
    assert send(alice, ["x"], action="flag").status_code == 422
    assert stand(session, learner)[0] == []


def test_nobody_undoes_what_another_did(app, alice, items, session):
    send(alice, items[:1], action="flag")
    session.rollback()
    action = session.scalars(select(CardAction.id)).one()
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    token = csrf_token(bob.get(BROWSE))
    path = f"{CARDS}/actions/{action}/undo"
    assert bob.post(path, data={"csrf_token": token}).status_code == 404
    assert "⚑" not in bob.get(BROWSE).text
    assert "⚑" in alice.get(BROWSE).text


def test_cards_of_an_exam_in_progress_are_left_out_and_that_is_said(alice, learner, items):
    begin(learner, length=5, slug=BANK)
    page = alice.get(BROWSE)
    assert "part of an exam or a measure in progress" in page.text
    assert f"{len(items) - 5} cards" in title(page)


def test_a_note_and_a_tag_are_data_and_never_markup(alice, learner, items, session):
    session.add(
        CardMark(
            user_id=learner.id,
            item_id=items[0],
            bank_id=bank_id(BANK),
            note="<script>alert(1)</script> **x**",
        )
    )
    session.commit()
    send(alice, [items[0]], action="tag", tag="<b>x</b>")
    page = alice.get(BROWSE)
    assert "<script>alert(1)" not in page.text
    assert "<b>x</b>" not in page.text


def test_the_browser_changes_nothing(alice, session, learner):
    before = stand(session, learner)
    alice.get(BROWSE, query_string={"find": "calci", "action": "suspend", "everything": "1"})
    assert stand(session, learner) == before
