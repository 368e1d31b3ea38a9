"""Hypothesis strategies for what learners do over weeks, in any zone and with any clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from quizapp.domain.learning.memory import Grade, LoggedReview, ReviewKind, Scheduler

# Every kind of rule: none, both hemispheres, half hours, a half-hour DST, both sides of the date
# line, clocks turned at midnight.
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Paris",
        "America/New_York",
        "America/Los_Angeles",
        "America/St_Johns",
        "America/Havana",
        "America/Santiago",
        "Asia/Kolkata",
        "Asia/Beirut",
        "Asia/Tokyo",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Africa/Casablanca",
        "Antarctica/Troll",
    )
)

zones = st.sampled_from(ZONES)
instants = st.datetimes(
    min_value=datetime(2012, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2045, 1, 1),  # noqa: DTZ001 - same
    timezones=st.just(UTC),
)
grades = st.sampled_from(Grade)
retentions = st.sampled_from((0.70, 0.85, 0.90, 0.97))
# Minutes, hours, days and weeks; at times the clock goes back.
gaps = st.one_of(
    st.integers(0, 1800).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(0, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(-3 * 24 * 60, 0).map(lambda minutes: timedelta(minutes=minutes)),
)


@st.composite
def moments(draw, *, most=12):
    """(instant, zone) of the retrievals of one item by a learner who travels."""
    now = draw(instants)
    result = []
    for gap in draw(st.lists(gaps, min_size=1, max_size=most)):
        now += gap
        result.append((now, draw(zones)))
    return result


@st.composite
def logs(draw):
    """(log, states): a mixed log of cards and quizzes, and the states built step by step."""
    log, states, state = [], [], None
    for number, (at, zone) in enumerate(draw(moments())):
        scheduler = Scheduler(desired_retention=draw(retentions))
        seed = f"7:{number}"
        kind = draw(st.sampled_from(ReviewKind))
        grade = score = guessing = None
        if kind is ReviewKind.CARD:
            grade = draw(grades)
            outcome = scheduler.grade(state, grade, now=at, zone=zone, seed=seed)
        else:
            score = draw(st.sampled_from((0.0, 0.2, 0.5, 1.0)))
            guessing = draw(st.sampled_from((0.0, 0.2, 0.25)))
            outcome = scheduler.quiz(
                state, score=score, guessing=guessing, now=at, zone=zone, seed=seed
            )
        state = outcome.state
        states.append(state)
        log.append(
            LoggedReview(
                kind=kind,
                at=at,
                day=state.last_day,
                zone=zone.key,
                grade=grade,
                score=score,
                guessing=guessing,
                desired_retention=scheduler.desired_retention,
                seed=seed,
            )
        )
    return log, states
