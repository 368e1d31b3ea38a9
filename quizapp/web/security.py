"""Accounts over Flask-Security: who is signed in, how log-ins are slowed, where mail goes."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from flask import Flask, abort, current_app, g, request, session
from flask_babel import gettext
from flask_login import user_logged_in, user_logged_out
from flask_security import (
    LoginForm,
    MailUtil,
    PasswordUtil,
    RegisterFormV2,
    Security,
    SQLAlchemyUserDatastore,
    user_registered,
)
from flask_security.utils import set_request_attr
from wtforms import HiddenField

from quizapp.database import transaction
from quizapp.domain.passwords import is_guessable
from quizapp.extensions import db
from quizapp.models import Role, User
from quizapp.services import accounts, sessions, throttle
from quizapp.services.teaching.memberships import claim_places
from quizapp.settings import Settings
from quizapp.web import account_words, locale
from quizapp.web.converters import is_own_path
from quizapp.web.locale import utc_now

logger = logging.getLogger(__name__)

# The cookie says when it was last used; writing that more often would cost and tell nothing.
SEEN_PRECISION = timedelta(minutes=1)


class ThrottledLoginForm(LoginForm):
    """A log-in that is refused unheard once too many have failed."""

    def validate(self, **kwargs: Any) -> bool:
        account, address = self.email.data or "", request.remote_addr or ""
        if throttle.is_blocked(db.session(), account=account, address=address, now=utc_now()):
            abort(429)
        if super().validate(**kwargs):
            throttle.forgive(db.session(), account=account)
            return True
        if account and self.password.data:
            with transaction() as writing:
                throttle.record_failure(writing, account=account, address=address, now=utc_now())
        return False


class RegisterForm(RegisterFormV2):
    """Registration; the browser fills in its time zone where it can."""

    time_zone = HiddenField()

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security does, but an address that is taken is said to be.

        It would rather go on without a word. Nobody confirms an address here, so that whoever tries
        one sees anyway whether it was free; a learner who forgot an account is better off told.
        """
        valid: bool = super().validate(**kwargs)
        self.existing_email_user = None
        return valid

    def to_dict(self, only_user: bool) -> dict[str, Any]:  # noqa: FBT001 - Flask-Security's
        values: dict[str, Any] = super().to_dict(only_user)
        values["time_zone"] = locale.known_time_zone(self.time_zone.data or "")
        values["language"] = locale.language()
        return values


class Passwords(PasswordUtil):
    """Long is enough; what everybody tries first is not."""

    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: FBT001 - the signature is Flask-Security's
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        problems, normalized = super().validate(password, is_register, **kwargs)
        personal = [
            str(value)
            for value in (kwargs.get("email"), getattr(kwargs.get("user"), "email", None))
            if value
        ]
        if not problems and is_guessable(normalized, personal):
            problems = [
                gettext(
                    "This password is among the first that an attacker tries: take another one."
                )
            ]
        return problems, normalized


class Mailer(MailUtil):
    """Mail by SMTP, or into the console of an installation that has no mail server yet."""

    def send_mail(  # noqa: PLR0917 - the signature is Flask-Security's
        self,
        template: str,  # noqa: ARG002 - it has been rendered
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],  # noqa: ARG002 - ours comes from the settings
        body: str | None,
        html: str | None,
        **kwargs: Any,  # noqa: ARG002
    ) -> None:
        mail = current_app.extensions["settings"].mail
        message = EmailMessage()
        address = recipient if isinstance(recipient, str) else recipient[1]
        message["Subject"], message["From"], message["To"] = str(subject), mail.sender, address
        message.set_content(body or "")
        if html:
            message.add_alternative(html, subtype="html")
        if not mail.host:
            logger.warning("No SMTP_HOST: mail to %s\n\n%s\n\n%s", address, subject, body)
            return
        with smtplib.SMTP(mail.host, mail.port, timeout=10) as server:
            if mail.user:
                server.starttls()
                server.login(mail.user, mail.password)
            server.send_message(message)


class Datastore(SQLAlchemyUserDatastore):
    """Accounts made by registering start as students."""

    def create_user(self, **kwargs: Any) -> User:
        accounts.ensure_roles(self.db.session())
        kwargs.setdefault("roles", ["student"])
        kwargs.setdefault("create_datetime", utc_now())
        return cast("User", super().create_user(**kwargs))


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    app.config.update(account_words.flask_config(Path(app.root_path, "translations")))
    Security(
        app,
        Datastore(db, User, Role),
        login_form=ThrottledLoginForm,
        register_form=RegisterForm,
        mail_util_cls=Mailer,
        password_util_cls=Passwords,
    )
    # Rights follow from ``domain.policies``. Principal would read the roles on every request.
    app.extensions["security"].principal.identity_loaders.clear()
    app.login_manager.user_loader(lambda uniquifier: _load_user(uniquifier, settings))  # type: ignore[attr-defined]
    # Flask-Security would also believe a token in a header, which no log out ends.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    app.before_request(_refuse_to_lead_elsewhere)
    user_logged_in.connect(_sign_in, app)
    user_logged_out.connect(_sign_out, app)
    user_registered.connect(_claim_places, app)


def _refuse_to_lead_elsewhere() -> None:
    """Flask-Security judges such addresses too, but takes a password before, and fails on some."""
    if request.blueprint == "security":
        targets = [*request.args.getlist("next"), *request.form.getlist("next")]
        if not all(is_own_path(target) for target in targets if target):
            abort(400)


def _load_user(uniquifier: str, settings: Settings) -> User | None:
    if "database_in_doubt" in g:
        return None  # the page of an outage comes without the database
    token, seen = session.get("token"), session.get("seen")
    if not isinstance(token, str) or not isinstance(seen, int):
        return None
    now = utc_now()
    idle = now - datetime.fromtimestamp(seen, tz=now.tzinfo)
    if idle > settings.idle_limit and not session.permanent:
        return None
    user = sessions.find_user(db.session(), token=token, uniquifier=uniquifier, now=now)
    if user is None:
        return None
    if idle > SEEN_PRECISION:
        session["seen"] = int(now.timestamp())
    # What Flask-Security's own loader notes for ``auth_required`` and for fresh log-ins.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


def _sign_in(app: Flask, user: User) -> None:
    """Open a session of our own; Flask-Login's remember cookie would outlive a log out."""
    settings: Settings = app.extensions["settings"]
    remembered = session.pop("_remember", None) == "set"
    now = utc_now()
    session.permanent = remembered
    session["seen"] = int(now.timestamp())
    writing = db.session()
    writing.flush()  # whoever has just registered gets an id by this
    session["token"] = sessions.open_session(
        writing,
        user_id=user.id,
        remembered=remembered,
        lifetime=settings.remembered_limit if remembered else settings.session_limit,
        now=now,
    )
    # A roster that was imported in the very moment of the registration may have missed it.
    claim_places(writing, user_id=user.id, email=user.email, now=now)


def _claim_places(_app: Flask, user: User, **_: Any) -> None:
    """Let whoever registers into the cohorts that wait for their address."""
    writing = db.session()
    writing.flush()
    claim_places(writing, user_id=user.id, email=user.email, now=utc_now())


def _sign_out(_app: Flask, user: User) -> None:  # noqa: ARG001 - the signal names it
    token = session.pop("token", None)
    if isinstance(token, str):
        with transaction() as writing:
            sessions.close_session(writing, token=token)
