"""The page on which an assignment is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from quizapp.domain.content.schema import ClozeItem
from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.teaching.assignment import Plan
from quizapp.models import Assignment, Bank, Cohort
from quizapp.services import catalogue
from quizapp.services.teaching.bank_questions import Block, contents_of, stock_of
from quizapp.services.teaching.builder import Builder
from quizapp.web import assignment_words
from quizapp.web.forms.assignment import AssignmentForm
from quizapp.web.locale import language, time_zone
from quizapp.web.views.parts import spoken_language

# A page with more would be slow to read, and to load; the filters show the others.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question to be ticked, or a case as a whole: ``questions`` of them."""

    id: int
    text: str
    type: str
    key: str
    questions: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """The questions of a topic that are shown, and how many the topic has in all."""

    topic: str
    lines: tuple[QuestionLine, ...]
    total: int

    @property
    def ticked(self) -> int:
        return sum(line.questions for line in self.lines if line.ticked)


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """The builder as it stands.

    ``says`` is the sentence that sums it up; "" where the form does not hold together yet. ``kept``
    are ticked items that the filters do not show; ``left_out`` is how many questions are too many
    to be shown. ``has_begun``: somebody has, and what was asked is settled.
    """

    form: AssignmentForm
    cohort: Cohort
    assignment: Assignment | None
    learners: int
    says: str
    lang: Language
    zone: str
    has_begun: bool
    checked: bool = False
    outdated: bool = False
    stock: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[TopicGroup, ...] = ()
    kept: tuple[int, ...] = ()
    left_out: int = 0
    ticked: int = 0
    reuse: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Listed:
    groups: tuple[TopicGroup, ...] = ()
    kept: tuple[int, ...] = ()
    left_out: int = 0
    ticked: int = 0


def bank_choices(session: Session) -> list[SelectChoice]:
    """The banks that have questions."""
    return [
        SelectChoice(bank.slug, bank.title(language()))
        for bank in catalogue.list_banks(session)
        if bank.questions
    ]


def builder_page(
    session: Session,
    builder: Builder,
    form: AssignmentForm,
    *,
    plan: Plan | None,
    bank: Bank,
    blocks: Sequence[Block] = (),
    checked: bool = False,
    outdated: bool = False,
) -> AssignmentPage:
    """The page of a form. ``plan`` is what its sentence says, ``blocks`` what its bank asks."""
    lang = spoken_language(bank)
    says = ""
    if plan is not None:
        says = assignment_words.sentence(
            plan,
            bank=bank.meta["title"][lang],
            cohort=builder.cohort.name,
            learners=builder.learners,
        )
    listed = _Listed()
    if form.settled is None:
        listed = _questions(session, form, blocks, lang)
    return AssignmentPage(
        form=form,
        cohort=builder.cohort,
        assignment=builder.assignment,
        learners=builder.learners,
        says=says,
        lang=lang,
        zone=time_zone(),
        has_begun=form.settled is not None,
        checked=checked,
        outdated=outdated,
        stock=stock_of(blocks).questions,
        groups=listed.groups,
        kept=listed.kept,
        left_out=listed.left_out,
        ticked=listed.ticked,
        reuse=builder.others,
    )


def shown_blocks(form: AssignmentForm, blocks: Sequence[Block]) -> list[Block]:
    """What the page shows of a bank: so much of what the filters of the form let through."""
    return _matching(form, blocks)[:MOST_SHOWN]


def _matching(form: AssignmentForm, blocks: Sequence[Block]) -> list[Block]:
    topic, kind = form.show_topic.data, form.show_type.data
    return [
        block
        for block in blocks
        if (not topic or block.topic == topic) and (not kind or block.type == kind)
    ]


def _questions(
    session: Session, form: AssignmentForm, blocks: Sequence[Block], lang: Language
) -> _Listed:
    chosen = set(form.chosen_items())
    shown = shown_blocks(form, blocks)
    contents = contents_of(session, shown)
    lines: dict[str, list[QuestionLine]] = {}
    for block in shown:
        content = contents[block.items[0]]
        lines.setdefault(block.topic, []).append(
            QuestionLine(
                id=block.items[0],
                text=_text(content, lang),
                type=block.type,
                key=content.id,
                questions=len(block.items),
                ticked=not chosen.isdisjoint(block.items),
            )
        )
    totals: dict[str, int] = {}
    for block in blocks:
        totals[block.topic] = totals.get(block.topic, 0) + len(block.items)
    hidden = [block for block in blocks if block.items[0] not in contents]
    return _Listed(
        groups=tuple(TopicGroup(topic, tuple(of), totals[topic]) for topic, of in lines.items()),
        kept=tuple(block.items[0] for block in hidden if not chosen.isdisjoint(block.items)),
        left_out=len(_matching(form, blocks)) - len(shown),
        ticked=sum(len(block.items) for block in blocks if not chosen.isdisjoint(block.items)),
    )


def _text(content: ItemContent, lang: Language) -> str:
    if content.case is not None:
        return content.case.title[lang]
    return "" if isinstance(content, ClozeItem) else content.prompt[lang]
