"""Settings that a learner keeps under a name: saved, changed, begun with, deleted."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from quizapp.models import Attempt, SavedBuild
from quizapp.services.quizzes import builds
from tests.factories import BANK, csrf_token, hidden, log_in, make_learner
from tests.web.steps import recorded, title

NEW = "/quiz/new"


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


@pytest.fixture
def bob(app, alice):
    make_learner("bob", language="en")
    browser = app.test_client()
    log_in(browser, "bob")
    return browser


def soup(page):
    return BeautifulSoup(page.text, "html.parser")


def send_save(client, name="Causes", *, form=NEW, **fields):
    page = client.get(form)
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key", "bank")}
    settings = {"length": "5", "topic": "causes", **fields}
    return client.post(NEW, data={**keys, **settings, "name": name, "action": "save"})


def save(client, name="Causes", **fields):
    """Keep settings; the number of their row."""
    saved = send_save(client, name, **fields)
    assert saved.status_code == 302, saved.text
    return int(re.search(r"saved=(\d+)", saved.location)[1])


def press(client, number, what, page=NEW):
    """Press a button of saved settings: start or delete."""
    form = soup(client.get(page)).select_one(f'form[action="/quiz/saved/{number}/{what}"]')
    fields = {field["name"]: field["value"] for field in form.select("input")}
    return client.post(form["action"], data=fields)


def names(client):
    return [entry.h2.get_text() for entry in soup(client.get(NEW)).select("main details > ul > li")]


def rows(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(SavedBuild))


def error_at_name(page):
    assert page.status_code == 422
    assert title(page).startswith("Error:")
    problem = soup(page).find(id="name-error")
    assert problem.find_parent("details").has_attr("open")
    return problem.get_text()


def test_saved_settings_are_listed_and_in_the_form_again(alice, session):
    done = send_save(alice, "  Causes \t by\nheart ", mode="exam", length="12", minutes="20")
    page = alice.get(done.location)
    assert "Saved as “Causes by heart”." in page.text
    assert names(alice) == ["Causes by heart"]
    line = soup(page).select_one("main li .meta").get_text(" ")
    for part in ("Exam", "12 questions", "20 minutes", "EDN rules", "Causes"):
        assert part in line
    fields = {field.get("name"): field for field in soup(page).select("form.slab input")}
    assert fields["length"]["value"] == "12"
    assert fields["minutes"]["value"] == "20"
    assert fields["name"]["value"] == "Causes by heart"
    assert soup(page).select_one("input[name=topic][value=causes]").has_attr("checked")
    assert soup(page).select_one("input[name=mode][value=exam]").has_attr("checked")
    assert recorded(session) == (0, 0, 0)


def test_a_quiz_begins_by_saved_settings_with_one_press(alice, session):
    number = save(alice, mode="exam", length="3", minutes="20", extra_time="y")
    begun = press(alice, number, "start")
    assert re.fullmatch(r"/quiz/\d+/1", begun.location)
    session.rollback()
    attempt = session.scalars(select(Attempt)).one()
    assert (attempt.mode, attempt.length, attempt.topics) == ("exam", 3, ["causes"])
    assert (attempt.deadline_at - attempt.started_at).total_seconds() / 60 == 80 / 3


def test_pressing_start_twice_begins_one_quiz(alice, session):
    number = save(alice)
    form = soup(alice.get(NEW)).select_one(f'form[action="/quiz/saved/{number}/start"]')
    fields = {field["name"]: field["value"] for field in form.select("input")}
    first, second = (alice.post(form["action"], data=fields) for _ in range(2))
    assert first.location == second.location
    assert recorded(session)[0] == 1


def test_every_saved_quiz_of_a_page_has_a_key_of_its_own(alice, session):
    one, two = save(alice, "one"), save(alice, "two", length="6")
    page = alice.get(NEW)
    for number in (one, two):
        form = soup(page).select_one(f'form[action="/quiz/saved/{number}/start"]')
        fields = {field["name"]: field["value"] for field in form.select("input")}
        assert alice.post(form["action"], data=fields).status_code == 302
    assert recorded(session)[0] == 2


def test_settings_that_find_nothing_now_say_so_and_are_there_to_be_changed(alice, session):
    number = save(alice, status="flagged")
    refused = press(alice, number, "start")
    assert refused.location == f"{NEW}?saved={number}"
    page = alice.get(refused.location)
    assert "These settings find no question now" in page.text
    assert "nothing ticked under “Your history”" in soup(page).output.get_text()
    assert recorded(session) == (0, 0, 0)


def test_a_start_without_a_key_begins_nothing(alice, session):
    number = save(alice)
    token = csrf_token(alice.get(NEW))
    for key in ("", "short", "k" * 65, "k" * 19 + "\x00"):
        sent = {"csrf_token": token, "client_key": key}
        assert alice.post(f"/quiz/saved/{number}/start", data=sent).location == NEW
        assert "out of date" in alice.get(NEW).text
    assert recorded(session) == (0, 0, 0)


def test_a_name_that_is_taken_asks_before_it_replaces(alice, session):
    number = save(alice)
    page = send_save(alice, length="9")
    assert "replace them?" in error_at_name(page)
    box = soup(page).select_one("input[type=checkbox][name=replaces]")
    assert box["value"] == str(number)
    assert not box.has_attr("checked")
    assert soup(page).select_one("input[name=length]")["value"] == "9", "nothing typed is lost"
    assert "replace them?" in error_at_name(send_save(alice, length="9", replaces=number + 1))
    assert send_save(alice, length="9", replaces=number).location == f"{NEW}?saved={number}"
    assert rows(session) == 1
    assert session.get(SavedBuild, number).settings["length"] == 9


def test_changed_settings_are_saved_under_their_name_without_asking(alice, session):
    number = save(alice)
    page = alice.get(f"{NEW}?saved={number}")
    assert hidden(page, "replaces") == str(number)
    assert save(alice, length="8", replaces=number) == number
    other = save(alice, "Another name", length="7", replaces=number)
    assert other != number, "a new name is a new row: the old one stays"
    assert rows(session) == 2
    assert session.get(SavedBuild, number).settings["length"] == 8


@pytest.mark.parametrize("name", ["", "   ", "\t\n", "\x00", "\u202e\u200b", "x" * 61])
def test_a_name_has_1_to_60_characters_that_can_be_seen(alice, session, name):
    assert error_at_name(send_save(alice, name))
    assert rows(session) == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("x" * 60, "x" * 60),
        ("é\u202f!" * 20, " ".join(["é", *["!é"] * 19, "!"])),
        ("a\x00b\u202ec", "abc"),
        ("<b>&amp;</b> 'q'", "<b>&amp;</b> 'q'"),
        ("💊 " + "y" * 58, "💊 " + "y" * 58),
    ],
)
def test_a_name_is_kept_and_shown_as_it_can_be_read(alice, typed, kept):
    save(alice, typed)
    assert names(alice) == [kept]


def test_starting_and_counting_need_no_name(alice, session):
    page = alice.get(NEW)
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key", "bank")}
    for action, status in (("count", 200), ("start", 302), ("nonsense", 302)):
        sent = {**keys, "length": "5", "name": "x" * 61, "action": action}
        assert alice.post(NEW, data=sent).status_code == status
    assert rows(session) == 0


def test_there_is_room_for_so_many(alice, session, monkeypatch):
    monkeypatch.setattr(builds, "MOST_SAVED", 2)
    save(alice, "one")
    save(alice, "two")
    assert "which is the most" in error_at_name(send_save(alice, "three"))
    assert rows(session) == 2


def test_many_saved_settings_do_not_push_the_form_out_of_sight(alice):
    for number in range(3):
        save(alice, f"Number {number}")
    assert soup(alice.get(NEW)).select_one("main > details").has_attr("open")
    save(alice, "One more")
    assert not soup(alice.get(NEW)).select_one("main > details").has_attr("open")


def test_settings_are_deleted_after_a_second_look(alice, session):
    number, kept = save(alice), save(alice, "Kept")
    form = soup(alice.get(NEW)).select_one(f'form[action="/quiz/saved/{number}/delete"]')
    assert form.parent.name == "details"
    assert not form.parent.has_attr("open")
    done = press(alice, number, "delete")
    assert done.location == NEW
    assert "“Causes” was deleted." in alice.get(NEW).text
    assert names(alice) == ["Kept"]
    assert alice.get(f"{NEW}?saved={number}").status_code == 404
    assert alice.get(f"{NEW}?saved={kept}").status_code == 200


def test_another_learners_settings_do_not_exist(alice, bob, session):
    number, own = save(alice), save(bob)
    token = csrf_token(bob.get(NEW))
    assert names(bob) == ["Causes"]
    assert f"/quiz/saved/{number}/" not in bob.get(NEW).text
    for row in (number, 999_999):
        assert bob.get(f"{NEW}?saved={row}").status_code == 404
        for what in ("start", "delete"):
            sent = {"csrf_token": token, "client_key": "k" * 20}
            assert bob.post(f"/quiz/saved/{row}/{what}", data=sent).status_code == 404
    assert "replace them?" in error_at_name(send_save(bob, length="9", replaces=number))
    assert rows(session) == 2
    assert recorded(session) == (0, 0, 0)
    assert own != number


def test_settings_that_are_not_understood_any_more_are_shown_as_far_as_they_are(alice, session):
    number = save(alice, type=["sba", "multiple"])
    row = session.get(SavedBuild, number)
    row.settings = row.settings | {"types": ["sba", "riddle"], "mode": "duel", "length": None}
    session.commit()
    page = alice.get(f"{NEW}?saved={number}")
    assert page.status_code == 200
    assert "not known any more" in page.text
    assert press(alice, number, "start").status_code == 302


def test_reading_and_counting_change_nothing(alice, session):
    number = save(alice)
    for path in (NEW, f"{NEW}?saved={number}", f"/quiz/count?bank={BANK}"):
        alice.get(path)
    for path in (f"/quiz/saved/{number}/start", f"/quiz/saved/{number}/delete"):
        assert alice.get(path).status_code == 404
    assert rows(session) == 1
    assert recorded(session) == (0, 0, 0)
