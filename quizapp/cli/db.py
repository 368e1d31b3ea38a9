"""``flask db``: Alembic's own commands, for those who write migrations.

They are read when somebody asks for them: Alembic is a tenth of the memory of a process, and those
that serve pages do without it.
"""

from __future__ import annotations

import click
from flask.cli import with_appcontext


class _Commands(click.Group):
    """The commands of Flask-Alembic under the name of this group."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from flask_alembic.cli import cli

        return cli.list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from flask_alembic.cli import cli

        return cli.get_command(ctx, cmd_name)


@click.group("db", cls=_Commands)
@click.pass_context
@with_appcontext
def db(ctx: click.Context) -> None:
    """Look at the migrations of the database, and write new ones."""
    from quizapp.migrating import alembic

    ctx.obj = alembic
