"""Parts that questions and cards have in common: options, cases, the source in the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from sqlalchemy.orm import Session

from quizapp.domain.content.schema import (
    SCALE,
    BasicItem,
    ClozeItem,
    ConcordanceItem,
    Item,
    LongMenuItem,
    MultipleItem,
    Option,
    SbaItem,
    ShortAnswerItem,
    ShortMenuItem,
)
from quizapp.domain.content.vocabulary import Language
from quizapp.models import Bank
from quizapp.services import catalogue
from quizapp.services.catalogue import NoteLine, Paragraph, spoken
from quizapp.web import words
from quizapp.web.locale import language


@dataclass(frozen=True, slots=True)
class OptionLine:
    """An option before the answer: nothing in it tells the key. ``lang``: of its text.

    ``letter`` is empty where there are too many options to choose by letter.
    """

    id: str
    text: str
    letter: str
    lang: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """The case a question belongs to, as far as it has been told; the newest information last."""

    title: str
    format: str
    position: int
    length: int
    information: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What a concordance item adds to its scenario, and the words of the page around it.

    ``lead`` stands before the hypothesis, before the finding, and before the scale.
    ``illustrative``: its panel was made up to show the format.
    """

    lead: tuple[str, str, str]
    hypothesis: str
    finding: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item stands in the text, and what lies beyond it."""

    lang: str
    marked: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[NoteLine, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked, in one language: all of it, and nothing that tells the answer.

    ``way`` is how it is answered: by ticking "one" or "several" options, by a point of a "scale",
    or by "text". ``announced`` is the number of options that a menu asks for. ``script`` belongs
    to a concordance item.
    """

    lang: str
    kind: str
    way: str
    stem: str
    options: tuple[OptionLine, ...]
    announced: int | None
    case: CaseLine | None
    script: Script | None


def spoken_language(bank: Bank) -> Language:
    """The language in which this reader is shown the content of a bank."""
    return Language(spoken(bank.meta["languages"], language()))


def prompt_of(content: Item, options: Sequence[Option], lang: Language) -> Prompt:
    """The prompt of an item; ``options`` in the order of this showing."""
    return Prompt(
        lang=lang,
        kind=content.type,
        way=_way(content),
        stem="" if isinstance(content, ClozeItem) else content.prompt[lang],
        options=option_lines(content, options, lang),
        announced=len(content.keys) if isinstance(content, ShortMenuItem | LongMenuItem) else None,
        case=_case(content, lang),
        script=script_of(content, lang),
    )


def _way(content: Item) -> str:
    match content:
        case SbaItem():
            return "one"
        case ConcordanceItem():
            return "scale"
        case MultipleItem() | ShortMenuItem() | LongMenuItem():
            return "several"
        case _:
            return "text"


def option_lines(
    content: Item, options: Sequence[Option], lang: Language
) -> tuple[OptionLine, ...]:
    """The options as they are shown: a long menu in the order of the alphabet, to be searched."""
    if isinstance(content, ConcordanceItem):
        return tuple(
            OptionLine(point, words.scale_point(content.kind, point), letter, language())
            for point, letter in zip(SCALE, ascii_uppercase, strict=False)
        )
    return tuple(
        OptionLine(option.id, option.text[lang], letter, lang)
        for option, letter in lettered(content, options, lang)
    )


def lettered(content: Item, options: Sequence[Option], lang: Language) -> list[tuple[Option, str]]:
    """The options of an item in the order of pages, each with its letter: none in a long menu."""
    letters = [""] * len(options) if isinstance(content, LongMenuItem) else ascii_uppercase
    return list(zip(in_order(content, options, lang), letters, strict=False))


def in_order(content: Item, options: Sequence[Option], lang: Language) -> Sequence[Option]:
    """The options of an item in the order in which pages show them."""
    if not isinstance(content, LongMenuItem):
        return options
    return sorted(options, key=lambda option: _folded(option.text[lang]))


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def script_of(content: Item, lang: Language) -> Script | None:
    """What a concordance item adds to its scenario; None for other items."""
    if not isinstance(content, ConcordanceItem):
        return None
    return Script(
        lead=words.script_lead(content.kind),
        hypothesis=content.hypothesis[lang],
        finding=content.finding[lang],
        illustrative=content.panel.illustrative,
    )


def _case(content: Item, lang: Language) -> CaseLine | None:
    case = content.case
    if case is None:
        return None
    return CaseLine(
        title=case.title[lang],
        format=case.format,
        position=case.position,
        length=case.length,
        information=tuple(information[lang] for information in case.information),
    )


def source_of(session: Session, bank: Bank, content: Item) -> Source:
    """The paragraphs an item comes from, its sentences marked, and the notes on them."""
    text = catalogue.study_text(session, bank, language())
    marked = tuple(content.sentences)
    return Source(
        lang=text.language,
        marked=marked,
        paragraphs=text.around(marked),
        notes=tuple(note for note in text.notes if set(note.sentences) & set(marked)),
    )


def expected_answer(content: Item, lang: Language) -> str:
    """The answer in one line, for the types that have one."""
    match content:
        case ShortAnswerItem():
            return content.answers[lang][0]
        case BasicItem():
            return content.back[lang]
        case SbaItem():
            return content.keys[0].text[lang]
        case _:
            return ""
