"""For administrators: who there is, and what each may do."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain import policies
from quizapp.extensions import db
from quizapp.services import people as services
from quizapp.services.people import LastAdminError
from quizapp.web.forms.cohorts import RoleForm
from quizapp.web.locale import utc_now
from quizapp.web.page import person, roles

LONGEST_FIND = 100

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.before_request
@auth_required("session")
def _admins_only() -> None:
    if not policies.may_administer(roles()):
        abort(403)


@bp.get("/people")
def people() -> ResponseReturnValue:
    """All accounts, or those that ``?find=`` finds."""
    find, page = request.args.get("find", "")[:LONGEST_FIND], request.args.get("page", "")
    found = services.find_accounts(
        db.session(),
        person=person(),
        find=find,
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )
    return render_template("admin/people.html", list=found, find=find)


@bp.get("/people/<row:user_id>/role")
def role(user_id: int) -> ResponseReturnValue:
    """One account, and which role it may have."""
    return _page(user_id, RoleForm(formdata=None))


@bp.post("/people/<row:user_id>/role")
def change_role(user_id: int) -> ResponseReturnValue:
    """Give somebody another role; asked once more before."""
    form = RoleForm()
    if not form.validate() or not form.confirmed.data:
        return _page(user_id, form)
    try:
        with transaction() as writing:
            services.change_role(
                writing, person=person(), user_id=user_id, role=form.role.data, now=utc_now()
            )
    except LastAdminError:
        form.role.errors = [_last_admin()]
        return _page(user_id, form)
    flash(gettext("The role is changed. It counts from their next page on."))
    return redirect(url_for("admin.people" if user_id != person().id else "learn.today"))


def _page(user_id: int, form: RoleForm) -> ResponseReturnValue:
    account = services.find_account(db.session(), person=person(), user_id=user_id)
    if not form.is_submitted():
        form.role.data = account.role
    asks = form.is_submitted() and not form.errors
    page = render_template("admin/role.html", account=account, form=form, asks=asks)
    return page, 422 if form.errors else 200


def _last_admin() -> str:
    return str(
        gettext(
            "This is the only administrator: make somebody else an administrator first, or nobody "
            "could give a role any more."
        )
    )
