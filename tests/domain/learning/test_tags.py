import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.card_query import parse
from quizapp.domain.learning.query.terms import Tagged
from quizapp.domain.learning.tags import TAG_LENGTH, normal_tag


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("  Examen  Blanc ", "examen-blanc"),
        ("À-revoir", "à-revoir"),
        ("os -- et – peau", "os-et-–-peau"),
        ('(à "relire")', "à-relire"),
        ("a\x00b", "a-b"),
        ("x" * 41, "x" * TAG_LENGTH),
        (" ,;* ", ""),
    ],
)
def test_a_tag_has_one_spelling(typed, tag):
    assert normal_tag(typed) == tag


@given(st.text())
def test_the_spelling_of_a_tag_is_its_own_spelling(text):
    tag = normal_tag(text)
    assert normal_tag(tag) == tag
    assert len(tag) <= TAG_LENGTH


@given(st.text().map(normal_tag).filter(bool))
def test_every_tag_can_be_searched_for_as_it_is_spelt(tag):
    assert parse(f"tag:{tag}") == Tagged(tag)
