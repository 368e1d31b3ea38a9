"""Everything the environment decides, read once, checked at once, and frozen."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quizapp.domain.errors import RarissimeError

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "testing", "production")
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
SECRET_KEY_BYTES = 32


class SettingsError(RarissimeError):
    """The environment asks for something that cannot be served safely."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail goes: an SMTP server, or the console when no host is set."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = "Rarissime <noreply@localhost>"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs.

    ``proxy_hops`` counts the reverse proxies in front; 0 ignores every forwarded header, because
    believing one without a proxy lets anybody choose the address that limits are counted on.
    """

    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    environment: str = "development"
    instance_path: Path = ROOT / "instance"
    questions_path: Path = ROOT / "questions"
    host: str = "127.0.0.1"
    https: bool = False
    proxy_hops: int = 0
    default_language: str = "fr"
    default_time_zone: str = "Europe/Paris"
    registration_open: bool = True
    mail: Mail = field(default_factory=Mail)
    idle_limit: timedelta = timedelta(hours=2)
    session_limit: timedelta = timedelta(hours=12)
    remembered_limit: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        """Refuse what cannot work, before anything is opened.

        Raises:
            SettingsError: which variable is wrong and what it must be.
        """
        if self.environment not in ENVIRONMENTS:
            raise SettingsError(
                f"QUIZAPP_ENV is {self.environment!r}: use one of {', '.join(ENVIRONMENTS)}."
            )
        if len(self.secret_key.encode()) < SECRET_KEY_BYTES:
            raise SettingsError(
                f"SECRET_KEY needs at least {SECRET_KEY_BYTES} bytes. Make one with: "
                'python -c "import secrets; print(secrets.token_hex(32))"'
            )
        try:
            ZoneInfo(self.default_time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise SettingsError(
                f"DEFAULT_TIME_ZONE {self.default_time_zone!r} is not an IANA time zone."
            ) from error
        if self.default_language not in ("fr", "en"):
            raise SettingsError("DEFAULT_LANGUAGE must be fr or en.")

    @property
    def listens_on_loopback(self) -> bool:
        return self.host in LOOPBACK_HOSTS

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    def derived_secret(self, purpose: str) -> str:
        """A second secret that falls out of the first, so that one key is enough to keep."""
        return hashlib.blake2b(purpose.encode(), key=self.secret_key.encode()[:64]).hexdigest()

    def flask_config(self) -> dict[str, Any]:
        """What Flask and its extensions read; every value is either fixed here or a setting."""
        return {
            "SECRET_KEY": self.secret_key,
            "TESTING": self.environment == "testing",
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "ALEMBIC_CONTEXT": {"render_as_batch": True, "compare_type": True},
            "BABEL_DEFAULT_LOCALE": self.default_language,
            "BABEL_DEFAULT_TIMEZONE": self.default_time_zone,
            "MAX_CONTENT_LENGTH": 1024 * 1024,
            # A roster that was shown comes back in a field of the form: as large as its file.
            "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
            "MAX_FORM_PARTS": 200,
            "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
            "PREFERRED_URL_SCHEME": "https" if self.https else "http",
            # `__Host-` ties the cookie to this very host, and needs https.
            "SESSION_COOKIE_NAME": "__Host-rarissime" if self.https else "rarissime",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": False,
            "PERMANENT_SESSION_LIFETIME": self.remembered_limit,
            # A token that dies after an hour would lose the last answer of a long sitting.
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": self.https,
            **self._security_config(),
        }

    def _security_config(self) -> dict[str, Any]:
        return {
            "SECURITY_PASSWORD_SALT": self.derived_secret("password-salt"),
            "SECURITY_PASSWORD_HASH": "argon2",
            "SECURITY_PASSWORD_SCHEMES": ["argon2"],
            "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
            "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
                "argon2__type": "ID",
                # 19 MiB, two passes: the floor of OWASP's password storage cheat sheet. Tests hash
                # hundreds of passwords and take the least that argon2 accepts.
                "argon2__memory_cost": 64 if self.environment == "testing" else 19 * 1024,
                "argon2__time_cost": 1 if self.environment == "testing" else 2,
                "argon2__parallelism": 1,
            },
            # Reset links carry a digest of the password's own hash, which nobody can guess. The
            # default takes half a second of arithmetic, and only for addresses that exist.
            "SECURITY_HASHING_SCHEMES": ["hex_sha512"],
            "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
            "SECURITY_PASSWORD_LENGTH_MIN": 8,
            "SECURITY_REGISTERABLE": self.registration_open,
            "SECURITY_RECOVERABLE": True,
            "SECURITY_CHANGEABLE": True,
            "SECURITY_RETURN_GENERIC_RESPONSES": True,
            "SECURITY_API_ENABLED_METHODS": ["session"],
            # Nothing here asks for the password again, so there is no page for it either.
            "SECURITY_FRESHNESS": timedelta(seconds=-1),
            "SECURITY_SEND_REGISTER_EMAIL": False,
            "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=2),
            "SECURITY_EMAIL_SENDER": self.mail.sender,
            "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
            "SECURITY_POST_REGISTER_VIEW": "learn.today",
            "SECURITY_POST_CHANGE_VIEW": "account.settings",
            "SECURITY_UNAUTHORIZED_VIEW": None,
        }

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the environment; a ``NAME_FILE`` variable gives the value of ``NAME`` by a file.

        Raises:
            SettingsError: a value is missing, unreadable or unsafe.
        """
        env = os.environ if env is None else env
        environment = env.get("QUIZAPP_ENV", "development")
        instance = Path(env.get("INSTANCE_PATH", ROOT / "instance")).resolve()
        return cls(
            environment=environment,
            secret_key=_secret(env, "SECRET_KEY") or _development_key(environment, instance),
            database_url=_database_url(_secret(env, "DATABASE_URL"), instance),
            instance_path=instance,
            questions_path=Path(env.get("QUESTIONS_PATH", ROOT / "questions")),
            host=env.get("HOST", "127.0.0.1"),
            https=_flag(env, "HTTPS", default=environment == "production"),
            proxy_hops=_whole(env, "PROXY_HOPS", 0),
            default_language=env.get("DEFAULT_LANGUAGE", "fr"),
            default_time_zone=env.get("DEFAULT_TIME_ZONE", "Europe/Paris"),
            registration_open=_flag(env, "REGISTRATION_OPEN", default=True),
            mail=Mail(
                host=env.get("SMTP_HOST", ""),
                port=_whole(env, "SMTP_PORT", 587),
                user=env.get("SMTP_USER", ""),
                password=_secret(env, "SMTP_PASSWORD"),
                sender=env.get("MAIL_SENDER", "Rarissime <noreply@localhost>"),
            ),
        )


def _secret(env: Mapping[str, str], name: str) -> str:
    path = env.get(f"{name}_FILE")
    if path is None:
        return env.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}_FILE: {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{name}_FILE: {path} is not text.") from error


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = env.get(name, "").lower()
    if value in ("", "1", "true", "yes", "0", "false", "no"):
        return default if value == "" else value in ("1", "true", "yes")
    raise SettingsError(f"{name} is {value!r}: use 1 or 0.")


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal():
        raise SettingsError(f"{name} is {value!r}: use a whole number.")
    return int(value)


def _database_url(url: str, instance: Path) -> str:
    """Spell out the PostgreSQL driver, so that the usual ``postgresql://`` works as it is."""
    if not url:
        return f"sqlite:///{instance / 'rarissime.sqlite3'}"
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise SettingsError("DATABASE_URL must start with sqlite:/// or postgresql://")


def _development_key(environment: str, instance: Path) -> str:
    """Keep one key in a private file, so that every worker and every restart share it."""
    if environment == "production":
        raise SettingsError("SECRET_KEY (or SECRET_KEY_FILE) must be set in production.")
    path = instance / "secret_key"
    instance.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_hex(SECRET_KEY_BYTES)
        file.write(key)
    return key
