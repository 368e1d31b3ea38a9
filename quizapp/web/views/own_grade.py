"""What an assigned attempt comes to, said to its learner."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from quizapp.domain.teaching.gradebook import Grade
from quizapp.services.teaching.own_grade import OwnGrade
from quizapp.web import words
from quizapp.web.change_words import score_text


def grade_facts(found: OwnGrade | None, changed: int = 0) -> list[str]:
    """Sentences on lateness, on the attempt that counts, and on how many marks were changed.

    None where there is nothing to say.
    """
    facts = []
    if found is not None and found.grade.days_late:
        facts.append(_late(found.grade))
    if found is not None and found.counts is not None:
        facts.append(_counts(found, found.counts))
    if changed:
        facts.append(
            ngettext(
                "%(num)s mark was changed afterwards: the reason stands at its question.",
                "%(num)s marks were changed afterwards: the reasons stand at their questions.",
                changed,
            )
        )
    return [str(fact) for fact in facts]


def _late(grade: Grade) -> str:
    late = ngettext("It came %(num)s day late.", "It came %(num)s days late.", grade.days_late)
    if not grade.deducted:
        return str(late)
    cost = gettext(
        "That takes %(points)s points off: %(score)s count.",
        points=words.points(grade.deducted),
        score=score_text(grade.points, grade.maximum),
    )
    return f"{late} {cost}"


def _counts(found: OwnGrade, counts: Grade) -> str:
    score = score_text(counts.points, counts.maximum)
    if counts.number is None:
        return str(gettext("The mean of your attempts counts: %(score)s.", score=score))
    if counts.number == found.number:
        return str(gettext("Of your attempts this one counts."))
    return str(
        gettext(
            "Of your attempts, number %(number)s counts: %(score)s.",
            number=counts.number,
            score=score,
        )
    )
