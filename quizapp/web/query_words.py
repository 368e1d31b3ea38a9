"""The search for cards in the reader's words: what was wrong with it, and how it is written."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.content.vocabulary import ItemType, Topic
from quizapp.domain.learning.card_query import QueryError, Wrong
from quizapp.domain.learning.query.names import Field, Name, spelt
from quizapp.domain.learning.query.terms import CardIs, Lately, Measure, Reference
from quizapp.web.locale import language

_WRONG = {
    Wrong.TOO_LONG: _l("The search is longer than %(highest)s characters: shorten it."),
    Wrong.TOO_MANY_TERMS: _l(
        "The search has more than %(highest)s words and fields: leave some out."
    ),
    Wrong.TOO_DEEP: _l(
        "There are more than %(highest)s parentheses and minus signs inside each other: simplify "
        "it."
    ),
    Wrong.NOTHING_ASKED: _l(
        "“%(text)s” has no letter or digit to look for: type a word, or empty the field to see "
        "all cards."
    ),
    Wrong.TOO_COMMON: _l(
        "The words of “%(text)s” stand in more than %(highest)s cards: leave the quotation marks "
        "out, or use rarer words."
    ),
    Wrong.UNCLOSED_QUOTE: _l(
        "Quotation marks are opened at character %(place)s and never closed: close them after "
        "“%(text)s”."
    ),
    Wrong.EMPTY_QUOTES: _l("There is no word between the quotation marks at character %(place)s."),
    Wrong.UNCLOSED_GROUP: _l(
        "The parenthesis at character %(place)s is never closed: add “)” where its group ends."
    ),
    Wrong.STRAY_PARENTHESIS: _l(
        "The parenthesis at character %(place)s closes nothing: remove it, or open one before it."
    ),
    Wrong.TERM_EXPECTED: _l(
        "Something to look for must follow “%(text)s” at character %(place)s. To look for the "
        "word itself, write it in quotation marks."
    ),
    Wrong.TERM_MISSING_BEFORE: _l(
        "Something to look for must stand before “%(text)s”. To look for the word itself, write "
        "it in quotation marks."
    ),
    Wrong.UNKNOWN_FIELD: _l(
        "There is no field “%(text)s” (character %(place)s). To look for the words themselves, "
        "write them in quotation marks."
    ),
    Wrong.UNKNOWN_VALUE: _l("%(field)s:%(text)s: there is no such value. Use one of: %(choices)s."),
    Wrong.MISSING_VALUE: _l(
        "A value is missing after “%(field)s” (character %(place)s): write it right after the "
        "colon, without a space."
    ),
    Wrong.MALFORMED_KEY: _l(
        "%(field)s:%(text)s: this is not how they are numbered. An example: "
        "%(field)s:%(suggestion)s."
    ),
    Wrong.NOT_COMPARABLE: _l(
        "“%(field)s” has no larger and smaller values: write %(field)s:… instead."
    ),
    Wrong.NOT_A_NUMBER: _l("“%(text)s” is not a number that “%(field)s” can be compared with."),
    Wrong.NOT_WHOLE: _l("“%(field)s” takes a whole number, and “%(text)s” is none."),
    Wrong.OUT_OF_RANGE: _l(
        "“%(field)s” goes from %(lowest)s to %(highest)s, and %(text)s does not lie there."
    ),
}
_GUESSED = frozenset({Wrong.UNKNOWN_FIELD, Wrong.UNKNOWN_VALUE, Wrong.OUT_OF_RANGE})


def query_problem(error: QueryError) -> str:
    """What is wrong with a search, where, and what to do about it."""
    said = str(_WRONG[error.wrong]) % {
        "text": _shortened(error.text),
        "place": error.position + 1,
        "field": error.field,
        "suggestion": error.suggestion or "",
        "choices": ", ".join(error.choices),
        "lowest": error.lowest,
        "highest": error.highest,
    }
    if error.suggestion and error.wrong in _GUESSED:
        meant = gettext("Did you mean “%(suggestion)s”?", suggestion=_whole(error))
        return f"{said} {meant}"
    return said


def repaired(find: str, error: QueryError) -> str | None:
    """The search with what was probably meant in place of what was not understood."""
    end = error.position + len(error.text)
    stands = find[error.position : end] == error.text
    if not (error.suggestion and error.wrong in _GUESSED and stands):
        return None
    return find[: error.position] + error.suggestion + find[end:]


def search_help() -> list[tuple[str, str]]:
    """How searches are written: (example, what it finds), in the reader's own names."""
    others = [state for state in CardIs if state is not CardIs.DUE]
    return [
        (
            gettext("calcif bone"),
            gettext(
                "both words, or words that begin so, in the question, its options or your note; "
                "accents do not count"
            ),
        ),
        (gettext("“soft tissue”"), gettext("these words, one after the other")),
        (gettext("-bone"), gettext("without this word; a minus works before everything below too")),
        (gettext("bone or (skin -lung)"), gettext("one or the other; parentheses group")),
        (_field(Field.TOPIC, _name(Topic.TREATMENT)), gettext("on a topic")),
        (
            _field(Field.TYPE, _name(ItemType.CLOZE)),
            gettext("of a type: %(types)s", types=", ".join(map(_name, ItemType))),
        ),
        (_state(CardIs.DUE), gettext("due today, neither suspended nor buried")),
        (
            " ".join(map(_state, others)),
            gettext(
                "in such a state; a leech was forgotten too often, and of a confused card you "
                "take one answer for another"
            ),
        ),
        (_field(Field.TAG, gettext("exam")), gettext("with your tag")),
        (_field(Field.NOTE, gettext("ask")), gettext("with this word in your note")),
        (
            f"{_field(Reference.SENTENCE, 'P3.2')} {_field(Reference.FACT, 'F19')}",
            gettext("asked about a sentence or a fact of the text"),
        ),
        (_field(Lately.RATED, "7"), gettext("graded as a card in the last 7 days; 1 is today")),
        (_field(Lately.FORGOTTEN, "1"), gettext("graded Again today")),
        (_field(Lately.INTRODUCED, "30"), gettext("first met in the last 30 days")),
        (
            f"{_name(Measure.RETRIEVABILITY)}<80%",
            gettext("you would recall with less than this chance"),
        ),
        (
            f"{_name(Measure.STABILITY)}>=21 {_name(Measure.DIFFICULTY)}>7",
            gettext("by stability in days, by difficulty from 1 to 10"),
        ),
        (
            f"{_name(Measure.LAPSES)}>=3 {_name(Measure.REVIEWS)}<5",
            gettext("by how often it was forgotten, or retrieved"),
        ),
        (
            f"{_name(Measure.DUE)}<=3",
            gettext("due within 3 days from today; below 0 is overdue"),
        ),
    ]


def _field(name: Name, value: str) -> str:
    return f"{_name(name)}:{value}"


def _state(state: CardIs) -> str:
    return _field(Field.IS, _name(state))


def _name(name: Name | CardIs | Topic | ItemType) -> str:
    """As the reader would type it."""
    return spelt(name, in_french=language() == "fr")


def _whole(error: QueryError) -> str:
    """The suggestion together with the field before it."""
    if error.wrong is Wrong.UNKNOWN_VALUE:
        return f"{error.field}:{error.suggestion}"
    return str(error.suggestion)


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
