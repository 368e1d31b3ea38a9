"""Short answers that the matcher was unsure of: all that say the same are marked at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from quizapp.database import transaction
from quizapp.domain.grading.correction import CorrectionError
from quizapp.extensions import db
from quizapp.services.teaching import asked, manual_marks
from quizapp.services.teaching.manual_marks import Pick
from quizapp.services.teaching.regrading import NotNeededError
from quizapp.web.forms.regrade import GroupForm
from quizapp.web.locale import utc_now
from quizapp.web.page import person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.marks import marks_page
from quizapp.web.views.regrade import fault_text


@bp.get("/assignments/<row:assignment_id>/marks")
def marks(assignment_id: int) -> ResponseReturnValue:
    """Every group of answers that somebody should look at, the open ones first."""
    return _page(assignment_id)


@bp.post("/assignments/<row:assignment_id>/items/<row:item_id>/marks")
def mark_group(assignment_id: int, item_id: int) -> ResponseReturnValue:
    """Give all answers of a group the same share of their points."""
    # Before the form is read: what the assignment does not ask does not exist.
    asked.find_asked(db.session(), person=person(), assignment_id=assignment_id, item_id=item_id)
    form = GroupForm()
    if not form.validate():
        return _page(assignment_id, form)
    try:
        changed = _mark(assignment_id, item_id, form)
    except CorrectionError as error:
        flash(fault_text(error), "error")
    except (NotNeededError, ValueError):
        flash(gettext("These answers can be given no such points: choose others."), "error")
    else:
        flash(ngettext("%(num)s mark has changed.", "%(num)s marks have changed.", changed))
    return redirect(url_for("teach.marks", assignment_id=assignment_id))


def _mark(assignment_id: int, item_id: int, form: GroupForm) -> int:
    with transaction() as writing:
        return manual_marks.mark_group(
            writing,
            person=person(),
            assignment_id=assignment_id,
            item_id=item_id,
            pick=Pick(form.language.data or "", form.form.data or "", form.doubt.data or ""),
            share=form.chosen,
            reason=form.reason.data,
            learn=form.learn.data,
            client_key=form.client_key.data,
            now=utc_now(),
        )


def _page(assignment_id: int, form: GroupForm | None = None) -> ResponseReturnValue:
    assignment, found = manual_marks.unsure_items(
        db.session(), person=person(), assignment_id=assignment_id
    )
    page = marks_page(db.session(), assignment, found, request.form if form else None)
    return render_template("teach/marks.html", page=page, form=form), 422 if form else 200
