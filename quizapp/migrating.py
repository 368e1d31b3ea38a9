"""The migrations, read only by what runs them: serving pages needs none of this."""

import logging
from typing import Any

from flask import current_app
from flask_alembic import Alembic

from quizapp.models import Base


class Migrations(Alembic):
    """Alembic, with SQLite's foreign keys at rest while tables are made anew.

    SQLite changes a table by copying it and dropping the old one. With foreign keys on, dropping
    fails for what others point to, or takes their rows along; and they can only be switched before
    a transaction begins.
    """

    def _get_cache(self) -> Any:
        """What is kept for the current application, which is bound when it first asks."""
        if current_app.extensions.get("alembic") is not self:
            # The application itself, not the proxy: it outlives the context.
            self.init_app(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own name for it
        return super()._get_cache()

    def run_migrations(self, fn: Any, **kwargs: Any) -> None:
        connection = self.migration_context.connection
        if connection is None or connection.dialect.name != "sqlite":
            super().run_migrations(fn, **kwargs)
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            super().run_migrations(fn, **kwargs)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


alembic = Migrations(run_mkdir=False, command_name="", metadatas=Base.metadata)
# It reports every step as news; only what goes wrong is.
logging.getLogger("alembic").setLevel(logging.WARNING)
