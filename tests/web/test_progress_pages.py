"""Progress: what it shows of a learner's days, memory and ability, and where it leads."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import insert, select, update

from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.days import learning_day
from quizapp.models import Bank, MemoryState, StudyDay
from tests.factories import BANK, log_in, make_learner
from tests.services import studying
from tests.web.steps import UNKNOWN, after, answer, grade, start_quiz

PROGRESS = f"/progress/{BANK}"
COUNTS = (
    "cards quizzes again hard good easy milliseconds young young_recalled mature mature_recalled "
    "predicted"
).split()


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def text_of(page):
    """The words of a page, with single spaces."""
    soup = BeautifulSoup(page.text, "html.parser")
    return re.sub(r"\s+", " ", soup.main.get_text(" "))


def section(page, heading):
    """The part of the page under a heading."""
    soup = BeautifulSoup(page.text, "html.parser")
    return next(h for h in soup.select("h2") if h.get_text() == heading).parent


def rows(part):
    return [
        [re.sub(r"\s+", " ", cell.get_text(" ", strip=True)) for cell in row.select("th, td")]
        for row in part.select("tbody tr")
    ]


def today():
    """The learning day of a learner in Paris."""
    return learning_day(datetime.now(UTC), ZoneInfo("Europe/Paris"))


def studied(session, days_ago, topic="causes", **counts):
    """A day of study as the log would have added it up, of the only learner there is."""
    session.rollback()
    day = today() - timedelta(days=days_ago)
    bank = select(Bank.id).where(Bank.slug == BANK).scalar_subquery()
    key = {"user_id": 1, "bank_id": bank, "local_day": day, "topic": topic}
    session.execute(insert(StudyDay).values(**key, **{**dict.fromkeys(COUNTS, 0), **counts}))
    session.commit()


def test_progress_leads_to_the_only_bank_there_is(alice):
    assert alice.get("/progress").location == PROGRESS


def test_progress_without_an_answer_invites_to_begin(alice):
    page = alice.get(PROGRESS)
    assert "Nothing to show yet" in text_of(page)
    assert "<svg" not in page.text


def test_progress_with_few_answers_says_that_they_are_not_enough(alice):
    url = start_quiz(alice)
    for _ in range(3):
        answer(alice, url, **UNKNOWN)
        url = after(url)
    words = text_of(alice.get(PROGRESS))
    assert "3 items met" in words
    assert "3 answers in all" in words
    assert "ot enough answers yet" in words


def test_progress_with_enough_answers_shows_each_plot_beside_its_table(alice, session):
    url = start_quiz(alice, length=20)
    for _ in range(20):
        answer(alice, url, **UNKNOWN)
        url = after(url)
    page = alice.get(PROGRESS)
    soup = BeautifulSoup(page.text, "html.parser")
    plots, tables = soup.select("figure svg.chart"), soup.select("figure table")
    # What is to come, mastery, ability, days, time; no card was tested yet, and nothing was sure.
    assert len(plots) == len(tables) == 5
    assert all(plot.get("role") == "img" for plot in plots)
    assert "20 answers in all" in text_of(page)
    session.rollback()
    due = len(session.scalars(select(MemoryState)).all())
    forecast = [int(number) for _, number in rows(section(page, "Cards to come"))]
    assert len(forecast) == 30
    assert 0 < sum(forecast) <= due


def answered(learner, number, *, confidence, **wanted):
    """A quiz on the shipped bank that was answered from the first to the last question."""
    now = datetime.now(UTC)
    attempt = studying.start(
        learner,
        **{"slug": BANK, "length": number, "asks_confidence": True, "types": ["sba"], **wanted},
        now=now,
    )
    while (attempt := studying.again(attempt)).finished_at is None:
        position = attempt.answered + 1
        studying.answer(learner, attempt, position, confidence=confidence, now=now)


def confidence_of(page):
    return section(page, "How sure you are, and how right")


def test_how_sure_one_is_is_not_plotted_before_ten_answers(client, session):
    alice = make_learner(language="en")
    log_in(client)
    answered(alice, 9, confidence=3)
    section = confidence_of(client.get(PROGRESS))
    assert "Not enough answers yet (9 so far)" in section.get_text()
    assert "When you put a quiz together" in section.get_text()
    assert not section.select("svg")

    answered(alice, 1, confidence=2)
    section = confidence_of(client.get(PROGRESS))
    cells = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in section.select("tbody tr")
    ]
    assert cells == [
        ["Unsure (0 answers)", "–", "0–67%"],
        ["Fairly sure (1 answer)", "100% (27–100%)", "67–80%"],
        ["Sure (9 answers)", "100% (77–100%)", "80–100%"],
    ]
    assert len(section.select("svg.chart rect.b")) == 3
    assert len(section.select("svg.chart rect.a")) == 2, "what was never said has no interval"


def test_progress_shows_the_last_measures_and_the_bank_as_a_whole(client, session):
    alice = make_learner(language="en")
    log_in(client)
    assert "Last measures" not in text_of(client.get(PROGRESS))
    answered(alice, 8, confidence=None, mode=Mode.MEASURE, topics=["causes", "diagnosis"])
    answered(alice, 8, confidence=None, mode=Mode.MEASURE)
    soup = BeautifulSoup(client.get(PROGRESS).text, "html.parser")
    measures, mastery, ability = (
        [
            row.get_text(" ", strip=True)
            for row in soup.select(f"figure:has(#{plot}-title) tbody th")
        ]
        for plot in ("measures", "mastery", "ability")
    )
    assert [re.sub(r"^\d+ \w+", "day", label) for label in measures] == [
        "day (8 answers)",
        "day (2 topics) (8 answers)",
    ]
    assert ability == ["Whole bank (16 answers)"]
    assert len(mastery) == 7


def test_one_sees_ones_own_progress(alice, app):
    grade(alice)
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    assert "Nothing to show yet" in text_of(bob.get(PROGRESS))
    assert "Nothing to show yet" not in text_of(alice.get(PROGRESS))


ORDER = [
    "Cards to come",
    "True retention",
    "Mastery by topic",
    "Ability",
    "How sure you are, and how right",
    "Days of study",
    "Time spent",
]


def test_what_is_of_most_use_comes_first_and_all_of_it_waits_for_ten_answers(alice):
    grade(alice)
    page = alice.get(PROGRESS)
    headings = [h.get_text() for h in BeautifulSoup(page.text, "html.parser").select("main h2")]
    assert headings == ORDER
    for heading in ORDER[1:]:
        part = section(page, heading)
        assert "Not enough answers yet" in part.get_text(), heading
        assert not part.select("svg"), heading


def test_overdue_cards_stand_apart_from_those_that_come_due(alice, session):
    grade(alice)
    forecast = section(alice.get(PROGRESS), "Cards to come")
    assert "None is overdue" in forecast.get_text()
    assert [len(row) for row in rows(forecast)] == [2] * 30

    session.rollback()
    yesterday = datetime.now(UTC) - timedelta(days=2)
    session.execute(update(MemoryState).values(due_at=yesterday))
    session.commit()

    forecast = section(alice.get(PROGRESS), "Cards to come")
    assert "1 is overdue" in forecast.get_text()
    assert rows(forecast)[0][1:] == ["0", "1"]
    assert rows(forecast)[1][1:] == ["0", "0"]
    assert [key.get_text(strip=True) for key in forecast.select(".meta span")] == [
        "Due that day",
        "Overdue",
    ]


def test_retention_is_told_with_its_interval_beside_what_was_predicted(alice, session):
    studied(session, 3, young=20, young_recalled=16, mature=30, mature_recalled=29, predicted=45.0)
    studied(session, 4, "diagnosis", cards=60, young=9, young_recalled=9, predicted=8.0)

    found = section(alice.get(PROGRESS), "True retention")

    assert rows(found) == [
        ["All topics (59 answers)", "92% (84–96%) predicted: 90%"],
        ["Young memories (29 answers)", "86% (73–94%)"],
        ["Mature memories (30 answers)", "97% (86–99%)"],
        ["Causes (50 answers)", "90% (81–95%) predicted: 90%"],
        ["Causes, young (20 answers)", "80% (62–91%)"],
        ["Causes, mature (30 answers)", "97% (86–99%)"],
    ], "nine tests of a topic are too few"
    drawn = [label.get_text() for label in found.select("svg.chart text.value")]
    assert drawn == ["All topics", "Young memories", "Mature memories", "Causes"]
    assert len(found.select("svg.chart path.a")) == 2, "predicted of all and of the causes"


def test_nine_tested_cards_are_too_few(alice, session):
    studied(session, 1, cards=20, young=9, young_recalled=9, predicted=8.0)
    assert "Not enough answers yet (9 so far)" in text_of(alice.get(PROGRESS))


def test_the_calendar_of_a_year_can_be_read_month_by_month(alice, session):
    studied(session, 0, cards=6, milliseconds=90_000)
    studied(session, 1, "diagnosis", quizzes=5, milliseconds=60_000)
    studied(session, 350, cards=7)

    page = alice.get(PROGRESS)

    days = section(page, "Days of study")
    assert "3 days of study in the last 12 months" in days.get_text()
    table = rows(days)
    assert len(table) in (12, 13)
    assert sum(int(count) for _, count, _ in table) == 3
    assert sum(int(answers) for _, _, answers in table) == 18
    assert len(days.select("rect.level[fill-opacity='0.0']")) > 300
    minutes = rows(section(page, "Time spent"))
    assert len(minutes) == 26
    assert sum(int(number) for _, number in minutes) in (3, 4), "a Monday may lie between them"


def test_progress_leads_to_what_fades_and_to_what_is_mixed_up(alice, session):
    url = start_quiz(alice, length=20)
    for _ in range(20):
        answer(alice, url, **UNKNOWN)
        url = after(url)
    assert "fading" not in text_of(alice.get(PROGRESS))
    session.rollback()
    session.execute(
        update(MemoryState).values(stability=1.0, last_day=today() - timedelta(days=30))
    )
    session.commit()

    soup = BeautifulSoup(alice.get(PROGRESS).text, "html.parser")

    [link] = [a for a in soup.select("main .actions a") if "fading" in a.get_text()]
    assert re.search(r"Review \d+ fading sentences?", link.get_text())
    assert link["href"].startswith(f"/cards/{BANK}?find=retrievability%3C0.8&order=recall")
    assert not [a for a in soup.select("main .actions a") if "mix up" in a.get_text()]


def test_progress_is_a_learners_own_and_of_known_banks(alice, app):
    assert alice.get("/progress/none").status_code == 404
    stranger = app.test_client().get(PROGRESS)
    assert "/login" in stranger.location
