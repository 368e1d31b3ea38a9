"""What others chose is told once there are enough of them, and only of their first answers."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from quizapp.database import transaction
from quizapp.domain.grading.answers import TypedText
from quizapp.extensions import db
from quizapp.models import Response
from quizapp.services.quizzes.choices import ENOUGH, LATEST, others_choices
from tests.factories import make_learner
from tests.services.exams import ticked
from tests.services.made_banks import load, made_item
from tests.services.studying import answer, ask, crowd, start

SBA = made_item("sba")


def others_of(learner, content=SBA):
    """What the learner is told of the item after answering it."""
    question = ask(learner, start(learner, length=1))
    return others_choices(
        db.session(),
        learner_id=learner.id,
        revision_id=question.place.revision_id,
        content=content,
    )


def copies(learner, number, given, *, first_exposure=True):
    """Further rows in the log like the learner's one answer, with another choice."""
    with transaction() as session:
        row = session.execute(select(Response).where(Response.user_id == learner.id)).scalar_one()
        values = {
            c.name: getattr(row, c.name) for c in Response.__table__.columns if c.name != "id"
        }
        session.execute(
            insert(Response),
            [
                {
                    **values,
                    "position": 100 + place,
                    "client_key": f"copy-{given}-{place}",
                    "answer": given.as_json(),
                    "first_exposure": first_exposure,
                }
                for place in range(number)
            ],
        )


def test_nineteen_others_are_too_few_and_twenty_are_enough(alice):
    load(SBA)
    crowd([ticked("b")] * (ENOUGH - 1))
    assert others_of(alice) is None

    crowd([ticked("c")], prefix="last")

    others = others_of(alice)
    assert others.n == ENOUGH == 20
    assert (others.share("b"), others.share("c"), others.share("a")) == (0.95, 0.05, 0.0)


def test_shares_are_of_learners_and_a_blank_is_counted_apart(alice):
    load(item := made_item("multiple"))
    crowd([ticked("b", "c")] * 10 + [ticked("b")] * 5 + [ticked()] * 5)

    others = others_of(alice, item)

    assert (others.share("b"), others.share("c"), others.blank) == (0.75, 0.5, 0.25)


def test_a_learner_is_not_one_of_the_others(alice):
    load(SBA)
    crowd([ticked("b")] * (ENOUGH - 1))
    answer(alice, start(alice, length=1), given=ticked("a"))

    assert others_of(alice) is None
    assert others_of(make_learner("bob")).share("a") == 1 / ENOUGH


def test_only_first_answers_count(alice, bob):
    load(SBA)
    crowd([ticked("b")] * (ENOUGH - 1))
    answer(bob, start(bob, length=1), given=ticked("b"))
    answer(bob, start(bob, length=1), given=ticked("a"))
    copies(make_learner_with_an_answer("carol"), 30, ticked("a"), first_exposure=False)

    others = others_of(alice)

    assert others.n == ENOUGH + 1
    assert others.share("a") == 0


def make_learner_with_an_answer(name):
    learner = make_learner(name)
    answer(learner, start(learner, length=1), given=ticked("b"))
    return learner


def test_another_revision_is_another_question(alice):
    load(SBA)
    crowd([ticked("b")] * ENOUGH)
    assert others_of(alice) is not None

    load(made_item("sba", options__a__text__fr="Le pouce droit"))

    assert others_of(alice) is None


def test_the_latest_two_hundred_are_read_and_no_more(alice, bob):
    load(SBA)
    answer(bob, start(bob, length=1), given=ticked("a"))
    copies(bob, LATEST, ticked("b"))

    others = others_of(alice)

    assert others.n == LATEST == 200
    assert (others.share("a"), others.share("b")) == (0.0, 1.0)


@pytest.mark.parametrize("kind", ["short_menu", "long_menu"])
def test_menus_have_shares_too(alice, kind):
    load(item := made_item(kind))
    crowd([ticked("b")] * ENOUGH)

    assert others_of(alice, item).share("b") == 1.0


def test_a_concordance_item_has_a_share_for_each_point(alice):
    load(item := made_item("concordance"))
    crowd([ticked("p1")] * 15 + [ticked("m2")] * 5)

    others = others_of(alice, item)

    assert (others.share("p1"), others.share("m2"), others.share("z0")) == (0.75, 0.25, 0.0)


def test_typed_answers_are_not_shared(alice):
    load(item := made_item("short_answer"))
    crowd([TypedText("colchicine", "fr")] * ENOUGH)

    assert others_of(alice, item) is None
