"""Every address of the site, from its own map: a new page is tested the day it is added."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

from tests.factories import BANK

# Open to everybody; whatever is not named here asks for a log-in.
PUBLIC = frozenset(
    {
        "static",
        "security.static",
        "security.login",
        "security.register",
        "security.forgot_password",
        "security.reset_password",
        "security.logout",
        "learn.today",
        "account.set_language",
        # Behind a secret of 256 bits, which calendar apps send without a log-in.
        "assigned.calendar_feed",
        "system.health",
        "system.styleguide",
    }
)


def addresses(app: Flask, method: str, *, attempt: int = 1) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of every rule that takes the method, with values filled in."""
    values = {
        "slug": BANK,
        "attempt_id": attempt,
        "position": 1,
        "build_id": 1,
        "paragraph": 1,
        "recall_id": 1,
        "item_id": 1,
        "action_id": 1,
        "token": "token",
        "code": "ABCDEFGH",
        "cohort_id": 1,
        "membership_id": 1,
        "assignment_id": 1,
        "notice_id": 1,
        "user_id": 1,
        "filename": "css/app.css",
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            wanted = {name: values[name] for name in rule.arguments}
            yield rule.endpoint, adapter.build(rule.endpoint, wanted, method=method)
