import string
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from quizapp.domain.content.vocabulary import ItemType, Topic
from quizapp.domain.content.words import words_of
from quizapp.domain.learning.card_query import LONGEST_QUERY, QueryError, Wrong, parse, written
from quizapp.domain.learning.query.terms import (
    All,
    Any,
    CardIs,
    Compare,
    Comparison,
    Everything,
    InNote,
    Lately,
    Measure,
    Not,
    OfType,
    OnTopic,
    Phrase,
    Reference,
    Refers,
    State,
    Tagged,
    Within,
    Word,
    all_of,
    any_of,
)
from quizapp.domain.learning.tags import normal_tag

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", Everything()),
        ("  \u00a0 ", Everything()),
        ("Œdème", Word("oedeme")),
        ("alpha-1", All((Word("alpha"), Word("1")))),
        ('"soft  Tissue"', Phrase(("soft", "tissue"))),
        ("« tissu mou »", Phrase(("tissu", "mou"))),
        ("“soft tissue”", Phrase(("soft", "tissue"))),
        ("a b or c", Any((All((A, B)), C))),
        ("a OU b", Any((A, B))),
        ("a and b et c", All((A, B, C))),
        ("a (b or c)", All((A, Any((B, C))))),
        ("-a b", All((Not(A), B))),
        ("-(a b)", Not(All((A, B)))),
        ("--a", Not(Not(A))),
        ("-«a»", Not(Phrase(("a",)))),
        ("fever - cough", All((Word("fever"), Word("cough")))),
        ("or*", Word("or")),
        ("topic:Treatment", OnTopic(Topic.TREATMENT)),
        ("type=sba", OfType(ItemType.SBA)),
        ("is:due", State(CardIs.DUE)),
        ('tag:"Exam Prep"', Tagged("exam-prep")),
        ('note:"look again"', All((InNote("look"), InNote("again")))),
        ("sentence:p3.2", Refers(Reference.SENTENCE, "P3.2")),
        ("fact:f19", Refers(Reference.FACT, "F19")),
        ("key:CT-sba-07", Refers(Reference.KEY, "ct-sba-07")),
        ("rated:7", Within(Lately.RATED, 7)),
        ("forgotten:1", Within(Lately.FORGOTTEN, 1)),
        ("introduced:30", Within(Lately.INTRODUCED, 30)),
        ("retrievability<0.8", Compare(Measure.RETRIEVABILITY, Comparison.LESS, 0.8)),
        ("retrievability <= 80 %", Compare(Measure.RETRIEVABILITY, Comparison.AT_MOST, 0.8)),
        ("stability ≥ 2,5", Compare(Measure.STABILITY, Comparison.AT_LEAST, 2.5)),
        ("lapses:3", Compare(Measure.LAPSES, Comparison.EQUAL, 3)),
        ("due>-2", Compare(Measure.DUE, Comparison.MORE, -2)),
        ("(due=-0)", Compare(Measure.DUE, Comparison.EQUAL, 0)),
    ],
)
def test_a_query_is_read_as_it_is_meant(typed, meant):
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("sujet:traitement", "topic:treatment"),
        ("thème:Épidémiologie", "topic:epidemiology"),
        ("type:QROC", "type:short_answer"),
        ("étiquette:examen", "tag:examen"),
        ("est:à-revoir", "is:due"),
        ('est:"mise de côté"', "is:buried"),
        ("est:nouvelle or est:annotée", "is:new or is:noted"),
        ("phrase:P3.2 fait:F19 clé:x", "sentence:P3.2 fact:F19 key:x"),
        ("évaluée:7 oubliée:1 introduite:3", "rated:7 forgotten:1 introduced:3"),
        ("rappel<80 %", "retrievability<0.8"),
        ("stabilité>2 difficulté<5 oublis=1", "stability>2 difficulty<5 lapses=1"),
        ("révisions>3 échéance<=0", "reviews>3 due<=0"),
    ],
)
def test_french_names_mean_what_the_english_ones_mean(french, english):
    assert parse(french) == parse(english)


def test_every_state_topic_type_and_measure_is_known_by_its_own_name():
    for state in CardIs:
        assert parse(f"is:{state}") == State(state)
    for topic in Topic:
        assert parse(f"topic:{topic}") == OnTopic(topic)
    for kind in ItemType:
        assert parse(f"type:{kind}") == OfType(kind)
    for measure in Measure:
        assert parse(f"{measure}>1") == Compare(measure, Comparison.MORE, 1)


def test_a_pasted_question_is_looked_for_by_its_words():
    assert parse("Which of the following: bone, skin – or* lung ?") == All(
        tuple(Word(word) for word in words_of("which of the following bone skin or lung"))
    )


@pytest.mark.parametrize(
    ("typed", "wrong", "position", "text", "suggestion"),
    [
        ("is:duo", Wrong.UNKNOWN_VALUE, 3, "duo", "due"),
        ("est:nouvele", Wrong.UNKNOWN_VALUE, 4, "nouvele", "nouvelle"),
        ("a topic:treatmen", Wrong.UNKNOWN_VALUE, 8, "treatmen", "treatment"),
        ("type:xyzzy", Wrong.UNKNOWN_VALUE, 5, "xyzzy", None),
        ("a topci:causes", Wrong.UNKNOWN_FIELD, 2, "topci", "topic"),
        ("p<0.05", Wrong.UNKNOWN_FIELD, 0, "p", None),
        ("stabilty > 3", Wrong.UNKNOWN_FIELD, 0, "stabilty", "stability"),
        ("topic: causes", Wrong.MISSING_VALUE, 0, "topic", None),
        ("tag:*", Wrong.MISSING_VALUE, 0, "tag", None),
        ("is<3", Wrong.NOT_COMPARABLE, 0, "is", None),
        ("sentence:3", Wrong.MALFORMED_KEY, 9, "3", "P3.2"),
        ("fact:P3.2", Wrong.MALFORMED_KEY, 5, "P3.2", "F19"),
        ("lapses>many", Wrong.NOT_A_NUMBER, 7, "many", None),
        ("stability>80%", Wrong.NOT_A_NUMBER, 10, "80%", None),
        ("lapses>2.5", Wrong.NOT_WHOLE, 7, "2.5", None),
        ("rated:x", Wrong.NOT_WHOLE, 6, "x", None),
        ("rated:0", Wrong.OUT_OF_RANGE, 6, "0", None),
        ("retrievability<80", Wrong.OUT_OF_RANGE, 15, "80", "80%"),
        ("retrievability<101%", Wrong.OUT_OF_RANGE, 15, "101%", None),
        ('a "b c', Wrong.UNCLOSED_QUOTE, 2, '"b c', None),
        ('a ""', Wrong.EMPTY_QUOTES, 2, '""', None),
        ("a (b", Wrong.UNCLOSED_GROUP, 2, "(", None),
        ("a ) b", Wrong.STRAY_PARENTHESIS, 2, ")", None),
        (")", Wrong.STRAY_PARENTHESIS, 0, ")", None),
        ("()", Wrong.TERM_EXPECTED, 0, "(", None),
        ("a or", Wrong.TERM_EXPECTED, 2, "or", None),
        ("a -(b) et", Wrong.TERM_EXPECTED, 7, "et", None),
        ("or a", Wrong.TERM_MISSING_BEFORE, 0, "or", None),
        ("-- ?!", Wrong.NOTHING_ASKED, 0, "-- ?!", None),
        ("(" * 11 + "a" + ")" * 11, Wrong.TOO_DEEP, 10, "(", None),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_what_would_do(
    typed, wrong, position, text, suggestion
):
    with pytest.raises(QueryError) as caught:
        parse(typed)
    error = caught.value
    assert (error.wrong, error.position, error.text) == (wrong, position, text)
    assert error.suggestion == suggestion


def test_the_choices_are_named_in_the_language_of_the_field():
    with pytest.raises(QueryError) as english:
        parse("is:xyzzy")
    with pytest.raises(QueryError) as french:
        parse("est:xyzzy")
    assert english.value.choices == tuple(CardIs)
    assert {"nouvelle", "suspendue", "à-réviser"} < set(french.value.choices)


def test_a_query_has_its_limits_and_says_which():
    assert parse("a " * 40) == All((A,) * 40)
    with pytest.raises(QueryError) as many:
        parse("a " * 41)
    assert (many.value.wrong, many.value.highest) == (Wrong.TOO_MANY_TERMS, 40)
    with pytest.raises(QueryError) as long:
        parse("a" * (LONGEST_QUERY + 1))
    assert (long.value.wrong, long.value.highest) == (Wrong.TOO_LONG, LONGEST_QUERY)
    assert parse("a" * LONGEST_QUERY + " " * 300) == Word("a" * 40)


_telling = st.lists(
    st.sampled_from(
        [
            *"()\"«»“”-:<>=≤≥%.,' \n\x00\ud800",
            *"or and ou et is topic tag retrievability stabilité due 0 0.5 3 P3.2 é ª ﾞ".split(),
        ]
    ),
    max_size=30,
).map("".join)


@given(st.text() | _telling)
@example("-ﾞ a")
@example("tag:ﾞ")
def test_whatever_is_typed_is_understood_or_refused_and_never_breaks(text):
    with suppress(QueryError):
        query = parse(text)
        assert parse(written(query)) == query


_word = st.text(string.ascii_lowercase + string.digits + "αœ", min_size=1, max_size=8).flatmap(
    lambda text: st.sampled_from(words_of(text))
)
_number = st.integers(0, 10**6)
_term = st.one_of(
    _word.map(Word),
    st.sampled_from(["or", "ou", "and", "et"]).map(Word),
    st.lists(_word, min_size=1, max_size=3).map(lambda words: Phrase(tuple(words))),
    st.sampled_from(Topic).map(OnTopic),
    st.sampled_from(ItemType).map(OfType),
    st.sampled_from(CardIs).map(State),
    st.text(max_size=60).map(normal_tag).filter(bool).map(Tagged),
    _word.map(InNote),
    st.builds(
        Refers, st.just(Reference.SENTENCE), st.from_regex(r"\AP\d\.\d\Z".replace("\\d", "[1-9]"))
    ),
    st.builds(Within, st.sampled_from(Lately), st.integers(1, 3650)),
    st.builds(
        Compare,
        st.just(Measure.RETRIEVABILITY),
        st.sampled_from(Comparison),
        _number.map(lambda number: number / 10**6),
    ),
    st.builds(
        Compare,
        st.sampled_from([Measure.LAPSES, Measure.STABILITY]),
        st.sampled_from(Comparison),
        _number.map(float),
    ),
)
_trees = st.recursive(
    _term,
    lambda part: st.one_of(
        part.map(Not),
        st.lists(part, min_size=2, max_size=3).map(all_of),
        st.lists(part, min_size=2, max_size=3).map(any_of),
    ),
    max_leaves=10,
)


@given(_trees)
def test_a_tree_that_is_written_and_read_again_is_the_same(tree):
    assume(len(written(tree)) <= LONGEST_QUERY)  # a tree may be larger than what may be typed
    assert parse(written(tree)) == tree
