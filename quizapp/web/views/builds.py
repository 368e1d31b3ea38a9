"""The builder of quizzes, put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from quizapp.domain.learning.build import LONGEST, LONGEST_MINUTES, Build, Mode
from quizapp.domain.learning.measure import MIN_ITEMS
from quizapp.services.catalogue import find_bank
from quizapp.services.learners import Learner
from quizapp.services.quizzes import builds
from quizapp.services.quizzes.builds import Advice, Saved, Tally
from quizapp.web.build_words import (
    convention_name,
    difficulty_name,
    filter_name,
    mode_name,
    status_name,
)
from quizapp.web.forms.build import BuildForm
from quizapp.web.words import topic_name, type_name

FILTERS = ("topics", "types", "difficulties", "statuses")
MARKING = ("asks_confidence", "minutes", "extra_time", "convention")
# More saved settings than that would push the form out of sight.
SAVED_IN_SIGHT = 3


@dataclass(frozen=True, slots=True)
class BuildPage:
    """The builder as it stands.

    ``saved`` are the learner's settings, each summed up. ``matching`` says how many questions there
    are for the form's, which the title repeats where it was asked for (``counted``). ``clash`` is
    the row that has the name already, under which the form was to be saved.
    """

    form: BuildForm
    saved: list[tuple[Saved, list[str]]]
    matching: str
    counted: bool = False
    clash: int | None = None

    longest: int = LONGEST
    longest_minutes: int = LONGEST_MINUTES

    @property
    def saved_open(self) -> bool:
        return len(self.saved) <= SAVED_IN_SIGHT

    @property
    def filters_open(self) -> bool:
        return bool(self.form.build.filters.narrowed) or self._has_errors(*FILTERS)

    @property
    def marking_open(self) -> bool:
        build = self.form.build
        return build.mode is Mode.EXAM or build.asks_confidence or self._has_errors(*MARKING)

    @property
    def saving_open(self) -> bool:
        return self.form.replaces.data is not None or self._has_errors("name")

    def _has_errors(self, *names: str) -> bool:
        return any(self.form[name].errors for name in names)


def build_page(
    session: Session,
    learner: Learner,
    form: BuildForm,
    now: datetime,
    *,
    counted: bool = False,
    clash: int | None = None,
) -> BuildPage:
    """The page of a form, and what became of it so far."""
    saved = builds.list_saved(session, learner_id=learner.id)
    return BuildPage(
        form=form,
        saved=[(one, _summary(one.build)) for one in saved],
        matching=matching(session, learner, form.bank.data, form.build, now)[1]
        if form.has_bank
        else "",
        counted=counted,
        clash=clash,
    )


def matching(
    session: Session, learner: Learner, slug: str, build: Build, now: datetime
) -> tuple[int, str]:
    """How many questions of a bank match, and what to know about it.

    Raises:
        NotFoundError: no such bank.
    """
    bank_id = find_bank(session, slug).id
    tally = builds.tally(session, learner=learner, bank_id=bank_id, build=build, now=now)
    if not tally.questions:
        return 0, refusal(session, learner, slug, build, now)[1]
    said = [ngettext("%(num)s question matches.", "%(num)s questions match.", tally.questions)]
    if build.mode is not Mode.MEASURE and tally.questions < build.length:
        said.append(gettext("The quiz will be shorter than you asked for."))
    said += _of_a_measure(build)
    if build.mode is Mode.MEASURE and tally.questions < MIN_ITEMS:
        said.append(gettext("So few measure little."))
    return tally.questions, " ".join([*said, *_withheld(tally)])


def refusal(
    session: Session, learner: Learner, slug: str, build: Build, now: datetime
) -> tuple[str, str]:
    """Why a quiz cannot begin: the field that is best changed, and what to say there.

    Raises:
        NotFoundError: no such bank.
    """
    bank_id = find_bank(session, slug).id
    tally = builds.tally(session, learner=learner, bank_id=bank_id, build=build, now=now)
    advice = builds.advise(session, learner=learner, bank_id=bank_id, build=build, now=now)
    if advice.smallest_case:
        return "length", ngettext(
            "Only cases match, which are asked as a whole: ask for %(num)s question or more.",
            "Only cases match, which are asked as a whole: ask for %(num)s questions or more.",
            advice.smallest_case,
        )
    narrowed, loosen = build.filters.narrowed, advice.loosen
    at = max(loosen, key=loosen.__getitem__) if loosen else next(iter(narrowed), "bank")
    said = [gettext("No question matches."), *_ways(advice)]
    if not loosen and len(narrowed) > 1:
        said.append(gettext("Take off several of your ticks."))
    return at, " ".join([*said, *_of_a_measure(build), *_withheld(tally)])


def _ways(advice: Advice) -> list[str]:
    return [
        ngettext(
            "%(num)s would, with nothing ticked under “%(filter)s”.",
            "%(num)s would, with nothing ticked under “%(filter)s”.",
            questions,
            filter=filter_name(aspect),
        )
        for aspect, questions in advice.loosen.items()
    ]


def _of_a_measure(build: Build) -> list[str]:
    if build.mode is not Mode.MEASURE:
        return []
    return [gettext("A measure leaves out cases and script concordance.")]


def _withheld(tally: Tally) -> list[str]:
    if not tally.withheld:
        return []
    return [
        ngettext(
            "%(num)s more waits for the end of an exam in progress.",
            "%(num)s more wait for the end of an exam in progress.",
            tally.withheld,
        )
    ]


def _summary(build: Build) -> list[str]:
    """Settings in a few words."""
    filters = build.filters
    is_exam, is_measure = build.mode is Mode.EXAM, build.mode is Mode.MEASURE
    length = ngettext("%(num)s question", "%(num)s questions", build.length)
    said = [
        mode_name(build.mode),
        "" if is_measure else length,
        _time(build.minutes, extra_time=build.extra_time) if build.minutes else "",
        convention_name(build.convention) if is_exam else "",
        _list(topic_name, filters.topics) if "topics" in filters.narrowed else "",
        _list(type_name, filters.types),
        _list(difficulty_name, filters.difficulties),
        _list(status_name, filters.statuses),
        gettext("asks how sure you are") if build.asks_confidence else "",
    ]
    return [part for part in said if part]


def _time(minutes: int, *, extra_time: bool) -> str:
    limit = ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return str(gettext("%(limit)s and a third more", limit=limit) if extra_time else limit)


def _list(name: Callable[[str], str], words: Iterable[str]) -> str:
    return ", ".join(name(word) for word in words)
