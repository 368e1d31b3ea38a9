"""The closed lists of words that bank files, the database and JSON share."""

from enum import StrEnum


class Topic(StrEnum):
    """What a section, a fact or an item is about, in the order in which pages show them."""

    DEFINITION = "definition"
    EPIDEMIOLOGY = "epidemiology"
    CAUSES = "causes"
    PRESENTATION = "presentation"
    DIAGNOSIS = "diagnosis"
    TREATMENT = "treatment"
    PROGNOSIS = "prognosis"


class ItemType(StrEnum):
    """The forms of an item. All are flashcards; see `schema.QUIZ_TYPES` for those a quiz asks."""

    SBA = "sba"
    MULTIPLE = "multiple"
    SHORT_MENU = "short_menu"
    LONG_MENU = "long_menu"
    SHORT_ANSWER = "short_answer"
    CONCORDANCE = "concordance"
    CLOZE = "cloze"
    BASIC = "basic"


class CaseFormat(StrEnum):
    """How a case is told: a record that unfolds (DP), or few questions on what decides (KFP)."""

    PROGRESSIVE = "progressive"
    KEY_FEATURES = "key_features"


class ConcordanceKind(StrEnum):
    """What a new finding changes in a script concordance item."""

    DIAGNOSIS = "diagnosis"
    INVESTIGATION = "investigation"
    TREATMENT = "treatment"


class Level(StrEnum):
    """The cognitive level an item asks for, from the lowest to the highest."""

    RECALL = "recall"
    UNDERSTAND = "understand"
    APPLY = "apply"


class OptionFlag(StrEnum):
    """EDN: missing an indispensable option, or choosing an inacceptable one, scores nothing."""

    INDISPENSABLE = "indispensable"
    INACCEPTABLE = "inacceptable"


class Language(StrEnum):
    """The languages in which texts and items exist."""

    FR = "fr"
    EN = "en"
