"""Rarissime: learn rare conditions by adaptive quizzes and spaced-repetition flashcards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from quizapp.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """An application for one installation; opens no connection by itself.

    Flask is imported here, so that the domain can be used and tested without it.
    """
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from quizapp import cli, database, jobs, web
    from quizapp.extensions import csrf
    from quizapp.settings import ROOT, Settings

    settings = settings or Settings.from_env()
    app = Flask(
        __name__,
        instance_path=str(settings.instance_path.resolve()),
        template_folder=str(ROOT / "templates"),
    )
    app.config.from_mapping(settings.flask_config())
    app.extensions["settings"] = settings
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    database.init_app(app)
    csrf.init_app(app)
    web.init_app(app)
    cli.init_app(app)
    jobs.init_app(app)
    return app
