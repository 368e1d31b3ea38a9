"""``flask maintain rebuild``: the memories folded anew from the log, and what differed."""

from __future__ import annotations

from sqlalchemy import update

from quizapp.database import transaction
from quizapp.models import MemoryState
from tests.factories import make_learner
from tests.services.made_banks import load, made_items
from tests.services.studying import item_id, learn


def rebuild(app):
    return app.test_cli_runner().invoke(args=["maintain", "rebuild"]).output


def test_it_tells_how_many_memories_differed(app):
    with app.app_context():
        alice = make_learner("alice")
        load(*made_items(2))
        for item in made_items(2):
            learn(alice, item_id(item.id))
    assert rebuild(app) == "2 memories folded from the log, 0 differed and were mended.\n"

    with app.app_context(), transaction() as session:
        session.execute(update(MemoryState).values(stability=1.0))

    assert rebuild(app) == "2 memories folded from the log, 2 differed and were mended.\n"
    assert rebuild(app) == "2 memories folded from the log, 0 differed and were mended.\n"
