"""One question: its figures, and what was chosen, put into words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import format_decimal, gettext

from quizapp.domain.content.schema import SCALE, Item, OptionsItem
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.choice_statistics import ChoiceFigures
from quizapp.domain.grading.correction import is_correctable
from quizapp.domain.grading.item_statistics import ItemFigures
from quizapp.domain.grading.trouble import ENOUGH_ANSWERS
from quizapp.services.teaching.item_report import ItemLine
from quizapp.web import words
from quizapp.web.item_words import FlagText, flag_text
from quizapp.web.locale import language
from quizapp.web.result_words import decimal, percent
from quizapp.web.thirds_chart import MOST_OPTIONS, ThirdsChart, thirds_chart
from quizapp.web.views.feedback import panel_feedback
from quizapp.web.views.parts import Prompt, lettered, prompt_of

NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, and what it means."""

    name: str
    value: str
    meaning: str


class ListedOption(NamedTuple):
    """An option in the order of pages; ``letter`` is a number in a long menu, ``lang`` of its text.

    ``is_right``: it gives points; of a panel, an expert chose it.
    """

    id: str
    letter: str
    text: str
    lang: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """An option in the table of choices; None for the answers that were left empty."""

    option: ListedOption | None
    chosen: int
    share: str
    r_rest: str
    thirds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """All that the page of one question says; ``chart`` is None where there is none to draw."""

    lang: Language
    line: ItemLine
    flags: tuple[FlagText, ...]
    correctable: bool
    figures: tuple[Figure, ...]
    options: tuple[ListedOption, ...]
    choices: tuple[ChoiceRow, ...]
    sizes: tuple[int, ...]
    chart: ThirdsChart | None
    prompt: Prompt


def item_page(line: ItemLine, lang: Language) -> ItemPage:
    """Put one question of a report into words."""
    known = line.answers >= ENOUGH_ANSWERS
    listed = listed_options(line.content, lang)
    choices = line.choices if known else None
    return ItemPage(
        lang=lang,
        line=line,
        flags=flag_texts(line, lang),
        correctable=is_correctable(line.content),
        figures=tuple(item_figures(line.figures)) if line.figures and known else (),
        options=tuple(listed),
        choices=tuple(_choices(listed, choices)) if choices else (),
        sizes=choices.sizes if choices else (),
        chart=_chart(listed, choices) if choices else None,
        prompt=prompt_of(line.content, (), lang),
    )


def flag_texts(line: ItemLine, lang: Language) -> tuple[FlagText, ...]:
    """What to look at in a question, in words."""
    names = {one.id: (one.text, one.lang) for one in listed_options(line.content, lang)}
    return tuple(flag_text(flag, names=names, answers=line.answers) for flag in line.flags)


def listed_options(content: Item, lang: Language) -> list[ListedOption]:
    """The options of an item in the order of pages; none of one that is answered otherwise."""
    panel = panel_feedback(content, frozenset())
    if panel is not None:
        return [
            ListedOption(name, one.letter, one.text, language(), is_right=one.experts > 0)
            for name, one in zip(SCALE, panel.points, strict=True)
        ]
    if not isinstance(content, OptionsItem):
        return []
    return [
        ListedOption(
            option.id,
            letter or str(number),
            option.text[lang],
            lang,
            is_right=option.correct or option.also_accepted,
        )
        for number, (option, letter) in enumerate(lettered(content, content.options, lang), 1)
    ]


def item_figures(figures: ItemFigures) -> Iterator[Figure]:
    yield Figure(gettext("Answers"), str(figures.n), "")
    yield Figure(
        gettext("Facility"),
        share(figures.facility),
        gettext("The share of its points that learners earned."),
    )
    yield Figure(
        gettext("Standard deviation"),
        gettext(
            "%(points)s of %(maximum)s",
            points=number(figures.sd),
            maximum=words.points(figures.maximum),
        ),
        gettext("How far learners lie apart, in points."),
    )
    yield Figure(
        gettext("Discrimination (item–rest)"),
        number(figures.r_rest),
        gettext(
            "Correlation with the points of the other questions. From 0.30 on it is good, under "
            "0.10 it tells next to nothing, below 0 something is wrong."
        ),
    )
    yield Figure(
        gettext("Correlation with the total (r_pbis)"),
        number(figures.r_pbis),
        gettext("The question is part of the total, so that this is always the higher one."),
    )
    yield Figure(
        gettext("Discriminative efficiency"),
        share(figures.efficiency),
        gettext(
            "How much of the discrimination that is possible at this difficulty is there. It helps "
            "to judge very easy and very hard questions."
        ),
    )
    yield Figure(
        gettext("Upper–lower index"),
        number(figures.upper_lower),
        gettext("Facility among the best 27% by total, minus that among the weakest 27%."),
    )
    if figures.intended_weight is not None:
        yield Figure(
            gettext("Intended weight"),
            share(figures.intended_weight),
            gettext("Its share of the points of the paper."),
        )
        yield Figure(
            gettext("Effective weight"),
            share(figures.effective_weight),
            gettext(
                "How much it really decides about who is above whom. There is none where it goes "
                "against the total."
            ),
        )


def _choices(listed: Sequence[ListedOption], choices: ChoiceFigures) -> Iterator[ChoiceRow]:
    found = {figures.id: figures for figures in choices.options}
    for option in listed:
        figures = found[option.id]
        yield ChoiceRow(
            option=option,
            chosen=figures.chosen,
            share=percent(figures.share),
            r_rest=number(figures.r_rest),
            thirds=tuple(map(percent, figures.thirds)),
        )
    yield ChoiceRow(
        option=None,
        chosen=choices.blank,
        share=percent(choices.blank_share),
        r_rest="",
        thirds=tuple(map(percent, choices.blank_thirds)),
    )


def _chart(listed: Sequence[ListedOption], choices: ChoiceFigures) -> ThirdsChart | None:
    """Of a long menu only what is right, and what was chosen most."""
    if not sum(choices.sizes):
        return None
    found = {figures.id: figures for figures in choices.options}
    first = sorted(listed, key=lambda one: (not one.is_right, -found[one.id].chosen))
    drawn = set(first[:MOST_OPTIONS])
    return thirds_chart(
        [
            (f"✓ {one.letter}" if one.is_right else one.letter, one.is_right, found[one.id].thirds)
            for one in listed
            if one in drawn
        ]
    )


def number(value: float | None) -> str:
    """Two decimals, or a dash for what is not known."""
    # Adding nothing makes a zero of what is less than a hundredth below it.
    return NOT_KNOWN if value is None else decimal(round(value, 2) + 0.0)


def share(value: float | None) -> str:
    """Whole per cent of a share, or a dash for what is not known."""
    return NOT_KNOWN if value is None else percent(value).replace("-", "−")


def tenths(value: float | None) -> str:
    """Per cent with one decimal."""
    if value is None:
        return NOT_KNOWN
    written = str(format_decimal(value, format="0.0")).replace("-", "−")
    return str(gettext("%(value)s%%", value=written))
