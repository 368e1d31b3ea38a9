"""Creating an account."""

from __future__ import annotations

from sqlalchemy import func, select

from quizapp.models import User
from tests.factories import PASSWORD, csrf_token, make_learner
from tests.web.steps import another_app, is_logged_in, post


def register(client, email="bob@example.org", password=PASSWORD, *, again=None, **fields):
    page = client.get("/register")
    data = {
        "csrf_token": csrf_token(page),
        "email": email,
        "password": password,
        "password_confirm": password if again is None else again,
        **fields,
    }
    return client.post("/register", data=data)


def account(session, email="bob@example.org"):
    session.rollback()
    return session.scalars(select(User).where(User.email == email)).unique().one_or_none()


def test_registering_makes_a_student_who_is_logged_in_at_once(client, session):
    done = register(client)
    assert (done.status_code, done.location) == (302, "/")
    assert is_logged_in(client)
    bob = account(session)
    assert [role.name for role in bob.roles] == ["student"]
    assert bob.password.startswith("$argon2id$")
    assert client.get("/teach/banks").status_code == 403


def test_the_browsers_time_zone_is_kept_where_it_is_one(app, session):
    zones = {
        "America/Guadeloupe": "America/Guadeloupe",
        "": "Europe/Paris",
        "Mars/Olympus": "Europe/Paris",
        "../../etc/passwd": "Europe/Paris",
        "<script>": "Europe/Paris",
        "\x00": "Europe/Paris",
        "Z" * 5000: "Europe/Paris",
    }
    for number, (sent, kept) in enumerate(zones.items()):
        done = register(app.test_client(), f"b{number}@example.org", time_zone=sent)
        assert done.status_code == 302, sent
        assert account(session, f"b{number}@example.org").time_zone == kept


def test_the_account_speaks_the_language_of_the_page_it_was_made_on(app, session):
    english = app.test_client()
    page = english.get("/register")
    english.post("/language", data={"csrf_token": csrf_token(page), "language": "en"})
    register(english, "erin@example.org")
    assert account(session, "erin@example.org").language == "en"

    register(app.test_client(), "fanny@example.org")
    assert account(session, "fanny@example.org").language == "fr"

    asks_english = app.test_client()
    asks_english.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en-GB,en;q=0.9"
    register(asks_english, "gail@example.org")
    assert account(session, "gail@example.org").language == "en"


def test_an_address_that_has_an_account_is_said_to_have_one_and_nothing_changes(client, session):
    make_learner("alice")
    before = account(session, "alice@example.org").password
    for email in ("alice@example.org", "ALICE@example.org", "Alice@EXAMPLE.org"):
        page = register(client, email, "un autre mot secret")
        assert page.status_code == 200, email
        assert "data-error-summary" in page.text
        assert "a déjà un compte" in page.text
        assert not is_logged_in(client)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(User)) == 1
    assert account(session, "alice@example.org").password == before


def test_guessable_short_and_mistyped_passwords_are_refused_with_an_error_summary(client, session):
    passwords = {
        "motdepasse1": None,
        "password2024!": None,
        "azertyuiop": None,
        "12345678": None,
        "rarissime123": None,
        "bob-martin2024": None,
        "bob-martin@example.org": None,
        "court": None,
        "": None,
        PASSWORD: "un nuage sur la manche",
    }
    for password, again in passwords.items():
        page = register(client, "bob-martin@example.org", password, again=again)
        assert page.status_code == 200, password
        assert "data-error-summary" in page.text, password
        assert f'type="password" value="{password}"' not in page.text or not password
        assert account(session, "bob-martin@example.org") is None, password
    assert not is_logged_in(client)


def test_what_is_no_address_is_refused(client, session):
    for email in ("", "bob", "bob@", "@example.org", "bob@exa mple.org", "a\x00b@example.org"):
        page = register(client, email)
        assert page.status_code in (200, 400), email
    session.rollback()
    assert session.scalar(select(func.count()).select_from(User)) == 0


def test_where_registration_is_closed_there_is_no_page_and_no_link_to_it(app, session):
    with another_app(app, registration_open=False) as closed:
        client = closed.test_client()
        assert client.get("/register").status_code == 404
        for path in ("/", "/login"):
            assert "/register" not in client.get(path).text
        assert post(client, "/register", "/login", email="b@example.org").status_code == 404
    assert account(session, "b@example.org") is None
