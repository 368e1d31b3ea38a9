"""Putting an assignment together, and changing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import PaperKind, Plan, Reveal
from quizapp.domain.teaching.plan_flaws import date_flaws, flaws
from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.teaching import assignments as services
from quizapp.services.teaching.assignments import Draft
from quizapp.services.teaching.bank_questions import Block, blocks_of, stock_of, whole_paper
from quizapp.services.teaching.builder import Builder, builder_for, builder_for_new
from quizapp.web import assignment_words
from quizapp.web.forms.assignment import CHECK, SHOW, TICK, AssignmentForm, copied_from
from quizapp.web.locale import utc_now
from quizapp.web.page import new_client_key, person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.assignment_form import bank_choices, builder_page, shown_blocks

# What a new assignment is proposed as.
_PROPOSED = Plan(mode=Mode.EXAM, paper=PaperKind.FIXED, reveal=Reveal.SCORE)


@bp.get("/cohorts/<row:cohort_id>/assignments/new")
def new_assignment(cohort_id: int) -> ResponseReturnValue:
    """The builder, as it is proposed, or like another assignment (``?copy=``)."""
    builder = builder_for_new(db.session(), person=person(), cohort_id=cohort_id)
    form = AssignmentForm(bank_choices(db.session()), formdata=None)
    form.show(title="", note="", bank=_first_bank(form), version=0, plan=_PROPOSED)
    copied = copied_from()
    if copied is not None:
        _fill_in(form, builder_for(db.session(), person=person(), assignment_id=copied))
    return _page(builder, form)


@bp.post("/cohorts/<row:cohort_id>/assignments/new")
def create_assignment(cohort_id: int) -> ResponseReturnValue:
    """Keep a draft; or look at the questions or the sum of it first, and stay with the form."""
    builder = builder_for_new(db.session(), person=person(), cohort_id=cohort_id)
    form = AssignmentForm(bank_choices(db.session()))
    answer = _stays(builder, form)
    if answer is not None:
        return answer
    draft, key = _draft(form), form.client_key.data
    try:
        with transaction() as writing:
            row = services.create_assignment(
                writing,
                person=person(),
                cohort_id=cohort_id,
                draft=draft,
                client_key=key,
                now=utc_now(),
            )
            assignment_id = row.id
    except services.ArchivedError:
        flash(gettext("The cohort is archived: nothing new is given to it."), "error")
        return redirect(url_for("teach.cohort", cohort_id=cohort_id))
    flash(gettext("The draft is kept. No learner sees it before you publish it."))
    return redirect(url_for("teach.edit_assignment", assignment_id=assignment_id))


@bp.get("/assignments/<row:assignment_id>/edit")
def edit_assignment(assignment_id: int) -> ResponseReturnValue:
    """The assignment as it is, to be changed."""
    builder = builder_for(db.session(), person=person(), assignment_id=assignment_id)
    form = _form_of(builder, formdata=None)
    _fill_in(form, builder)
    return _page(builder, form, plan=builder.plan)


@bp.post("/assignments/<row:assignment_id>/edit")
def save_assignment(assignment_id: int) -> ResponseReturnValue:
    """Change an assignment; where it was changed meanwhile, what was typed is kept."""
    builder = builder_for(db.session(), person=person(), assignment_id=assignment_id)
    form = _form_of(builder)
    answer = _stays(builder, form)
    if answer is not None:
        return answer
    draft, version = _draft(form, builder), form.version.data or 0
    try:
        with transaction() as writing:
            edited = services.edit_assignment(
                writing,
                person=person(),
                assignment_id=assignment_id,
                version=version,
                draft=draft,
                now=utc_now(),
            )
    except services.OutdatedError:
        return _outdated(assignment_id)
    flash(_saved(edited.moved))
    return redirect(url_for("teach.edit_assignment", assignment_id=assignment_id))


def _saved(moved: int) -> str:
    said = [gettext("Saved.")]
    if moved:
        said.append(
            ngettext(
                "%(num)s attempt that is going on ends at another time now.",
                "%(num)s attempts that are going on end at another time now.",
                moved,
            )
        )
    return " ".join(map(str, said))


def _outdated(assignment_id: int) -> ResponseReturnValue:
    """What was typed, on top of what somebody else has saved meanwhile."""
    db.session.remove()
    builder = builder_for(db.session(), person=person(), assignment_id=assignment_id)
    form = _form_of(builder)
    if builder.assignment is not None:
        form.version.data = builder.assignment.version
        form.version.raw_data = None
    return _page(builder, form, 409, plan=builder.plan, outdated=True)


def _form_of(builder: Builder, **values: Any) -> AssignmentForm:
    settled = builder.plan if builder.begun else None
    return AssignmentForm(bank_choices(db.session()), settled=settled, **values)


def _first_bank(form: AssignmentForm) -> str:
    return str(form.bank.choices[0].value) if form.bank.choices else ""


def _fill_in(form: AssignmentForm, builder: Builder) -> None:
    row, plan = builder.assignment, builder.plan
    if row is not None and plan is not None:
        form.show(
            title=row.title,
            note=row.note,
            bank=row.bank.slug,
            version=row.version,
            plan=plan,
        )


def _stays(builder: Builder, form: AssignmentForm) -> ResponseReturnValue | None:
    """The same page again, where the form has to be mended or only something was asked."""
    action = request.form.get("action")
    if action in {SHOW, TICK} and not builder.begun:
        return _page(builder, form, ticks=action == TICK)
    is_valid = form.validate()
    if form.has_plan and not _is_sound(builder, form):
        is_valid = False
    if not is_valid:
        return _page(builder, form, 422)
    if action == CHECK:
        return _page(builder, form, plan=_whole_plan(builder, form), checked=True)
    return None


def _is_sound(builder: Builder, form: AssignmentForm) -> bool:
    """Whether the plan can be; what is wrong with it is said at its fields."""
    plan = _whole_plan(builder, form)
    found = flaws(plan, stock_of(_blocks(builder, form)))
    if builder.begun:
        found = date_flaws(plan)
    form.refuse(found, plan.paper)
    return not found


def _whole_plan(builder: Builder, form: AssignmentForm) -> Plan:
    plan = form.plan()
    if builder.begun:
        return plan
    return services.with_whole_cases(plan, _blocks(builder, form))


def _blocks(builder: Builder, form: AssignmentForm) -> list[Block]:
    if builder.begun:
        return []
    kept = builder.plan.items if builder.plan else ()
    return blocks_of(db.session(), _bank_of(builder, form).id, kept=kept)


def _bank_of(builder: Builder, form: AssignmentForm) -> Any:
    """The bank that the form names; a bank that there is not gives way to the first."""
    if builder.begun and builder.assignment is not None:
        return builder.assignment.bank
    slugs = [choice.value for choice in form.bank.choices]
    if not slugs:
        raise NotFoundError("no bank has been loaded")
    return catalogue.find_bank(
        db.session(), form.bank.data if form.bank.data in slugs else slugs[0]
    )


def _draft(form: AssignmentForm, builder: Builder | None = None) -> Draft:
    if builder is not None and builder.begun and builder.assignment is not None:
        bank_id = builder.assignment.bank_id
    else:
        bank_id = catalogue.find_bank(db.session(), form.bank.data).id
    return Draft(form.title.data, form.note.data, bank_id, form.plan())


def _page(
    builder: Builder,
    form: AssignmentForm,
    status: int = 200,
    *,
    plan: Plan | None = None,
    ticks: bool = False,
    **said: bool,
) -> ResponseReturnValue:
    if form.client_key.errors or not form.client_key.data:
        form.client_key.data = new_client_key()
    blocks = _blocks(builder, form)
    if ticks:
        form.tick(whole_paper(blocks, [one.items[0] for one in shown_blocks(form, blocks)]))
    page = builder_page(
        db.session(),
        builder,
        form,
        plan=plan,
        bank=_bank_of(builder, form),
        blocks=blocks,
        **said,
    )
    return (
        render_template("teach/assignment_form.html", page=page, form=form, words=assignment_words),
        status,
    )
