"""The words of the search: fields and their values, in English and in French.

A name is compared folded, without accents and spaces: «étiquette» and «Etiquette» are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from quizapp.domain.content.vocabulary import ItemType, Topic
from quizapp.domain.content.words import words_of
from quizapp.domain.learning.query.terms import CardIs, Lately, Measure, Reference


class Field(StrEnum):
    """The fields that take a value of their own kind; see also the enumerations of the terms."""

    TOPIC = "topic"
    TYPE = "type"
    TAG = "tag"
    IS = "is"
    NOTE = "note"


Name = Field | Reference | Lately | Measure
N = TypeVar("N", bound=StrEnum)

# «due» and «revisions» name numbers; is:due and is:review are values. The first French name of each
# is the one to show.
_FIELDS: Mapping[Name, tuple[str, ...]] = {
    Field.TOPIC: ("thème", "sujet"),
    Field.TYPE: (),
    Field.TAG: ("étiquette", "mot-clé", "tags"),
    Field.IS: ("est",),
    Field.NOTE: ("notes",),
    Reference.SENTENCE: ("phrase",),
    Reference.FACT: ("fait",),
    Reference.KEY: ("clé",),
    Lately.RATED: ("évaluée", "évalué", "graded"),
    Lately.FORGOTTEN: ("oubliée", "oublié"),
    Lately.INTRODUCED: ("introduite", "introduit"),
    Measure.RETRIEVABILITY: ("rappel", "recall", "r"),
    Measure.STABILITY: ("stabilité", "s"),
    Measure.DIFFICULTY: ("difficulté", "d"),
    Measure.LAPSES: ("oublis", "échecs"),
    Measure.REVIEWS: ("révisions",),
    Measure.DUE: ("échéance",),
}
_STATES: Mapping[CardIs, tuple[str, ...]] = {
    CardIs.DUE: ("à-réviser", "à-revoir", "dû", "échue"),
    CardIs.NEW: ("nouvelle", "nouveau"),
    CardIs.LEARNING: ("apprentissage", "en-apprentissage"),
    CardIs.REVIEW: ("révision", "en-révision"),
    CardIs.YOUNG: ("jeune",),
    CardIs.MATURE: ("mûre", "mûr"),
    CardIs.SUSPENDED: ("suspendue", "suspendu"),
    CardIs.BURIED: ("mise-de-côté", "enterrée", "enterré"),
    CardIs.FLAGGED: ("marquée", "marqué"),
    CardIs.LEECH: ("récalcitrante", "sangsue"),
    CardIs.NOTED: ("annotée", "annoté"),
    CardIs.CONFUSED: ("confondue", "confondu"),
}
_TOPICS: Mapping[Topic, tuple[str, ...]] = {
    Topic.DEFINITION: (),
    Topic.EPIDEMIOLOGY: ("épidémiologie",),
    Topic.CAUSES: ("cause",),
    Topic.PRESENTATION: ("clinique",),
    Topic.DIAGNOSIS: ("diagnostic",),
    Topic.TREATMENT: ("traitement",),
    Topic.PROGNOSIS: ("pronostic",),
}
_TYPES: Mapping[ItemType, tuple[str, ...]] = {
    ItemType.SBA: ("qru",),
    ItemType.MULTIPLE: ("qrm", "mrq"),
    ItemType.SHORT_MENU: ("qrp-courte",),
    ItemType.LONG_MENU: ("qrp", "qrp-longue"),
    ItemType.SHORT_ANSWER: ("qroc", "saq"),
    ItemType.CONCORDANCE: ("tcs", "sct"),
    ItemType.CLOZE: ("trous", "texte-à-trous"),
    ItemType.BASIC: ("question", "question-réponse"),
}


def folded(name: str) -> str:
    """A name as it is compared: «À revoir», «a-revoir» and «A_REVOIR» are one."""
    return "-".join(words_of(name))


def _known(*tables: Mapping[N, tuple[str, ...]]) -> dict[str, N]:
    return {
        folded(name): meant
        for table in tables
        for meant, others in table.items()
        for name in (meant.value, *others)
    }


FIELDS: Mapping[str, Name] = _known(_FIELDS)
STATES: Mapping[str, CardIs] = _known(_STATES)
TOPICS: Mapping[str, Topic] = _known(_TOPICS)
TYPES: Mapping[str, ItemType] = _known(_TYPES)


def spelt(meant: Name | CardIs | Topic | ItemType, *, in_french: bool) -> str:
    """The name to show for a field or a value; the English one where French has the same."""
    tables = {CardIs: _STATES, Topic: _TOPICS, ItemType: _TYPES}
    others = tables.get(type(meant), _FIELDS)[meant]  # type: ignore[index]
    return others[0] if in_french and others else meant.value


def nearest(name: str, among: Iterable[str]) -> str | None:
    """The known name that a mistyped one looks most like; None where nothing is near."""
    close = get_close_matches(folded(name), sorted(among), n=1, cutoff=0.6)
    return close[0] if close else None
