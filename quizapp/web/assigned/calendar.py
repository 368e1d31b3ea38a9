"""The calendar of due dates: its secret address, and what stands behind it."""

from __future__ import annotations

from flask import Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain.interchange import calendar as ical
from quizapp.extensions import db
from quizapp.services.teaching import calendar
from quizapp.web.assigned.blueprint import bp
from quizapp.web.locale import utc_now
from quizapp.web.page import learner
from quizapp.web.views.calendar import happenings


@bp.get("/calendar/<token>.ics")
def calendar_feed(token: str) -> ResponseReturnValue:
    """The due dates of whoever made this address, for their calendar to look up."""
    reader = calendar.find_reader(db.session(), token)
    dates = calendar.due_dates(db.session(), user_id=reader.id, now=utc_now())
    with force_locale(reader.language):
        name = gettext("Rarissime: due dates")
        feed = ical.calendar(name, happenings(dates), uid=f"calendar-{reader.id}@{request.host}")
    response = Response(feed, content_type=ical.MEDIA_TYPE)
    response.add_etag()
    return response.make_conditional(request)


@bp.post("/calendar/new")
@auth_required("session")
def new_calendar() -> ResponseReturnValue:
    """Make the address, or another one; it is shown on the page that follows, and never again."""
    with transaction() as writing:
        token = calendar.make_link(writing, user_id=learner().id, now=utc_now())
    session["calendar_link"] = url_for("assigned.calendar_feed", token=token, _external=True)
    return redirect(url_for("assigned.cohorts", _anchor="calendar"))


@bp.post("/calendar/revoke")
@auth_required("session")
def revoke_calendar() -> ResponseReturnValue:
    """Let the address open nothing more."""
    with transaction() as writing:
        calendar.revoke_link(writing, user_id=learner().id)
    flash(gettext("The address of your calendar opens nothing any more."))
    return redirect(url_for("assigned.cohorts", _anchor="calendar"))
