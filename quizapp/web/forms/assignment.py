"""Putting an assignment together: what, who, when, and how."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, Field, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import (
    LONGEST,
    LONGEST_MINUTES,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_ATTEMPTS,
    Counting,
    Late,
    PaperKind,
    Plan,
    Reveal,
)
from quizapp.domain.teaching.plan_flaws import Found
from quizapp.web import assignment_words, build_words
from quizapp.web.converters import LARGEST_ID, row_number
from quizapp.web.forms.build import TicksField, word_choices
from quizapp.web.forms.cohorts import LineField
from quizapp.web.forms.fields import RecordingForm, WholeNumberField
from quizapp.web.forms.instants import InstantField
from quizapp.web.words import topic_name, type_name

CHECK, SHOW, TICK = "check", "show", "tick"
# What nobody can change any more once somebody has begun.
SETTLED = (
    "bank",
    "paper",
    "items",
    "topics",
    "shuffles",
    "mode",
    "convention",
    "asks_confidence",
    *(f"draw_{topic}" for topic in Topic),
)
_BESIDES_THE_PLAN = {"title", "note", "version", "client_key", "csrf_token"}
_SHOWN_TYPES = (
    "sba",
    "multiple",
    "short_menu",
    "long_menu",
    "short_answer",
    "concordance",
    "case",
)


def _clean(text: str | None) -> str:
    """A text as it can be stored: without U+0000 and halves of characters."""
    kept = (text or "").replace("\x00", "").replace("\r\n", "\n")
    return kept.encode("utf-8", "ignore").decode().strip()


class AssignmentForm(RecordingForm):
    """Everything an instructor decides about an assignment."""

    version = WholeNumberField(default=0)
    title = LineField(
        _l("Title"),
        validators=[
            DataRequired(_l("Give the assignment a title.")),
            Length(max=LONGEST_TITLE, message=_l("Use 120 characters at most.")),
        ],
    )
    note = TextAreaField(
        _l("Note to the learners"),
        filters=[_clean],
        validators=[Length(max=LONGEST_NOTE, message=_l("Use 2,000 characters at most."))],
    )
    bank = RadioField(_l("Condition"), validators=[InputRequired(_l("Choose a condition."))])
    paper = RadioField(
        _l("Questions"),
        choices=word_choices(list(PaperKind), assignment_words.paper_name),
        default=PaperKind.FIXED,
    )
    items = TicksField(
        _l("The questions"), name="item", id="items", coerce=int, validate_choice=False
    )
    topics = TicksField(_l("Topics"), name="topic", choices=word_choices(list(Topic), topic_name))
    shuffles = BooleanField(_l("In another order for each learner"))
    opens_at = InstantField(_l("Opens at"))
    closes_at = InstantField(_l("Closes at"))
    minutes = WholeNumberField(
        _l("Time limit in minutes"),
        validators=[
            Optional(),
            NumberRange(
                1, LONGEST_MINUTES, _l("Give it 1 to 300 minutes, or leave the field empty.")
            ),
        ],
    )
    late = RadioField(
        _l("Late work"),
        choices=word_choices(list(Late), assignment_words.late_name),
        default=Late.REFUSE,
    )
    late_deduction = WholeNumberField(
        _l("What each day late costs, in percent of the score"),
        default=0,
        validators=[Optional(), NumberRange(0, 100, _l("Enter a number from 0 to 100."))],
    )
    attempts_allowed = WholeNumberField(
        _l("Attempts"),
        default=1,
        validators=[
            Optional(),
            NumberRange(1, MOST_ATTEMPTS, _l("Allow 1 to 20 attempts, or leave the field empty.")),
        ],
    )
    counting = RadioField(
        _l("Which of several attempts counts"),
        choices=word_choices(list(Counting), assignment_words.counting_name),
        default=Counting.BEST,
    )
    mode = RadioField(
        _l("Mode"),
        choices=word_choices([Mode.EXAM, Mode.PRACTICE], build_words.mode_name),
        default=Mode.EXAM,
    )
    convention = RadioField(
        _l("How answers are marked"),
        choices=word_choices(list(Convention), build_words.convention_name),
        default=Convention.EDN,
    )
    asks_confidence = BooleanField(_l("Ask how sure they are of each answer"))
    reveal = RadioField(
        _l("What learners see after handing in"),
        choices=word_choices(list(Reveal), assignment_words.reveal_name),
        default=Reveal.SCORE,
    )
    # What the list of questions shows; what is ticked and not shown stays ticked.
    show_topic = SelectField(_l("Topic"), default="", validate_choice=False)
    show_type = SelectField(_l("Type of question"), default="", validate_choice=False)

    def __init__(
        self, banks: Sequence[SelectChoice], *, settled: Plan | None = None, **values: Any
    ) -> None:
        """The form as it was sent, with the banks there are; ``settled``: somebody has begun."""
        super().__init__(**values)
        self.settled = settled
        self.bank.choices = banks
        everything = SelectChoice("", str(_l("All")))
        self.show_topic.choices = [
            everything,
            *(SelectChoice(topic.value, topic_name(topic)) for topic in Topic),
        ]
        self.show_type.choices = [
            everything,
            *(SelectChoice(kind, type_name(kind)) for kind in _SHOWN_TYPES),
        ]
        if settled is not None:
            for name in SETTLED:
                del self[name]

    @property
    def draws(self) -> list[tuple[Topic, Field]]:
        """How many are drawn of each topic."""
        return [(topic, self[f"draw_{topic}"]) for topic in Topic]

    def chosen_items(self) -> tuple[int, ...]:
        """The items that were ticked, shown or not; what is no number is passed over."""
        return tuple(
            dict.fromkeys(item for item in self.items.data or () if 0 < item <= LARGEST_ID)
        )

    def tick(self, items: Iterable[int]) -> None:
        """Tick these items too."""
        self.items.data = list(dict.fromkeys([*self.chosen_items(), *items]))

    @property
    def has_plan(self) -> bool:
        """Whether a plan can be read from what was sent; a title may still be missing."""
        return set(self.errors) <= _BESIDES_THE_PLAN

    def plan(self) -> Plan:
        """What was decided; of what is settled, what it was."""
        decided: dict[str, Any] = {
            "minutes": self.minutes.data,
            "opens_at": self.opens_at.data,
            "closes_at": self.closes_at.data,
            "late": Late(self.late.data),
            "late_deduction": self.late_deduction.data or 0,
            "attempts_allowed": self.attempts_allowed.data,
            "counting": Counting(self.counting.data),
            "reveal": Reveal(self.reveal.data),
        }
        if self.settled is not None:
            mine = self.settled
            return Plan(
                mode=mine.mode,
                paper=mine.paper,
                items=mine.items,
                draw=mine.draw,
                topics=mine.topics,
                shuffles=mine.shuffles,
                convention=mine.convention,
                asks_confidence=mine.asks_confidence,
                **decided,
            ).settled()
        paper = PaperKind(self.paper.data)
        return Plan(
            mode=Mode.MEASURE if paper is PaperKind.ADAPTIVE else Mode(self.mode.data),
            paper=paper,
            items=self.chosen_items(),
            draw={topic.value: field.data for topic, field in self.draws if field.data},
            topics=tuple(self.topics.data or ()),
            shuffles=self.shuffles.data,
            convention=Convention(self.convention.data),
            asks_confidence=self.asks_confidence.data,
            **decided,
        ).settled()

    def refuse(self, found: Collection[Found], paper: PaperKind) -> None:
        """Say at each field what is wrong with the plan."""
        for one in found:
            at, said = assignment_words.flaw_at(one, paper)
            field = self[at if at in self else "closes_at"]
            field.errors = [*field.errors, said]

    def show(self, *, title: str, note: str, bank: str, version: int, plan: Plan) -> None:
        """Fill the form in, where nothing was sent."""
        self.title.data, self.note.data, self.version.data = title, note, version
        for name in ("minutes", "opens_at", "closes_at", "late", "late_deduction", "counting"):
            self[name].data = getattr(plan, name)
        self.attempts_allowed.data, self.reveal.data = plan.attempts_allowed, plan.reveal
        if self.settled is not None:
            return
        self.bank.data, self.paper.data = bank, plan.paper
        self.mode.data = Mode.EXAM if plan.mode is Mode.MEASURE else plan.mode
        self.items.data, self.topics.data = list(plan.items), list(plan.topics)
        for topic, field in self.draws:
            field.data = plan.draw.get(topic)
        self.shuffles.data, self.convention.data = plan.shuffles, plan.convention
        self.asks_confidence.data = plan.asks_confidence


for _topic in Topic:
    setattr(
        AssignmentForm,
        f"draw_{_topic}",
        WholeNumberField(
            LazyString(topic_name, _topic),
            validators=[Optional(), NumberRange(0, LONGEST, _l("Enter a number from 0 to 100."))],
        ),
    )


def copied_from() -> int | None:
    """The assignment that a new one is to be like, as the address asks."""
    return request.args.get("copy", type=row_number)
