"""The Flask extensions, made once and bound to an application in ``create_app``.

Flask-Security is made anew for every application, in ``web.security``: half of what it is told it
takes in its constructor only, and it keeps the rest from one application to the next.
"""

import logging
from typing import Any

from flask_alembic import Alembic
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from quizapp.models.base import Base


class Migrations(Alembic):
    """Alembic, with SQLite's foreign keys at rest while tables are made anew.

    SQLite changes a table by copying it and dropping the old one. With foreign keys on, dropping
    fails for what others point to, or takes their rows along; and they can only be switched before
    a transaction begins.
    """

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


# Objects stay readable after a commit: a page is rendered from what its one transaction saw.
db = SQLAlchemy(session_options={"expire_on_commit": False})
csrf = CSRFProtect()
babel = Babel()
alembic = Migrations(run_mkdir=False, command_name="db", metadatas=Base.metadata)
# It reports every step as news; only what goes wrong is.
logging.getLogger("alembic").setLevel(logging.WARNING)
