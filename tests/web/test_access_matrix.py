"""Who may reach what: every address x every kind of person x whose it is.

The addresses come from the url map: one without an expectation fails here the day it is added. What
is refused is asked for with GET and POST alike; what is allowed may do something, and is undone by
putting the database back. Rights do not depend on the database, so that one kind is enough.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp import create_app
from quizapp.database import transaction
from quizapp.domain.teaching.join_code import new_code
from quizapp.extensions import db
from quizapp.models import (
    AttemptItem,
    Bank,
    CardAction,
    Cohort,
    Notice,
    Recall,
    SavedBuild,
)
from quizapp.services.learners import Learner
from quizapp.services.teaching import calendar
from tests.conftest import _application
from tests.factories import BANK, NOON, csrf_token, log_in, make_learner
from tests.services import classes, exams
from tests.support.databases import SQLiteDatabases, settings_for
from tests.web.site import PUBLIC

ACTORS = ("anonymous", "alice", "bob", "ines", "otto", "coline", "adam")
STUDENTS = {"alice", "bob"}
OBJECTS = ("own", "other", "none")
LOGIN, OK = "login", "ok"
NOBODY = 999_999

# Logged in is enough: the page is about whoever asks, or about a bank.
ANYBODY = """
account.settings cards learn quiz.new quiz.begin quiz.count security.change_password
assigned.cohorts assigned.enter_code assigned.join assigned.join_cohort
assigned.new_calendar assigned.revoke_calendar
""".split()
# A learner's own: alice's, or bob's; to anybody else it does not exist.
LEARNERS = """
quiz assigned learn.compare learn.record_comparison cards.undo_action
""".split()
# For everybody who teaches.
TEACHERS = """
teach.banks teach.bank teach.bank_items
teach.cohorts teach.new_cohort teach.create_cohort
""".split()
# For whoever may say who teaches a cohort: its owner, and admins.
OWNERS = "teach.add_teacher teach.hand_over".split()
ADMINS = ["admin"]
# What these name belongs to nobody, and there may be none of it.
NAMING = {
    "assigned.calendar_feed",
    "cards.why",
    "admin.role",
    "admin.change_role",
    "assigned.join",
    "assigned.join_cohort",
}
# Who runs a cohort: its owner, co-instructors, and admins.
RUNS = {"own": {"ines", "coline", "adam"}, "other": {"otto", "adam"}, "none": set()}


def kind_of(endpoint: str) -> str:
    """Which list names a page, or else its blueprint."""
    lists = {
        "public": PUBLIC,
        "learner": LEARNERS,
        "anybody": ANYBODY,
        "teacher": TEACHERS,
        "owner": OWNERS,
        "admin": ADMINS,
        "staff": ["teach"],
    }
    for name in (endpoint, endpoint.partition(".")[0]):
        for kind, listed in lists.items():
            if name in listed:
                return kind
    raise LookupError(f"who may reach {endpoint}? say so in this module")


def expected(endpoint: str, actor: str, whose: str) -> int | str:
    """What an actor gets of somebody's thing."""
    kind = kind_of(endpoint)
    exists = whose != "none" or endpoint not in NAMING
    if kind == "public" or actor == "anonymous":
        return LOGIN if kind != "public" else OK if exists else 404
    if kind == "learner":
        return OK if (actor, whose) in {("alice", "own"), ("bob", "other")} else 404
    if kind == "admin" and actor != "adam":
        return 403
    if kind in {"teacher", "owner", "staff"} and actor in STUDENTS:
        return 403
    if kind == "owner" and actor == "coline":
        return 404
    allowed = {"admin": exists, "anybody": exists, "teacher": exists}
    return OK if allowed.get(kind, actor in RUNS[whose]) else 404


@dataclass
class World:
    """People, and what belongs to whom; ``values`` fill addresses, by whose it is."""

    app: Flask
    file: Path
    copy: Path
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    values: dict[str, dict[str, object]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def ask(
        self,
        endpoint: str,
        method: str,
        actor: str,
        whose: str,
        values: dict[str, object] | None = None,
    ) -> TestResponse:
        """Send a request that names nothing: whoever is let in is told what is missing."""
        path = _path(self.app, endpoint, values or self.values[whose])
        client = self.clients[actor]
        if method == "GET":
            return client.get(path, query_string={"bank": BANK}, buffered=True)
        form = {"csrf_token": self.tokens[actor], "client_key": uuid4().hex} | FIELDS
        return client.post(path, data=form, buffered=True)

    def put_back(self) -> None:
        """The database as it was when all had logged in."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for tail in ("-wal", "-shm"):
            self.file.with_name(self.file.name + tail).unlink(missing_ok=True)
        shutil.copyfile(self.copy, self.file)
        for name, cookies in self.cookies.items():
            self.clients[name]._cookies = dict(cookies)


def _path(app: Flask, endpoint: str, values: dict[str, object]) -> str:
    [rule] = [one for one in app.url_map.iter_rules(endpoint) if not one.websocket][:1]
    known = {"slug": BANK, "position": 1, "paragraph": 1, "filename": "css/app.css", "token": "t"}
    wanted = {name: (known | values)[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(endpoint, wanted)


def _closed_app() -> Flask:
    """The application, of which nothing is opened or made: its pages are only listed."""
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    return create_app(settings_for(nowhere, Path(tempfile.gettempdir())))


def _addresses() -> list[tuple[str, str]]:
    """(endpoint, method) of every rule."""
    app = _closed_app()
    found = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in ("GET", "POST")
        if method in (rule.methods or ()) and rule.endpoint != "security.static"
    }
    return sorted(found)


def _nested() -> list[tuple[str, str]]:
    """Those of a thing that belongs to a cohort or an assignment."""
    app = _closed_app()
    inner = {"attempt_id", "membership_id", "item_id"}
    endpoints = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.arguments & inner and rule.arguments & set(PARENTS)
    }
    return [(endpoint, method) for endpoint, method in ADDRESSES if endpoint in endpoints]


# Enough for forms that would else be sent back before it shows that they are refused.
FIELDS = {"email": "somebody@example.org", "reason": "Pourquoi pas"}
PARENTS = ("cohort_id", "assignment_id")
ADDRESSES = _addresses()
NESTED = _nested()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two cohorts with a teacher and a student each, a co-instructor of the first, an admin."""
    folder = tmp_path_factory.mktemp("access")
    with SQLiteDatabases(folder).filled(folder) as url:
        for app in _application(url, folder):
            made = World(app, folder / "test.sqlite3", folder / "copy.sqlite3")
            with app.app_context():
                people = {name: make_learner(name, role=_role(name)) for name in ACTORS[1:]}
                made.values = {
                    "own": _belongings(people["ines"], people["alice"], people["coline"], skip=0),
                    "other": _belongings(people["otto"], people["bob"], people["adam"], skip=5),
                }
                db.session.remove()
                db.engine.dispose()
            made.values["none"] = dict.fromkeys(made.values["own"], NOBODY)
            for name in ACTORS:
                made.clients[name] = app.test_client()
                if name != "anonymous":
                    assert log_in(made.clients[name], name).status_code == 302
                page = made.clients[name].get("/login" if name == "anonymous" else "/settings")
                made.tokens[name] = csrf_token(page)
            with app.app_context():
                db.session.remove()
                db.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                db.session.remove()
                db.engine.dispose()
            shutil.copyfile(made.file, made.copy)
            made.cookies = {name: dict(client._cookies) for name, client in made.clients.items()}
            yield made


def _role(name: str) -> str:
    if name in STUDENTS:
        return "student"
    return "admin" if name == "adam" else "instructor"


def _belongings(
    teacher: Learner, learner: Learner, other: Learner, *, skip: int
) -> dict[str, object]:
    """A cohort with an exam that was handed in, and what a learner has of their own."""
    cohort = classes.make_cohort(teacher, learner)
    classes.add_staff(cohort, other)
    assignment = classes.assign(cohort, slug=BANK, items=5, skip=skip, attempts_allowed=3)
    attempt = classes.begin(learner, assignment).id
    exams.save(learner, attempt)
    exams.hand_in(learner, attempt)
    with transaction() as session:
        code = new_code(Random(cohort))
        session.get_one(Cohort, cohort).join_code = code
        bank = session.execute(select(Bank.id).where(Bank.slug == BANK)).scalar_one()
        item = session.scalars(
            select(AttemptItem.item_id).where(AttemptItem.attempt_id == attempt)
        ).first()
        notice = Notice(
            user_id=learner.id,
            assignment_id=assignment,
            kind="regrade",
            data={},
            created_at=NOON,
        )
        build = SavedBuild(
            user_id=learner.id, bank_id=bank, name="Mon quiz", settings={}, saved_at=NOON
        )
        recall = Recall(
            user_id=learner.id,
            bank_id=bank,
            paragraph=1,
            language="fr",
            body="Tout ce que je sais",
            covered=[],
            written_at=NOON,
            local_day=NOON.date(),
            client_key="a-recall-of-the-first",
            body_digest="0" * 64,
        )
        action = CardAction(
            user_id=learner.id,
            bank_id=bank,
            client_key="an-action-on-a-card",
            body_digest="0" * 64,
            kind="flag",
            before={"cards": {}},
            local_day=NOON.date(),
            made_at=NOON,
        )
        session.add_all([notice, build, recall, action])
        session.flush()
        return {
            "cohort_id": cohort,
            "assignment_id": assignment,
            "membership_id": classes.membership_id(learner, cohort),
            "attempt_id": attempt,
            "item_id": item,
            "user_id": other.id,
            "notice_id": notice.id,
            "build_id": build.id,
            "recall_id": recall.id,
            "action_id": action.id,
            "code": code,
            "token": calendar.make_link(session, user_id=learner.id, now=NOON),
        }


def test_every_page_is_asked_for():
    """The lists above name no page that is not there."""
    endpoints = {endpoint for endpoint, _ in ADDRESSES}
    blueprints = {endpoint.split(".")[0] for endpoint in endpoints}
    named = {*ANYBODY, *LEARNERS, *TEACHERS, *OWNERS, *ADMINS}
    assert named - endpoints - blueprints == set()
    assert len(ADDRESSES) > 100


@pytest.mark.parametrize(("endpoint", "method"), ADDRESSES)
def test_who_may_reach_it(world, endpoint, method):
    wrong = []
    for actor in ACTORS:
        for whose in OBJECTS:
            reply = world.ask(endpoint, method, actor, whose)
            wanted, found = expected(endpoint, actor, whose), _outcome(reply)
            if found != wanted:
                wrong.append(f"{actor}, {whose}: {found} instead of {wanted} ({reply.status_code})")
            if found == OK and method == "POST":
                world.put_back()
    assert not wrong, wrong


@pytest.mark.parametrize(("endpoint", "method"), ADDRESSES)
def test_somebody_elses_looks_like_nobodys(world, endpoint, method):
    """A page that is refused does not tell whether there is something to refuse."""
    for actor in ACTORS[1:]:
        replies = [
            world.ask(endpoint, method, actor, whose)
            for whose in ("other", "none")
            if expected(endpoint, actor, "other") == 404
        ]
        shown = {(reply.status_code, _without_numbers(reply)) for reply in replies}
        assert len(shown) <= 1, actor


@pytest.mark.parametrize(("endpoint", "method"), NESTED)
def test_what_belongs_to_another_parent_does_not_exist(world, endpoint, method):
    """The learner, attempt or question of one cohort under the address of another."""
    for actor, parent, child in (("adam", "own", "other"), ("ines", "own", "other")):
        values = world.values[child] | {name: world.values[parent][name] for name in PARENTS}
        reply = world.ask(endpoint, method, actor, child, values)
        assert reply.status_code == 404, (actor, reply.status_code)


def _outcome(reply: TestResponse) -> int | str:
    if reply.status_code == 302 and reply.headers["Location"].startswith("/login"):
        return LOGIN
    return (
        reply.status_code
        if reply.status_code in {403, 404, 405} or reply.status_code >= 500
        else OK
    )


def _without_numbers(reply: TestResponse) -> str:
    """A page without what differs from one request to the next: tokens, and the address."""
    shown = re.sub(r'name="csrf_token" value="[^"]*"', "", reply.text)
    return shown.replace(reply.request.path, "")
