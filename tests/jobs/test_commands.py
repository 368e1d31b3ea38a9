"""``flask jobs list``: what there is to run, and when it ran."""

from __future__ import annotations

import re

from quizapp.services.quizzes import exam


def listed(app):
    result = app.test_cli_runner().invoke(args=["jobs", "list"])
    assert result.exit_code == 0, result.output
    return result.output


def run_one(queue):
    queue.execute(queue.dequeue())


def test_jobs_are_listed_with_what_they_do_and_when_they_ran(app, queue, monkeypatch):
    assert listed(app).startswith("calibrate_banks: has not run yet\n    At 03:30: have every bank")
    assert "hand_in_expired_exams: has not run yet\n" in listed(app)
    assert listed(app).endswith("\n0 waiting, 0 to be tried again.\n")

    queue.jobs["hand_in_expired_exams"]()
    assert listed(app).endswith("\n1 waiting, 0 to be tried again.\n")
    run_one(queue)
    assert re.search(r"hand_in_expired_exams: ran \d{4}-\d\d-\d\d \d\d:\d\d\n", listed(app))

    monkeypatch.setattr(exam, "expired_exams", lambda *_, **__: 1 / 0)
    queue.jobs["hand_in_expired_exams"]()
    run_one(queue)
    assert "hand_in_expired_exams: failed 2" in listed(app)


def test_looking_at_a_queue_that_was_never_used_is_possible(app):
    assert "calibrate_bank: has not run yet" in listed(app)
