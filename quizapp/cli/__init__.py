"""The commands of ``flask --app wsgi …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Register our commands; those of extensions that go past our services are taken away."""
    from quizapp.cli import bank_load, maintain, user
    from quizapp.cli.bank import bank
    from quizapp.cli.db import db

    bank.add_command(bank_load.load)
    app.cli.add_command(bank)
    app.cli.add_command(db)
    app.cli.add_command(maintain.maintain)
    app.cli.add_command(maintain.prepare)
    for name in ("users", "roles"):
        app.cli.commands.pop(name, None)
    app.cli.add_command(user.user)
