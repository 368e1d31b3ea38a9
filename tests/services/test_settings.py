"""The environment is read once, and what cannot be served safely is refused by name."""

from __future__ import annotations

import stat
from datetime import timedelta

import pytest

from quizapp.settings import ROOT, Settings, SettingsError

KEY = "k" * 32


def from_env(**env):
    return Settings.from_env({"SECRET_KEY": KEY, **env})


def test_without_any_variable_it_runs_at_home(tmp_path):
    settings = Settings.from_env({"INSTANCE_PATH": str(tmp_path)})

    assert settings.environment == "development"
    assert settings.database_url == f"sqlite:///{tmp_path}/rarissime.sqlite3"
    assert settings.questions_path == ROOT / "questions"
    assert settings.listens_on_loopback
    assert settings.uses_sqlite
    assert not settings.https
    assert settings.proxy_hops == 0
    assert (settings.default_language, settings.default_time_zone) == ("fr", "Europe/Paris")
    assert settings.registration_open
    assert not settings.mail.host


def test_every_variable_reaches_its_setting(tmp_path):
    settings = from_env(
        QUIZAPP_ENV="production",
        DATABASE_URL="sqlite:////srv/rarissime.sqlite3",
        QUESTIONS_PATH=str(tmp_path),
        HOST="0.0.0.0",  # noqa: S104 - the case of a server open to a network
        HTTPS="no",
        PROXY_HOPS="2",
        DEFAULT_LANGUAGE="en",
        DEFAULT_TIME_ZONE="Asia/Tokyo",
        REGISTRATION_OPEN="0",
        SMTP_HOST="mail.example.org",
        SMTP_PORT="25",
        SMTP_USER="rarissime",
        SMTP_PASSWORD="a secret",
        MAIL_SENDER="learn@example.org",
    )

    assert settings.environment == "production"
    assert settings.database_url == "sqlite:////srv/rarissime.sqlite3"
    assert settings.questions_path == tmp_path
    assert not settings.listens_on_loopback
    assert not settings.https
    assert settings.proxy_hops == 2
    assert (settings.default_language, settings.default_time_zone) == ("en", "Asia/Tokyo")
    assert not settings.registration_open
    mail = settings.mail
    assert (mail.host, mail.port, mail.user, mail.password, mail.sender) == (
        "mail.example.org",
        25,
        "rarissime",
        "a secret",
        "learn@example.org",
    )


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"QUIZAPP_ENV": "prod"}, "QUIZAPP_ENV is 'prod': use one of development, testing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY needs at least 32 bytes"),
        ({"DEFAULT_TIME_ZONE": "Paris"}, "DEFAULT_TIME_ZONE 'Paris' is not an IANA time zone"),
        ({"DEFAULT_LANGUAGE": "de"}, "DEFAULT_LANGUAGE must be fr or en"),
        ({"DATABASE_URL": "mysql://db/x"}, "DATABASE_URL must start with sqlite:/// or postgresql"),
        ({"HTTPS": "maybe"}, "HTTPS is 'maybe': use 1 or 0"),
        ({"REGISTRATION_OPEN": "2"}, "REGISTRATION_OPEN is '2': use 1 or 0"),
        ({"PROXY_HOPS": "-1"}, "PROXY_HOPS is '-1': use a whole number"),
        ({"SMTP_PORT": "smtp"}, "SMTP_PORT is 'smtp': use a whole number"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE: /nowhere/key cannot be read"),
        ({"QUIZAPP_ENV": "production", "SECRET_KEY": ""}, "must be set in production"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(env, says):
    with pytest.raises(SettingsError, match=says):
        from_env(**env)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "SMTP_PASSWORD"])
def test_a_secret_can_come_from_a_file(tmp_path, name):
    file = tmp_path / "secret"
    secret = "postgresql://alice@db/rarissime-behind-a-file"
    file.write_text(f"{secret}\n", encoding="utf-8")

    settings = from_env(**{f"{name}_FILE": str(file)})

    read = {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "SMTP_PASSWORD": settings.mail.password,
    }
    assert read[name] == secret


def test_a_secret_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "key").write_bytes(b"\xff" * 32)

    with pytest.raises(SettingsError, match=r"SECRET_KEY_FILE: .*key is not text"):
        from_env(SECRET_KEY_FILE=str(tmp_path / "key"))


def test_a_development_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    env = {"INSTANCE_PATH": str(tmp_path / "instance")}

    first, again = Settings.from_env(env).secret_key, Settings.from_env(env).secret_key

    assert first == again
    assert len(first) == 64
    mode = (tmp_path / "instance" / "secret_key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_two_installations_do_not_share_a_development_key(tmp_path):
    one, other = (
        Settings.from_env({"INSTANCE_PATH": str(tmp_path / name)}).secret_key
        for name in ("one", "other")
    )
    assert one != other


@pytest.mark.parametrize("scheme", ["postgresql://", "postgres://", "postgresql+psycopg://"])
def test_the_usual_spellings_of_a_postgresql_address_are_understood(scheme):
    settings = from_env(DATABASE_URL=f"{scheme}alice:secret@db:5433/rarissime?sslmode=require")

    address = "postgresql+psycopg://alice:secret@db:5433/rarissime?sslmode=require"
    assert settings.database_url == address
    assert not settings.uses_sqlite


def test_a_relative_instance_folder_is_taken_from_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    settings = from_env(INSTANCE_PATH="data")

    assert settings.instance_path == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/rarissime.sqlite3"


def test_https_is_the_rule_in_production_and_makes_the_cookie_strict():
    strict = from_env(QUIZAPP_ENV="production").flask_config()
    assert strict["SESSION_COOKIE_SECURE"]
    assert strict["SESSION_COOKIE_NAME"].startswith("__Host-")

    assert not from_env().flask_config()["SESSION_COOKIE_SECURE"]


def test_no_secret_shows_when_the_settings_are_printed():
    database = "postgresql://alice:the-database-password@db/rarissime"
    printed = repr(from_env(SMTP_PASSWORD="the-mail-password", DATABASE_URL=database))

    assert KEY not in printed
    assert "the-mail-password" not in printed
    assert "the-database-password" not in printed


def test_secrets_for_two_purposes_differ_and_stay_the_same():
    settings = from_env()

    assert settings.derived_secret("one") == from_env().derived_secret("one")
    assert settings.derived_secret("one") != settings.derived_secret("other")
    assert settings.derived_secret("one") != from_env(SECRET_KEY="j" * 32).derived_secret("one")


def test_sessions_and_passwords_follow_what_we_promise():
    settings = from_env(QUIZAPP_ENV="production")
    config = settings.flask_config()

    assert settings.idle_limit == timedelta(hours=2)
    assert settings.session_limit == timedelta(hours=12)
    assert settings.remembered_limit == timedelta(days=7)
    assert config["SECURITY_PASSWORD_LENGTH_MIN"] == 8
    hashing = config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"]
    assert hashing["argon2__type"] == "ID"
    assert hashing["argon2__memory_cost"] >= 19 * 1024  # KiB
    assert config["WTF_CSRF_TIME_LIMIT"] is None
