"""What is said of a search that cannot be understood, and the help that explains searches."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from quizapp.domain.learning.card_query import QueryError, Wrong, parse
from quizapp.web.query_words import _WRONG, query_problem, repaired, search_help

REFUSED = {
    "x" * 501: Wrong.TOO_LONG,
    "a " * 41: Wrong.TOO_MANY_TERMS,
    "(" * 11 + "a": Wrong.TOO_DEEP,
    "?!": Wrong.NOTHING_ASKED,
    'a "b': Wrong.UNCLOSED_QUOTE,
    '""': Wrong.EMPTY_QUOTES,
    "(a": Wrong.UNCLOSED_GROUP,
    "a)": Wrong.STRAY_PARENTHESIS,
    "a or": Wrong.TERM_EXPECTED,
    "or a": Wrong.TERM_MISSING_BEFORE,
    "topci:a": Wrong.UNKNOWN_FIELD,
    "is:duo": Wrong.UNKNOWN_VALUE,
    "is:": Wrong.MISSING_VALUE,
    "fact:1": Wrong.MALFORMED_KEY,
    "is<3": Wrong.NOT_COMPARABLE,
    "lapses>x": Wrong.NOT_A_NUMBER,
    "rated:x": Wrong.NOT_WHOLE,
    "rated:0": Wrong.OUT_OF_RANGE,
}


def refusal(find):
    with pytest.raises(QueryError) as caught:
        parse(find)
    return caught.value


@pytest.fixture
def context(app):
    with app.test_request_context():
        yield


def test_every_kind_of_mistake_has_its_words(context):
    assert set(_WRONG) == set(Wrong)
    assert set(REFUSED.values()) == set(Wrong) - {Wrong.TOO_COMMON}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_mistake_is_explained_with_its_values_filled_in(context, language):
    with force_locale(language):
        for find, wrong in REFUSED.items():
            error = refusal(find)
            assert error.wrong is wrong
            said = query_problem(error)
            assert "%(" not in said
            assert len(said) > 20, said


@pytest.mark.parametrize(
    ("find", "meant"),
    [
        ("bone is:duo or x", "bone is:due or x"),
        ("topci:causes", "topic:causes"),
        ("retrievability<80", "retrievability<80%"),
        ("rated:0", None),
        ("fact:1", None),
    ],
)
def test_what_was_probably_meant_can_be_searched_at_once(context, find, meant):
    assert repaired(find, refusal(find)) == meant
    if meant is not None:
        parse(meant)


def test_every_example_of_the_help_is_understood(context):
    for example, meaning in search_help():
        parse(example)
        assert meaning
