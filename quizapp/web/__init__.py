"""What people see: blueprints, forms, and what every page has in common."""

from __future__ import annotations

from flask import Flask

from quizapp.web import account, errors, headers, learn, locale, page, quiz, security, system, teach


def init_app(app: Flask) -> None:
    """Register the pages; the order of the blueprints is that of the navigation."""
    locale.init_app(app)
    security.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    page.init_app(app)
    for blueprint in (learn.bp, quiz.bp, teach.bp, account.bp, system.bp):
        app.register_blueprint(blueprint)
