"""What tells a repeated request from another one that bears the same key."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from quizapp.domain.errors import ConflictError
from quizapp.services import receipts


def test_the_same_request_has_the_same_digest():
    assert receipts.digest(1, {"chosen": ["a"]}) == receipts.digest(1, {"chosen": ["a"]})
    assert receipts.digest(set("hgfedcba")) == receipts.digest(list("abcdefgh"))


@pytest.mark.parametrize(
    ("one", "other"),
    [((1, 23), (12, 3)), ((1, "2"), (1, 2)), (("a",), ("A",)), ((1,), (1, None))],
)
def test_another_request_has_another_digest(one, other):
    assert receipts.digest(*one) != receipts.digest(*other)


def test_a_repetition_is_accepted_and_anything_else_is_a_conflict():
    receipt = SimpleNamespace(body_digest=receipts.digest("one"))

    receipts.require_same(receipt, receipts.digest("one"))
    with pytest.raises(ConflictError):
        receipts.require_same(receipt, receipts.digest("other"))
