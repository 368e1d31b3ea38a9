"""What people see: blueprints, forms, and what every page has in common."""

from __future__ import annotations

from flask import Flask

from quizapp.web import bodies, converters, errors, headers, locale, page, security
from quizapp.web.account import bp as account
from quizapp.web.admin import bp as admin
from quizapp.web.assigned import bp as assigned
from quizapp.web.cards import bp as cards
from quizapp.web.learn import bp as learn
from quizapp.web.quiz import bp as quiz
from quizapp.web.system import bp as system
from quizapp.web.teach import bp as teach


def init_app(app: Flask) -> None:
    """Register the pages; the order of the blueprints is that of the navigation."""
    bodies.init_app(app)
    converters.init_app(app)
    locale.init_app(app)
    security.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    page.init_app(app)
    for blueprint in (learn, cards, quiz, assigned, teach, admin, account, system):
        app.register_blueprint(blueprint)
