"""The person's own settings."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_login import current_user
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.services import accounts
from quizapp.web.converters import is_own_path
from quizapp.web.forms.account import SettingsForm
from quizapp.web.locale import LANGUAGES

bp = Blueprint("account", __name__)


@bp.route("/settings", methods=["GET", "POST"])
@auth_required("session")
def settings() -> ResponseReturnValue:
    """Show and store preferences."""
    form = SettingsForm(obj=current_user)
    if form.validate_on_submit():
        with transaction() as writing:
            accounts.save_preferences(
                writing, user_id=current_user.id, preferences=form.preferences()
            )
        with force_locale(form.language.data):
            flash(gettext("Settings saved."))
        return redirect(url_for("account.settings"))
    return render_template("account/settings.html", form=form), 422 if form.errors else 200


@bp.post("/language")
def set_language() -> ResponseReturnValue:
    """Switch the language, and go back to where the person was."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            with transaction() as writing:
                accounts.save_language(writing, user_id=current_user.id, language=chosen)
    target = request.form.get("next", "")
    return redirect(target if is_own_path(target) else url_for("learn.today"))
