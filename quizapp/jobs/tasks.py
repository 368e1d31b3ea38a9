"""The jobs: what each does is a use case of the services, when it does it stands here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy.exc import StatementError

from quizapp.database import transaction
from quizapp.domain.errors import RarissimeError
from quizapp.extensions import db
from quizapp.jobs.periodic import Queue, daily_at, every_minute
from quizapp.services import calibration
from quizapp.services.quizzes import exam
from quizapp.services.teaching import closing, reveal
from quizapp.settings import Settings

P = ParamSpec("P")

RETRIES = 2
RETRY_SECONDS = 600

logger = logging.getLogger("quizapp.jobs")


class JobFailedError(RarissimeError):
    """What went wrong in a job, in words that may stand in a log."""


def create_queue(app: Flask, *, immediate: bool = False) -> Queue:
    """The queue of an application and its jobs; opens nothing.

    ``immediate`` runs a job where it is enqueued, for tests.
    """
    settings: Settings = app.extensions["settings"]
    queue = Queue(settings, immediate=immediate)
    night = daily_at(3, 30, ZoneInfo(settings.default_time_zone))

    @queue.task(retries=RETRIES, retry_delay=RETRY_SECONDS)
    @_in_context(app)
    def calibrate_bank(bank_id: int) -> None:
        """Estimate the difficulty of one bank's questions anew."""
        report = calibration.calibrate_bank(db.session(), bank_id=bank_id, now=datetime.now(UTC))
        logger.info("Calibration: %s", report.in_words())

    @queue.periodic_task(night, retries=RETRIES, retry_delay=RETRY_SECONDS)
    @_in_context(app)
    def calibrate_banks() -> None:
        """At 03:30: have every bank calibrated that was answered since the last time."""
        for bank_id in calibration.banks_with_news(db.session()):
            calibrate_bank(bank_id)  # one task each: what fails on one leaves the others alone

    @queue.periodic_task(every_minute)
    @_in_context(app)
    def hand_in_expired_exams() -> None:
        """Every minute: hand in the exams that were left open and whose time is up."""
        _hand_in_expired_exams(now=datetime.now(UTC))

    @queue.periodic_task(every_minute)
    @_in_context(app)
    def close_assignments() -> None:
        """Every minute: end what was assigned and whose time is up, and let results come out."""
        _end_expired_attempts(now=datetime.now(UTC))
        with transaction() as session:
            reveal.reveal_results(session, now=datetime.now(UTC))

    queue.jobs = {
        job.task_class.__name__: job
        for job in (calibrate_banks, calibrate_bank, hand_in_expired_exams, close_assignments)
    }
    return queue


def _in_context(app: Flask) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Give a job an application context of its own."""

    def decorate(work: Callable[P, None]) -> Callable[P, None]:
        @wraps(work)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            with app.app_context():
                try:
                    work(*args, **kwargs)
                except StatementError as error:
                    raise _discreet(error) from None

        return run

    return decorate


def _discreet(error: StatementError) -> JobFailedError:
    """Say of a failed statement what failed, not what stood in it: that may be anybody's answer."""
    # PostgreSQL adds the whole row as a detail; SQLite names columns only.
    diagnosis = getattr(error.orig, "diag", None)
    said = getattr(diagnosis, "message_primary", None) or str(error.orig)
    failure = JobFailedError(f"{type(error.orig).__name__}: {said}")
    return failure.with_traceback(error.__traceback__)


def _hand_in_expired_exams(*, now: datetime) -> None:
    for attempt_id in exam.expired_exams(db.session(), now=now):
        _end_one(exam.hand_in_expired, attempt_id, now)


def _end_expired_attempts(*, now: datetime) -> None:
    for attempt_id in closing.expired_attempts(db.session(), now=now):
        _end_one(closing.end_expired, attempt_id, now)


def _end_one(end: Callable[..., None], attempt_id: int, now: datetime) -> None:
    """End an attempt in a transaction of its own: one that fails must not hold up the others."""
    try:
        with transaction() as session:
            end(session, attempt_id=attempt_id, now=now)
    except Exception as error:
        told = _discreet(error) if isinstance(error, StatementError) else error
        logger.exception("Attempt %s was not handed in.", attempt_id, exc_info=told)
    else:
        logger.info("Attempt %s was handed in: its time was up.", attempt_id)
