"""Due dates, in the words of a calendar."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request, url_for
from flask_babel import gettext

from quizapp.domain.interchange.calendar import Happening
from quizapp.services.teaching.calendar import DueDate


def happenings(dates: Iterable[DueDate]) -> list[Happening]:
    """What a calendar shows of due dates, in the language in force.

    Somebody who teaches a cohort that they also learn in sees both dates, each by its own name.
    """
    return [_happening(date) for date in dates]


def _happening(date: DueDate) -> Happening:
    assignment = date.assignment
    title = (
        gettext("Closes for your cohort: %(title)s", title=assignment.title)
        if date.teaches
        else gettext("Due: %(title)s", title=assignment.title)
    )
    kind = "teaching" if date.teaches else "assignment"
    return Happening(
        uid=f"{kind}-{assignment.id}@{request.host}",
        at=date.closes_at,
        title=str(title),
        note=str(gettext("Cohort: %(cohort)s", cohort=assignment.cohort.name)),
        url=_address(date),
        changed_at=assignment.changed_at,
        version=assignment.version,
    )


def _address(date: DueDate) -> str:
    return url_for("assigned.assignment", assignment_id=date.assignment.id, _external=True)
