"""How a mark was changed after it was given, in the reader's words."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.grading.regrade import ChangeKind
from quizapp.services.teaching.current_marks import MarkChange
from quizapp.web import words

_KINDS = {
    ChangeKind.KEY: _l("Key corrected"),
    ChangeKind.DROP: _l("Question dropped"),
    ChangeKind.RESTORE: _l("Question taken back"),
    ChangeKind.MANUAL: _l("Marked by hand"),
}


def score_text(points: float, maximum: float) -> str:
    """«8.5 of 10», in one piece."""
    said = gettext(
        "%(points)s of %(maximum)s", points=words.points(points), maximum=words.points(maximum)
    )
    return str(said).replace(" ", "\N{NO-BREAK SPACE}")


def change_text(change: MarkChange) -> str:
    """«Key corrected: 0 of 1 became 1 of 1.», without the reason, which is somebody's own words."""
    return str(
        gettext(
            "%(what)s: %(old)s became %(new)s.",
            what=_KINDS[change.kind],
            old=_worth(change.old.points, change.old.maximum),
            new=_worth(change.new.points, change.new.maximum),
        )
    )


def _worth(points: float, maximum: float) -> str:
    return score_text(points, maximum) if maximum else str(gettext("not counted"))
