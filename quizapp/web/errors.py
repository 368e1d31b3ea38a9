"""Errors as pages: what happened, what to do, and the right status."""

from __future__ import annotations

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from quizapp.database import DatabaseBusyError
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.fit import AnswerDoesNotFitError
from quizapp.extensions import db

PAGES = frozenset({400, 403, 404, 409, 413, 429, 500, 503})
RETRY_AFTER_SECONDS = 5


def init_app(app: Flask) -> None:
    for kind, status in (
        (NotFoundError, 404),
        (ConflictError, 409),
        (AnswerDoesNotFitError, 400),
        (CSRFError, 400),
    ):
        app.register_error_handler(kind, lambda _error, status=status: _page(status))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(DatabaseBusyError, _unavailable)
    app.register_error_handler(Exception, _defect)


def _page(status: int) -> ResponseReturnValue:
    return render_template(f"errors/{status}.html"), status


def _http_error(error: HTTPException) -> ResponseReturnValue:
    original = getattr(error, "original_exception", None)
    if isinstance(original, DBAPIError):  # a commit after the view: Flask has wrapped its failure
        return _database_error(original)
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    if error.code not in PAGES:
        return _page(404 if error.code == 405 and request.method == "GET" else 400)
    return _page(error.code)


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    """A database that is away, full or read-only: say so, and never pretend to have saved."""
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return _unavailable(error)
    return _defect(error)


def _unavailable(_error: Exception) -> ResponseReturnValue:
    _leave_the_database_alone()
    page = render_template("errors/503.html")
    return page, 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}


def _leave_the_database_alone() -> None:
    """Give up what was begun, and let the page of the error do without knowing who reads it."""
    g.database_in_doubt = True
    db.session.rollback()


def _defect(error: Exception) -> ResponseReturnValue:
    _leave_the_database_alone()
    current_app.logger.error("unexpected error on %s", request.endpoint, exc_info=error)
    return render_template("errors/500.html"), 500
