"""Attempts taken in the background, and what a page says of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from bs4 import BeautifulSoup

from quizapp.domain.learning.build import Mode
from tests.services import exams
from tests.services.studying import again, answer, ask, right_answer, start, wrong_answer

RIGHT, WRONG = right_answer, wrong_answer
MINUTE = timedelta(minutes=1)


def now():
    return datetime.now(UTC)


def taken(learner, *answers, **wanted):
    """An attempt with these answers, each a way to answer and a confidence."""
    began = now()
    attempt = start(
        learner, **{"length": len(answers), "asks_confidence": True, "now": began, **wanted}
    )
    for position, (way, confidence) in enumerate(answers, start=1):
        given = way(ask(learner, attempt, position))
        answer(learner, attempt, position, given, confidence=confidence, now=began)
    return again(attempt)


def measured(learner, ways=8, **wanted):
    attempt = start(learner, mode=Mode.MEASURE, length=ways, now=now(), **wanted)
    while (attempt := again(attempt)).finished_at is None:
        answer(learner, attempt, attempt.answered + 1, now=now())
    return attempt


def result(client, attempt):
    shown = client.get(f"/quiz/{attempt.id}/result")
    assert shown.status_code == 200, shown.text
    return shown


def text_of(response):
    """The words of a page, with single spaces."""
    soup = BeautifulSoup(response.text, "html.parser")
    return re.sub(r"\s+", " ", soup.main.get_text(" "))


def rows(response, selector="table"):
    """The rows of the tables as lists of texts."""
    soup = BeautifulSoup(response.text, "html.parser")
    return [
        [re.sub(r"\s+", " ", cell.get_text(" ", strip=True)) for cell in row.select("th, td")]
        for row in soup.select(f"{selector} tr")
    ]


def exam_of(learner, *, minutes=60, taking=42, answered=(1,), **wanted):
    began = now() - taking * MINUTE
    attempt = exams.begin(learner, minutes=minutes, now=began, **wanted)
    for position in answered:
        exams.save(learner, attempt, position, now=began + MINUTE, final=True)
    exams.hand_in(learner, attempt, now=began + taking * MINUTE)
    return again(attempt)
