"""Answers to be marked by hand, put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.regrade import Share
from quizapp.domain.grading.unsure import Doubt, Unsure
from quizapp.models import Assignment
from quizapp.services import catalogue
from quizapp.services.teaching.manual_marks import MarkedGroup, UnsureItem
from quizapp.web.page import new_client_key
from quizapp.web.result_words import percent
from quizapp.web.views.parts import spoken_language

_SHARES = {
    Share.FULL: _l("all points"),
    Share.HALF: _l("half of them"),
    Share.NOTHING: _l("none"),
}


@dataclass(frozen=True, slots=True)
class GroupView:
    """Answers that say the same. ``sent``: what a form that was refused had in it."""

    id: str
    marked: MarkedGroup
    text: str
    language: str
    spellings: str
    count: str
    said: str
    now: str
    shares: tuple[tuple[str, str], ...]
    client_key: str
    sent: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ItemView:
    """A question with what it accepts and rejects, and the sentences that it stands on."""

    item_id: int
    stem: str
    accepted: tuple[tuple[str, str], ...]
    source: tuple[str, ...]
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class MarksPage:
    """All groups of an assignment; ``open`` of them wait for a decision."""

    assignment: Assignment
    lang: Language
    items: tuple[ItemView, ...]
    open: int


def marks_page(
    session: Session,
    assignment: Assignment,
    found: list[UnsureItem],
    sent: Mapping[str, str] | None = None,
) -> MarksPage:
    """Put the answers to be marked into words."""
    lang = spoken_language(assignment.bank)
    text = catalogue.study_text(session, assignment.bank, lang)
    lines = {line.id: line.text for part in text.paragraphs for line in part.sentences}
    return MarksPage(
        assignment=assignment,
        lang=lang,
        items=tuple(_item(one, lang, lines, sent or {}) for one in found),
        open=sum(group.is_open for one in found for group in one.groups),
    )


def _item(
    found: UnsureItem, lang: Language, lines: Mapping[str, str], sent: Mapping[str, str]
) -> ItemView:
    content = found.content
    return ItemView(
        item_id=found.item_id,
        stem=content.stem[lang],
        accepted=tuple(
            (str(language), " · ".join(forms)) for language, forms in content.answers.items()
        ),
        source=tuple(lines[key] for key in content.sentences if key in lines),
        groups=tuple(
            _group(found, number, group, sent)
            for number, group in enumerate(
                sorted(found.groups, key=lambda group: not group.is_open), start=1
            )
        ),
    )


def _group(
    found: UnsureItem, number: int, marked: MarkedGroup, sent: Mapping[str, str]
) -> GroupView:
    group = marked.group
    names = (group.language, group.form, str(group.unsure.doubt))
    is_sent = names == (sent.get("language"), sent.get("form"), sent.get("doubt"))
    return GroupView(
        id=f"g{found.item_id}-{number}",
        marked=marked,
        text=group.text,
        language=group.language,
        spellings=", ".join(f"{text} ({n})" for text, n in group.written[1:]),
        count=str(ngettext("%(num)s answer", "%(num)s answers", group.count)),
        said=_said(group.unsure),
        now=_now(marked),
        shares=tuple(
            (share.name, str(name))
            for share, name in _SHARES.items()
            if share is not Share.HALF or found.has_half
        ),
        client_key=new_client_key(),
        sent=sent if is_sent else {},
    )


def _said(unsure: Unsure) -> str:
    if unsure.doubt is Doubt.TYPO:
        return str(gettext("Taken for “%(form)s” with a slip of the keyboard.", form=unsure.near))
    return str(gettext("No known answer says this."))


def _now(marked: MarkedGroup) -> str:
    if marked.share is not None:
        return str(gettext("By hand: %(share)s.", share=_SHARES[marked.share]))
    return str(gettext("Now: %(share)s of the points.", share=percent(marked.credit)))
