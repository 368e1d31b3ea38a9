"""A person's choices: saved, shown again, and in effect on the next page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import User
from tests.factories import csrf_token, log_in, make_learner
from tests.web.steps import CARDS, is_logged_in, post, title

CHOICES = {
    "language": "en",
    "time_zone": "America/Guadeloupe",
    "theme": "dark",
    "text_size": "larger",
    "shortcuts": "y",
    "hide_timer": "y",
    "new_per_day": "7",
    "due_per_day": "50",
}


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def stored(session):
    session.rollback()
    return session.scalars(select(User)).unique().one()


def save(client, **changes):
    return post(client, "/settings", **{**CHOICES, **changes})


def test_choices_are_kept_and_shown_again(alice, session):
    done = save(alice)
    assert (done.status_code, done.location) == (302, "/settings")
    user = stored(session)
    assert (user.language, user.time_zone, user.theme) == ("en", "America/Guadeloupe", "dark")
    assert (user.text_size, user.shortcuts, user.hide_timer) == ("larger", True, True)
    assert (user.new_per_day, user.due_per_day) == (7, 50)
    page = BeautifulSoup(alice.get("/settings").text, "html.parser")
    chosen = {field["name"]: field["value"] for field in page.select("input[checked]")}
    assert chosen == {
        "language": "en",
        "theme": "dark",
        "text_size": "larger",
        "shortcuts": "y",
        "hide_timer": "y",
    }
    assert page.select_one("option[selected]")["value"] == "America/Guadeloupe"
    assert page.select_one("#new_per_day")["value"] == "7"


def test_theme_text_size_shortcuts_and_language_are_in_effect_on_every_page(alice):
    save(alice)
    page = BeautifulSoup(alice.get("/banks/").text, "html.parser")
    assert page.html["data-theme"] == "dark"
    assert page.html["data-text-size"] == "larger"
    assert page.html["lang"] == "en"
    assert page.body["data-shortcuts"] == "on"
    fields = {**CHOICES, "language": "fr", "theme": "light", "text_size": "normal"}
    del fields["shortcuts"]
    post(alice, "/settings", **fields)
    page = BeautifulSoup(alice.get("/banks/").text, "html.parser")
    assert page.html["data-theme"] == "light"
    assert page.html["data-text-size"] == "normal"
    assert page.html["lang"] == "fr"
    assert page.body["data-shortcuts"] == "off"


def test_the_confirmation_is_in_the_language_just_chosen(alice):
    done = save(alice, language="fr")
    assert "Settings saved." not in alice.get(done.location).text
    done = save(alice, language="en")
    assert "Settings saved." in alice.get(done.location).text


def test_the_limit_of_new_cards_is_in_effect_at_once(alice):
    save(alice, new_per_day="2")
    assert "2 new" in alice.get("/").text
    save(alice, new_per_day="0")
    assert "paused in your settings" in alice.get("/").text
    assert alice.get(CARDS).location == f"{CARDS}/summary"


def test_what_is_no_choice_is_refused_with_an_error_and_nothing_is_saved(alice, session):
    for name, values in {
        "time_zone": ("", "Mars/Olympus", "../../etc/passwd", "\x00", "europe/paris", "Z" * 5000),
        "language": ("", "de", "<b>", "fr\x00"),
        "theme": ("", "neon", "dark\n"),
        "text_size": ("", "huge"),
        "new_per_day": ("", "-1", "1000", "x", "1.5", str(2**63), "9" * 5000, "NaN", "\x00"),
        "due_per_day": ("", "-1", "10000", "x", "true", str(-(2**63))),
    }.items():
        for value in values:
            page = save(alice, **{name: value})
            assert page.status_code == 422, (name, value)
            assert "data-error-summary" in page.text
            assert f'href="#{name}' in page.text, "the summary leads to the field"
            assert title(page).startswith("Error"), (name, value)
    user = stored(session)
    assert (user.time_zone, user.theme, user.new_per_day) == ("Europe/Paris", "auto", 10)


def test_a_choice_that_is_missing_stays_as_it_was_and_a_missing_number_is_an_error(alice, session):
    for name in ("language", "time_zone", "theme", "text_size"):
        before = getattr(stored(session), name)
        fields = {key: value for key, value in CHOICES.items() if key != name}
        assert post(alice, "/settings", **fields).status_code == 302, name
        assert getattr(stored(session), name) == before
        save(alice)
    for name in ("new_per_day", "due_per_day"):
        fields = {key: value for key, value in CHOICES.items() if key != name}
        assert post(alice, "/settings", **fields).status_code == 422, name


def test_a_stored_zone_that_the_list_does_not_offer_survives_another_change(alice, session):
    """An account made on the command line may have one such as UTC."""
    user = stored(session)
    user.time_zone = "UTC"
    session.commit()
    page = alice.get("/settings")
    selected = BeautifulSoup(page.text, "html.parser").select_one("option[selected]")
    assert selected is not None
    assert selected["value"] == "UTC"
    assert save(alice, time_zone="UTC").status_code == 302
    assert stored(session).time_zone == "UTC"


def test_no_field_of_the_account_can_be_set_through_the_form(alice, session):
    before = stored(session).password
    hostile = {"email": "x@y.org", "password": "x", "active": "", "roles": "admin", "id": "2"}
    assert save(alice, **hostile).status_code == 302
    user = stored(session)
    assert (user.email, user.password, user.active) == ("alice@example.org", before, True)
    assert [role.name for role in user.roles] == ["student"]
    assert is_logged_in(alice)


def test_ones_own_settings_only_are_changed(alice, app, session):
    make_learner("bob")
    bob = app.test_client()
    log_in(bob, "bob")
    bob.post("/settings", data={"csrf_token": csrf_token(bob.get("/settings")), **CHOICES})
    session.rollback()
    themes = dict(session.execute(select(User.email, User.theme)).all())
    assert themes == {"alice@example.org": "auto", "bob@example.org": "dark"}
