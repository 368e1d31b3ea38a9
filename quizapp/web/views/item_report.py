"""The questions of an assignment or a bank, and the paper as a whole, put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import shorten

from flask_babel import gettext, ngettext

from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.choice_statistics import ChoiceFigures
from quizapp.domain.grading.item_statistics import ItemFigures
from quizapp.domain.grading.paper_statistics import PaperFigures
from quizapp.domain.grading.trouble import ENOUGH_ANSWERS, ENOUGH_FOR_A_PAPER, Trouble
from quizapp.services.teaching.item_report import ItemLine, ItemReport
from quizapp.web import words
from quizapp.web.item_words import FlagText
from quizapp.web.markdown import render_inline
from quizapp.web.views.item_figures import NOT_KNOWN, Figure, flag_texts, number, share, tenths

EXCERPT = 90
# Options of a question whose choices have room in a table of all questions.
MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class RowView:
    """A question in the table; ``cells`` are empty where too few have answered it."""

    href: str
    stem: str
    about: tuple[str, ...]
    state: str
    answers: int
    cells: tuple[str, ...]
    flags: tuple[FlagText, ...]


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """All that the page of an assignment's or a bank's questions says.

    ``troubled`` are the rows that have something to look at, worst first. ``columns`` are the
    headings of the rows' cells, with what each means.
    """

    lang: Language
    attempts: int
    paper: tuple[Figure, ...]
    warnings: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowView, ...]
    troubled: tuple[RowView, ...]


def items_page(report: ItemReport, lang: Language, href: Callable[[int], str]) -> ItemsPage:
    """Put a report into words; ``href`` leads from an item's id to the page about it."""
    weighted = report.paper is not None and report.paper.same_for_all
    rows = tuple(_row(line, lang, href(line.item_id), weighted=weighted) for line in report.lines)
    troubled = tuple(
        row
        for row, line in zip(rows, report.lines, strict=True)
        if not line.dropped and any(flag.trouble is not Trouble.FEW_ANSWERS for flag in line.flags)
    )
    return ItemsPage(
        lang=lang,
        attempts=report.attempts,
        paper=tuple(_paper(report.paper)) if report.paper else (),
        warnings=tuple(_warnings(report)),
        columns=tuple(_columns(weighted=weighted)),
        rows=rows,
        troubled=troubled,
    )


def _row(line: ItemLine, lang: Language, href: str, *, weighted: bool) -> RowView:
    content, figures = line.content, line.figures
    stem = render_inline(content.prompt[lang], lang).striptags()
    known = figures is not None and figures.n >= ENOUGH_ANSWERS
    return RowView(
        href=href,
        stem=shorten(stem, EXCERPT, placeholder="…"),
        about=(words.type_name(content.type), words.topic_name(content.topic)),
        state=_state(line),
        answers=line.answers,
        cells=tuple(_cells(line, figures, weighted=weighted)) if known and figures else (),
        flags=flag_texts(line, lang),
    )


def _state(line: ItemLine) -> str:
    if line.dropped:
        return str(gettext("Dropped: it does not count"))
    return str(gettext("Key corrected")) if line.corrected else ""


def _columns(*, weighted: bool) -> Iterator[tuple[str, str]]:
    yield gettext("Facility"), gettext("mean share of the points")
    yield gettext("SD"), gettext("standard deviation, in points")
    yield gettext("Discrimination"), gettext("correlation with the other questions")
    yield gettext("Efficiency"), gettext("discrimination, in per cent of what was possible")
    yield gettext("Upper–lower"), gettext("best 27% minus weakest 27%")
    if weighted:
        yield gettext("Weight"), gettext("effective, and intended")
    yield gettext("Choices"), gettext("of each option in its order")


def _cells(line: ItemLine, figures: ItemFigures, *, weighted: bool) -> Iterator[str]:
    """One for each of `_columns`."""
    yield share(figures.facility)
    yield number(figures.sd)
    yield number(figures.r_rest)
    yield share(figures.efficiency)
    yield number(figures.upper_lower)
    if weighted:
        yield f"{share(figures.effective_weight)} / {share(figures.intended_weight)}"
    yield _chosen(line.choices)


def _chosen(choices: ChoiceFigures | None) -> str:
    """«5 / ✓7 / 22»; of a long menu it would say too little for its length."""
    if choices is None or len(choices.options) > MOST_LISTED:
        return NOT_KNOWN
    return " / ".join(f"{'✓' if one.is_right else ''}{one.chosen}" for one in choices.options)


def _paper(paper: PaperFigures) -> Iterator[Figure]:
    if paper.sittings < ENOUGH_ANSWERS:
        return
    error = paper.standard_error
    yield Figure(
        gettext("Mean"),
        gettext(
            "%(points)s of %(maximum)s",
            points=words.points(paper.mean),
            maximum=words.points(paper.maximum),
        ),
        gettext("Standard deviation: %(points)s", points=number(paper.sd)),
    )
    yield Figure(
        gettext("Internal consistency (CIC)"),
        tenths(paper.cic),
        gettext(
            "Cronbach’s α = %(alpha)s. For decisions about people, 70%% is the least, 80%% good.",
            alpha=number(paper.alpha),
        ),
    )
    yield Figure(
        gettext("Error ratio"),
        tenths(paper.error_ratio),
        gettext("How much of the differences between learners is chance."),
    )
    yield Figure(
        gettext("Standard error"),
        number(paper.standard_error),
        gettext(
            "In points, %(share)s of the maximum: in two of three cases a score is no further "
            "from the learner’s true one.",
            share=share(None if error is None else error / paper.maximum),
        ),
    )


def _warnings(report: ItemReport) -> Iterator[str]:
    if report.adaptive:
        yield gettext(
            "Questions were chosen by earlier answers: figures of the whole paper would mean "
            "nothing, and those of a question are lower than they would be for all."
        )
    if not report.attempts:
        return
    if report.attempts < ENOUGH_ANSWERS:
        yield ngettext(
            "%(num)s attempt so far: figures are shown from %(enough)s on.",
            "%(num)s attempts so far: figures are shown from %(enough)s on.",
            report.attempts,
            enough=ENOUGH_ANSWERS,
        )
    elif report.attempts < ENOUGH_FOR_A_PAPER:
        yield ngettext(
            "%(num)s attempt so far: these figures are rough, the next ten may change them.",
            "%(num)s attempts so far: these figures are rough, the next ten may change them.",
            report.attempts,
        )
    if report.paper is not None and not report.paper.same_for_all:
        yield gettext(
            "Learners had different questions. What is said of the paper is an estimate for one of "
            "as many such questions that all have; each question is compared with what its own "
            "learners earned elsewhere."
        )
