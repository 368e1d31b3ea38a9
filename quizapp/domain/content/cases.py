"""A case: questions that follow each other on one patient."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, TypeAdapter, model_validator

from quizapp.domain.content.fields import Localized, Model, Slug, TopicName, fault
from quizapp.domain.content.items import BasicItem, CaseStep, ClozeItem, Item, QuizItem
from quizapp.domain.content.vocabulary import CaseFormat, Language


class Step(Model):
    """One question of a case, and what is learnt of the patient with it."""

    information: Localized | None = None
    question: QuizItem


class Case(Model):
    """A patient's story in 3 to 8 ordered questions, without a way back (DP, KFP).

    What is stored and asked are its questions, each with its place in the case; see `items`.
    """

    id: Slug
    type: Literal["case"]
    format: Annotated[CaseFormat, Field(strict=False)]
    topic: TopicName
    title: Localized
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=8, strict=False)]

    @model_validator(mode="after")
    def _steps_follow_each_other(self) -> Self:
        if self.steps[0].information is None:
            first = "the first step tells who the patient is: write its information"
            raise fault("SCHEMA", first, "steps.0.information")
        for position, step in enumerate(self.steps):
            if step.question.case is not None:
                where = f"steps.{position}.question.case"
                raise fault("SCHEMA", "is found out from the steps: remove it", where)
        return self

    @property
    def texts(self) -> Iterator[tuple[str, Mapping[Language, str]]]:
        """What the case itself says, not its questions: field path and text by language."""
        yield "title", self.title
        for step in self.steps:
            if step.information is not None:
                yield f"steps.{step.question.id}.information", step.information

    @property
    def items(self) -> tuple[QuizItem, ...]:
        """The questions in order, each knowing what had been revealed when it is asked."""
        told: list[dict[Language, str]] = []
        items = []
        for position, step in enumerate(self.steps, start=1):
            if step.information is not None:
                told.append(step.information)
            place = CaseStep(
                id=self.id,
                topic=self.topic,
                format=self.format,
                title=self.title,
                position=position,
                length=len(self.steps),
                information=tuple(told),
            )
            items.append(step.question.model_copy(update={"case": place}))
        return tuple(items)


# What may stand in a file of items.
Entry: TypeAlias = Annotated[Item | Case, Field(discriminator="type")]
ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


def cases_among(items: Iterable[Item]) -> tuple[Case, ...]:
    """The cases to which items belong, put together again: a bank keeps only their questions.

    The steps of a case must follow each other, as `Case.items` gives them.
    """
    found: list[list[tuple[CaseStep, QuizItem]]] = []
    for item in items:
        if item.case is None or isinstance(item, ClozeItem | BasicItem):
            continue
        last = found[-1][-1][0] if found else None
        if last is None or last.id != item.case.id or last.position >= item.case.position:
            found.append([])
        found[-1].append((item.case, item))
    return tuple(_together(steps) for steps in found)


def _together(questions: list[tuple[CaseStep, QuizItem]]) -> Case:
    told, steps = 0, []
    for place, question in questions:
        new = place.information[-1] if len(place.information) > told else None
        alone = question.model_copy(update={"case": None})
        steps.append(Step.model_construct(information=new, question=alone))
        told = len(place.information)
    place = questions[0][0]
    return Case.model_construct(
        id=place.id,
        type="case",
        format=place.format,
        topic=place.topic,
        title=place.title,
        steps=tuple(steps),
    )
