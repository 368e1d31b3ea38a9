"""Typed answers: what does not count, what is forgiven, and what is not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.marks import Reason
from quizapp.domain.grading.score import score
from quizapp.domain.grading.short_answer import mark_short_answer
from tests.domain.grading.made_items import short_answer_item

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
long_words = st.text(alphabet=ALPHABET, min_size=6, max_size=14)


def reason(typed, accepted, *, rejected=None, language="fr"):
    return mark_short_answer(
        typed, language=language, accepted=accepted, rejected=rejected or {}
    ).reason


def points(typed, *accepted, rejected=None, language="fr"):
    return mark_short_answer(
        typed, language=language, accepted=accepted, rejected=rejected or {}
    ).points


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("IATROGÈNE", "iatrogène"),
        ("iatrogene", "iatrogène"),
        ("  iatrogène.  ", "iatrogène"),
        ("sous cutané", "sous-cutané"),
        ("souscutané", "sous-cutané"),
        ("l'hyperphosphatémie", "hyperphosphatémie"),
        ("l’hyperphosphatémie", "l'hyperphosphatémie"),
        ("une hyperphosphatémie de l’adulte", "hyperphosphatémie de adulte"),
        ("La hanche", "hanche"),
        ("coeur", "cœur"),
        ("CŒUR", "coeur"),
        ("maladie de\u00a0Teutschländer", "maladie de Teutschlander"),
        ("«\u202fscanner\u202f»", "scanner"),
        ("FGF\u200923", "FGF 23"),
        ("ﬁbrome", "fibrome"),
        ("e\u0301tiologie", "étiologie"),
        ("1,25", "1.25"),
    ],
)
def test_case_accents_punctuation_spaces_ligatures_and_articles_do_not_count(typed, accepted):
    assert reason(typed, [accepted]) == Reason("accepted", text=accepted)


@pytest.mark.parametrize(
    ("typed", "accepted", "same"),
    [
        ("the hip", "hip", True),
        ("an X-ray", "x ray", True),
        ("A lump", "lump", True),
        ("inflammation of the hip", "inflammation of hip", True),
        ("vitamin", "vitamin A", False),
        ("vitamin deficiency", "vitamin A deficiency", False),
        ("anaemia", "an aemia", False),
    ],
)
def test_english_articles_do_not_count_but_a_letter_that_names_does(typed, accepted, same):
    assert bool(points(typed, accepted, language="en")) is same


@pytest.mark.parametrize("typed", ["hépatite", "hépatite la"])
def test_a_last_word_is_never_taken_for_an_article(typed):
    assert points(typed, "hépatite le") == 0


@pytest.mark.parametrize("typed", ["", "   ", "?!", "\u00a0", "…"])
def test_nothing_typed_is_a_blank(typed):
    assert reason(typed, ["hanche"]) == Reason("blank")


@pytest.mark.parametrize(
    "typed",
    ["calcificaton", "calcificationn", "calcifikation", "calcifiaction", "Calcifications"],
)
def test_one_slip_in_a_long_word_is_forgiven(typed):
    assert reason(typed, ["calcification"]) == Reason("accepted_typo", text="calcification")


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("calcifiaton", "calcification"),  # two slips
        ("hamche", "hanche de bois"),  # another number of words
        ("colde", "coude"),  # a short word
        ("calcifikation tumorael", "calcification tumorale"),  # one slip in each of two words
        ("symptomatique", "asymptomatique"),  # the first letter carries the meaning
        ("efférent", "afférent"),
        ("FGF24ab", "FGF23ab"),  # a code is not a word
        ("15", "1 5"),
    ],
)
def test_more_than_one_slip_or_one_that_matters_is_not_forgiven(typed, accepted):
    assert reason(typed, [accepted]) == Reason("wrong")


def test_a_slip_is_forgiven_within_several_words():
    assert reason("calcinose tumorrale", ["calcinose tumorale"]).code == "accepted_typo"


def test_a_known_wrong_answer_is_refused_with_its_reason():
    why = {"abduction": "Abduction leads away from the axis."}
    assert reason("L’abduction", ["adduction"], rejected=why) == Reason(
        "rejected", text=why["abduction"]
    )


def test_a_slip_that_may_mean_a_known_wrong_answer_is_not_forgiven():
    assert reason("aduction", ["adduction"]).code == "accepted_typo"
    assert reason("aduction", ["adduction"], rejected={"abduction": "…"}) == Reason("wrong")


def test_an_accepted_form_wins_over_a_slip_for_a_rejected_one():
    assert points("adduction", "adduction", rejected={"abduction": "…"}) == 1


def test_the_form_that_matched_is_told_among_several():
    assert reason("iatrogenique", ["iatrogène", "iatrogénique"]).text == "iatrogénique"


def test_the_language_of_the_answer_decides_the_articles():
    assert points("le hip", "hip", language="fr") == 1
    assert points("le hip", "hip", language="en") == 0


def test_an_item_is_marked_with_its_own_forms():
    item = short_answer_item(
        ["hyperphosphataemia"], {"hypophosphataemia": "Too low, not too high."}
    )
    mark = score(item, TypedText("Hyperphosphatemia", "en"), "short_answer")
    assert (mark.points, mark.credit, mark.rule, mark.version) == (1.0, 1.0, "short_answer", 1)
    assert mark.reason.code == "accepted_typo"
    wrong = score(item, TypedText("hypophosphataemia", "en"), "short_answer")
    assert (wrong.points, wrong.credit, wrong.reason.code) == (0.0, 0.0, "rejected")


def distance(one, other):
    """Damerau's distance with neighbours swapped once, by the usual table."""
    table = [
        [i + j if not i * j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)
    ]
    for i, x in enumerate(one, 1):
        for j, y in enumerate(other, 1):
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (x != y)
            )
            if i > 1 and j > 1 and x == other[j - 2] and one[i - 2] == y:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@st.composite
def slips(draw):
    """(known, typed): a long word and another one some edits away from it."""
    known = draw(long_words)
    typed = list(known)
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, max(0, len(typed) - 1)))
        letter = draw(st.sampled_from(ALPHABET))
        edit = draw(st.sampled_from(("add", "drop", "change", "swap")))
        if edit == "add":
            typed.insert(place, letter)
        elif edit == "drop":
            del typed[place]
        elif edit == "change":
            typed[place] = letter
        else:
            typed[place : place + 2] = reversed(typed[place : place + 2])
    return known, "".join(typed)


@given(pair=slips())
def test_what_is_forgiven_is_one_edit_by_an_independent_measure(pair):
    known, typed = pair
    assume(typed and typed != known)
    forgiven = points(typed, known, language="")
    assert forgiven == float(typed[0] == known[0] and distance(typed, known) == 1)


@given(typed=st.text(max_size=60), language=st.sampled_from(("fr", "en")))
def test_any_text_gets_a_mark_of_nothing_or_one(typed, language):
    assert points(typed, "calcinose", rejected={"goutte": "…"}, language=language) in {0.0, 1.0}


@given(typed=st.text(min_size=1, max_size=30), language=st.sampled_from(("fr", "en")))
def test_an_accepted_form_typed_as_written_is_right_or_holds_no_word(typed, language):
    assert reason(typed, [typed], language=language).code in {"accepted", "blank"}
