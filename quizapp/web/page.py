"""What every page is given: navigation, appearance, filters, and words for codes."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext
from flask_login import current_user

from quizapp.domain import policies
from quizapp.domain.content import cloze
from quizapp.domain.policies import Person
from quizapp.extensions import db
from quizapp.services import accounts
from quizapp.services.catalogue import spoken
from quizapp.services.learners import Learner, as_learner
from quizapp.web import locale, markdown, words
from quizapp.web.typography import typeset


@dataclass(frozen=True, slots=True)
class Appearance:
    """How a page is to look for this person."""

    language: str
    theme: str = "auto"
    text_size: str = "normal"
    shortcuts: str = "on"


def init_app(app: Flask) -> None:
    app.jinja_env.filters["typeset"] = typeset
    app.jinja_env.filters["md"] = markdown.render
    app.jinja_env.filters["md_inline"] = markdown.render_inline
    app.jinja_env.filters["points"] = words.points
    app.jinja_env.globals.update(
        nav_items=nav_items,
        static_url=static_url,
        spoken=spoken,
        cloze_segments=cloze.parse,
        topic_name=words.topic_name,
        type_name=words.type_name,
        level_name=words.level_name,
        reason_text=words.choice_reason,
        measure_length=words.measure_length,
        case_format=words.case_format,
        confidence_level=words.confidence_level,
    )
    app.context_processor(_appearance)


def learner() -> Learner:
    """The person asking, as the services know them; put together once a request."""
    if "learner" not in g:
        g.learner = as_learner(current_user)
    return cast("Learner", g.learner)


def roles() -> frozenset[str]:
    """The names of the person's roles, read from the database on every request that asks."""
    if "roles" not in g:
        g.roles = accounts.role_names(db.session(), learner().id)
    return cast("frozenset[str]", g.roles)


def person() -> Person:
    """The person asking, as the policies know them."""
    return Person(learner().id, roles())


def new_client_key() -> str:
    """The key that makes a form count once, however often it is sent."""
    return uuid.uuid4().hex


def nav_items() -> list[tuple[str, str, bool]]:
    """The navigation: (endpoint, label, whether the current page belongs to it).

    A page belongs to an entry by its own name or by that of its blueprint.
    """
    entries = [
        ("learn.today", gettext("Today"), ("learn.today", "cards")),
        (
            "learn.banks",
            gettext("Read"),
            ("learn.banks", "learn.read", "learn.recall", "learn.compare"),
        ),
        ("quiz.new", gettext("Quiz"), ("quiz.new", "quiz.begin", "quiz.result")),
        ("learn.progress", gettext("Progress"), ("learn.progress", "learn.bank_progress")),
    ]
    if policies.may_teach(roles()):
        entries.append(("teach.cohorts", gettext("Teach"), ("teach",)))
    if policies.may_administer(roles()):
        entries.append(("admin.people", gettext("People"), ("admin",)))
    entries.append(("account.settings", gettext("Settings"), ("account.settings",)))
    now_at = {request.endpoint, request.blueprint}
    return [(endpoint, label, not now_at.isdisjoint(here)) for endpoint, label, here in entries]


def static_url(filename: str) -> str:
    """A file's address with its content in it: kept for a year, and new the moment it changes."""
    folder = Path(current_app.static_folder or "")
    return url_for("static", filename=filename, v=_fingerprint(folder / filename))


@lru_cache(maxsize=64)
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _appearance() -> dict[str, Any]:
    if current_user and current_user.is_authenticated:
        return {
            "ui": Appearance(
                current_user.language,
                current_user.theme,
                current_user.text_size,
                "on" if current_user.shortcuts else "off",
            )
        }
    return {"ui": Appearance(locale.language())}
