from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.domain.content.words import WORD_LENGTH, has_words, words_of


def test_case_accents_ligatures_and_punctuation_do_not_count():
    assert words_of("L’ŒDÈME, «ﬁbreux» — α-1 (Ca²⁺) : naïf") == [
        "l",
        "oedeme",
        "fibreux",
        "α",
        "1",
        "ca2",
        "naif",
    ]


def test_a_letter_and_its_accent_may_be_typed_as_one_character_or_as_two():
    assert words_of("e\u0301te\u0301") == words_of("\u00e9t\u00e9") == ["ete"]


def test_words_are_in_reading_order_and_repeated_as_in_the_text():
    assert words_of("the bone, the skin") == ["the", "bone", "the", "skin"]


@given(st.text())
@example("\u2121 ǅ ﬅ İ")
@example("ß" * 60)
def test_the_words_of_words_are_the_words_themselves(text):
    words = words_of(text)
    assert words_of(" ".join(words)) == words


@given(st.text())
def test_a_word_has_letters_and_digits_alone_and_is_not_too_long(text):
    for word in words_of(text):
        assert word.isalnum()
        assert 0 < len(word) <= WORD_LENGTH


def test_words_that_are_looked_for_begin_words_of_the_text_in_any_order():
    assert has_words("Zoé Müller zoe@example.org", words_of("mul ZO"))
    assert not has_words("Zoé Müller", words_of("zoe uller"))
    assert has_words("Zoé Müller", [])
