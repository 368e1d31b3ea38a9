"""An assignment in words: its choices, what is wrong with it, and the sentence that sums it up."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import Counting, Late, PaperKind, Plan, Reveal
from quizapp.domain.teaching.plan_flaws import Flaw, Found
from quizapp.web import build_words
from quizapp.web.locale import moment
from quizapp.web.words import measure_length, topic_name

_PAPERS = {
    PaperKind.FIXED: (
        _l("The same questions for all"),
        _l("You choose them one by one."),
    ),
    PaperKind.DRAW: (
        _l("Drawn for each learner"),
        _l("So many of each topic; a case comes whole, or not at all."),
    ),
    PaperKind.ADAPTIVE: (
        _l("Chosen by the answers: a measure"),
        _l("8 to 20 questions, until the level is known well enough. Explains nothing before."),
    ),
}
_MODES = {
    Mode.EXAM: _l("Answers are marked and explained once it is handed in."),
    Mode.PRACTICE: _l("Each answer is explained at once, and everything is shown."),
}
_REVEALS = {
    Reveal.CLOSED: (
        _l("Nothing until it has closed for all"),
        _l("Then everything. Where late work is taken, you show the results by hand."),
    ),
    Reveal.SCORE: (
        _l("Their own score"),
        _l("And everything once it has closed for all, or you show the results by hand."),
    ),
    Reveal.EVERYTHING: (
        _l("Everything, as soon as they hand in"),
        _l("Those who come later may hear the keys from those who came first."),
    ),
}
_LATES = {
    Late.REFUSE: _l("Refuse it: what is open ends by itself at the closing date"),
    Late.ACCEPT: _l("Take it, marked as late"),
}
_COUNTINGS = {
    Counting.BEST: _l("The best"),
    Counting.LAST: _l("The last"),
    Counting.FIRST: _l("The first"),
    Counting.MEAN: _l("The mean of all"),
}
_FLAWS = {
    Flaw.NO_ITEM: _l("Choose at least one question."),
    Flaw.TOO_MANY: _l("%(num)s questions are too many: a paper has 100 at most."),
    Flaw.CLOSES_BEFORE_IT_OPENS: _l("It closes before it opens: choose a later closing date."),
    Flaw.CLOSED_ALREADY: _l("The closing date is past: choose a later one."),
    Flaw.NEVER_CLOSES: _l(
        "Without a closing date, nothing would ever be shown by itself: set one, or show the score."
    ),
    Flaw.LATE_WITHOUT_CLOSING: _l(
        "Without a closing date nothing is late: set one, or refuse late work."
    ),
}
# At which field of the form a flaw is mended.
_FIELDS = {
    Flaw.NO_ITEM: "items",
    Flaw.TOO_MANY: "items",
    Flaw.TOO_FEW_TO_MEASURE: "topics",
    Flaw.CLOSES_BEFORE_IT_OPENS: "closes_at",
    Flaw.CLOSED_ALREADY: "closes_at",
    Flaw.NEVER_CLOSES: "reveal",
    Flaw.LATE_WITHOUT_CLOSING: "late",
}


def paper_name(paper: str) -> str:
    return str(_PAPERS[PaperKind(paper)][0])


def paper_note(paper: str) -> str:
    return str(_PAPERS[PaperKind(paper)][1])


def mode_note(mode: str) -> str:
    return str(_MODES[Mode(mode)])


def convention_note(convention: str) -> str:
    return build_words.convention_note(convention)


def reveal_name(reveal: str) -> str:
    return str(_REVEALS[Reveal(reveal)][0])


def reveal_note(reveal: str) -> str:
    return str(_REVEALS[Reveal(reveal)][1])


def late_name(late: str) -> str:
    return str(_LATES[Late(late)])


def counting_name(counting: str) -> str:
    return str(_COUNTINGS[Counting(counting)])


def flaw_at(found: Found, paper: PaperKind) -> tuple[str, str]:
    """The field of the form where a flaw is mended, and what is wrong."""
    at = _FIELDS.get(found.flaw, f"draw_{found.topic}")
    if at == "items" and paper is PaperKind.DRAW:
        at = f"draw_{next(iter(Topic))}"
    return at, flaw_text(found, paper)


def flaw_text(found: Found, paper: PaperKind = PaperKind.FIXED) -> str:
    """What is wrong with a plan, and what to do."""
    number = found.number
    if found.flaw is Flaw.DRAWS_TOO_MANY:
        return str(
            ngettext(
                "%(topic)s has %(num)s question only: draw fewer.",
                "%(topic)s has %(num)s questions only: draw fewer.",
                number,
                topic=topic_name(found.topic),
            )
        )
    if found.flaw is Flaw.CASES_DO_NOT_FIT:
        return str(
            gettext(
                "%(topic)s: cases come whole, so some would get %(num)s only: draw another number.",
                num=number,
                topic=topic_name(found.topic),
            )
        )
    if found.flaw is Flaw.TOO_FEW_TO_MEASURE:
        return str(
            ngettext(
                "%(num)s question can measure here, and 8 are needed: add topics.",
                "%(num)s questions can measure here, and 8 are needed: add topics.",
                number,
            )
        )
    if found.flaw is Flaw.NO_ITEM and paper is PaperKind.DRAW:
        return str(gettext("Say of at least one topic how many questions are drawn."))
    return str(_FLAWS[found.flaw]) % {"num": number}


def sentence(plan: Plan, *, bank: str, cohort: str, learners: int) -> str:
    """All of a plan in one sentence, dates in the reader's zone."""
    parts = [
        gettext(
            "%(cohort)s (%(learners)s) gets %(paper)s on “%(bank)s”: %(mode)s",
            cohort=cohort,
            learners=ngettext("%(num)s learner", "%(num)s learners", learners),
            paper=_paper(plan),
            bank=bank,
            mode=_mode(plan),
        ),
        _window(plan.opens_at, plan.closes_at),
        _late(plan),
        _time(plan),
        _attempts(plan),
        _shown(plan),
    ]
    return ", ".join(str(part) for part in parts if part) + "."


def _paper(plan: Plan) -> str:
    questions = str(ngettext("%(num)s question", "%(num)s questions", plan.length))
    match plan.paper:
        case PaperKind.FIXED if plan.shuffles:
            return str(gettext("%(questions)s, for each in another order,", questions=questions))
        case PaperKind.FIXED:
            return str(gettext("%(questions)s, the same for all,", questions=questions))
        case PaperKind.DRAW:
            return str(gettext("%(questions)s drawn for each", questions=questions))
        case PaperKind.ADAPTIVE:
            return measure_length(plan.length)


def _mode(plan: Plan) -> str:
    if plan.mode is Mode.EXAM:
        said = gettext(
            "an exam marked by “%(convention)s”",
            convention=build_words.convention_name(plan.convention),
        )
    elif plan.mode is Mode.PRACTICE:
        said = gettext("a practice that explains each answer")
    else:
        said = gettext("a measure")
    asks = gettext("asking how sure they are") if plan.asks_confidence else ""
    return " ".join(str(part) for part in (said, asks) if part)


def _window(opens_at: datetime | None, closes_at: datetime | None) -> str:
    opens = moment(opens_at) if opens_at else ""
    closes = moment(closes_at) if closes_at else ""
    if opens and closes:
        return str(gettext("from %(opens)s until %(closes)s", opens=opens, closes=closes))
    if opens:
        return str(gettext("from %(opens)s on", opens=opens))
    if closes:
        return str(gettext("until %(closes)s", closes=closes))
    return str(gettext("whenever they like"))


def _late(plan: Plan) -> str:
    if plan.late is not Late.ACCEPT:
        return ""
    if not plan.late_deduction:
        return str(gettext("later too, marked as late"))
    return str(
        gettext(
            "later too, for %(percent)s%% of the score a day that was begun",
            percent=plan.late_deduction,
        )
    )


def _time(plan: Plan) -> str:
    if plan.minutes is None:
        return str(gettext("without a time limit"))
    return str(ngettext("with %(num)s minute", "with %(num)s minutes", plan.minutes))


def _attempts(plan: Plan) -> str:
    if plan.attempts_allowed == 1:
        return str(gettext("in one attempt"))
    counting = {
        Counting.BEST: gettext("the best counts"),
        Counting.LAST: gettext("the last counts"),
        Counting.FIRST: gettext("the first counts"),
        Counting.MEAN: gettext("the mean counts"),
    }[plan.counting]
    if plan.attempts_allowed is None:
        return str(gettext("as often as they like (%(counting)s)", counting=counting))
    return str(
        ngettext(
            "in %(num)s attempt (%(counting)s)",
            "in %(num)s attempts (%(counting)s)",
            plan.attempts_allowed,
            counting=counting,
        )
    )


def _shown(plan: Plan) -> str:
    if plan.mode is Mode.PRACTICE:
        return ""
    # Where late work is taken, or there is no date, it never closes by itself.
    by_hand = plan.closes_at is None or plan.late is Late.ACCEPT
    match plan.reveal:
        case Reveal.CLOSED if by_hand:
            return str(gettext("and shows nothing until you show the results by hand"))
        case Reveal.CLOSED:
            return str(gettext("and shows nothing until it has closed for all"))
        case Reveal.SCORE if by_hand:
            return str(gettext("and shows their own score until you show the rest by hand"))
        case Reveal.SCORE:
            return str(gettext("and shows their own score until it has closed for all"))
        case Reveal.EVERYTHING:
            return str(gettext("and shows everything as soon as they hand in"))
