"""Client keys: a recording request that is sent again is answered, not recorded, again.

The key comes from the page (a hidden field) or from the client (``Idempotency-Key``); it is unique
per learner. Beside it stands a digest of what was asked, because the same key with another content
is a mistake that must not pass silently.
"""

from __future__ import annotations

import hashlib
import json
from typing import Protocol

from quizapp.domain.errors import ConflictError


class Receipt(Protocol):
    """A recorded row that carries the digest of the request which made it."""

    body_digest: str


def digest(*parts: object) -> str:
    """A digest of what a request asks for; sets are taken in order."""
    body = json.dumps(parts, default=sorted, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def require_same(receipt: Receipt, body_digest: str) -> None:
    """Accept a repetition of the recorded request.

    Raises:
        ConflictError: the key was used for something else.
    """
    if receipt.body_digest != body_digest:
        raise ConflictError("this form was already sent with another answer")
