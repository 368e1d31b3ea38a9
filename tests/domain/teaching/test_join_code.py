"""Codes to join a cohort, as they are made, read out and typed."""

from __future__ import annotations

import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.teaching.join_code import CODE_LENGTH, LETTERS, new_code, read_code, spaced


def test_a_code_has_eight_letters_or_digits_that_no_eye_confuses():
    codes = {new_code(secrets.SystemRandom()) for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {CODE_LENGTH} == {8}
    assert set("".join(codes)) == set(LETTERS)


def test_of_each_pair_of_lookalikes_there_is_at_most_one():
    for pair in ("0O", "1I", "1L", "IL", "2Z", "5S", "8B", "UV", "0Q"):
        assert not set(pair) <= set(LETTERS), pair


def test_the_same_randomness_gives_the_same_code():
    assert new_code(random.Random(3)) == new_code(random.Random(3))


@pytest.mark.parametrize(
    "typed",
    [
        "CDFG-HJKM",
        "cdfghjkm",
        " cdfg hjkm\n",
        "c d f g h j k m",
        "CDFG–HJKM",
        "CDFG\u00a0HJKM",
        "ＣＤＦＧＨＪＫＭ",
        "https://rarissime.example/join/CDFGHJKM",
        "https://rarissime.example/join/cdfg-hjkm/",
        "CDFG\u200bHJKM",
    ],
)
def test_a_code_is_read_however_it_was_typed(typed):
    assert read_code(typed) == "CDFGHJKM"


@pytest.mark.parametrize("typed", ["", "CDFGHJK", "CDFGHJKMN", "CDFGHJK0", "anne@example.org", "/"])
def test_what_is_no_code_is_read_as_none(typed):
    assert read_code(typed) is None


@given(st.integers())
def test_a_code_is_read_back_from_how_it_is_shown(seed):
    code = new_code(random.Random(seed))
    assert read_code(spaced(code)) == read_code(spaced(code).lower()) == code


@given(st.text(st.characters(exclude_categories=[])))
def test_anything_can_be_typed(text):
    code = read_code(text)
    assert code is None or set(code) <= set(LETTERS)
