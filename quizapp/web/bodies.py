"""What a page takes from a browser: a form whose fields have names, and nothing else."""

from __future__ import annotations

from flask import Flask, abort, request


def init_app(app: Flask) -> None:
    # Before all others: Flask-WTF looks for its token in every form, and stumbles over these.
    app.before_request_funcs.setdefault(None, []).insert(0, _refuse_what_is_no_form)


def _refuse_what_is_no_form() -> None:
    if request.method == "POST" and (request.is_json or None in request.form):
        abort(400)
