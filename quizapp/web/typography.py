"""French typography: no-break spaces before high punctuation and inside guillemets.

Bank files hold ordinary spaces, because nobody can see the others in an editor; the page gets
U+202F (narrow) before ``; ? ! » %`` and after ``«``, and U+00A0 before ``:``, as the *Lexique
des règles typographiques* asks. The catalogue of translations holds these spaces itself, for its
sentences also stand in mail and in forms; a test sees to them.
"""

import re

from markupsafe import Markup, escape

NARROW = "\u202f"
NO_BREAK = "\u00a0"

# What must not be touched is taken out and put back. Meanwhile a hole stands for it: a letter to
# its neighbours, except that a word may end before a tag.
_HOLE = "\ue000"
_TAG_HOLE = "\ue001"
_HOLES = re.compile(f"[{_HOLE}{_TAG_HOLE}]")
_ADDRESS_OR_CODE = (
    rf"(?:https?://|www\.|mailto:|doi:)[^\s<>{_HOLE}{_TAG_HOLE}]+"
    rf"|[\w.+-]+@[\w.-]+|`[^`]*`|{_HOLES.pattern}"
)
_KEPT_IN_TEXT = re.compile(_ADDRESS_OR_CODE)
# In HTML also: an element whose text is code, a tag, an entity (its ";" is no punctuation).
_KEPT_IN_HTML = re.compile(
    r"<(code|pre|kbd|samp)\b.*?</\1\s*>|<[^>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|"
    + _ADDRESS_OR_CODE,
    re.DOTALL,
)

_SPACES = f"[ \u2009{NO_BREAK}{NARROW}]"
# Not followed by a letter, a digit, "=" or "/": "a?b=1" and "!=" stay as they are.
_HIGH = re.compile(rf"(?<=\S){_SPACES}*([?!;]+)(?![\w=/?!;])")
# Only at the end of a word: "12:30" stays as it is.
_COLON = re.compile(rf"(?<=[^\s:]){_SPACES}*:(?=[\s{_TAG_HOLE}]|$)")
_OPENING = re.compile(rf"«{_SPACES}*(?=\S)")
_CLOSING = re.compile(rf"(?<=\S){_SPACES}*»")
_PERCENT = re.compile(rf"(?<=\d){_SPACES}+%")


def french_spaces(text: str) -> str:
    """Return plain ``text`` with French no-break spaces; doing it twice changes nothing."""
    return _space_out_except(_KEPT_IN_TEXT, text)


def typeset(value: object, language: object = "fr") -> Markup:
    """Template filter: ``value`` as safe HTML, with French spaces if ``language`` is French.

    Plain text is escaped; ``Markup`` keeps its tags, entities and code untouched.
    ``language`` may be a code ("fr"), a locale ("fr_CA") or an enum whose text is one.
    """
    if not str(language).startswith("fr"):
        return escape(value)
    if hasattr(value, "__html__"):
        return Markup(_space_out_except(_KEPT_IN_HTML, str(escape(value))))  # noqa: S704 (was safe)
    return escape(french_spaces(str(value)))


def _space_out_except(kept: re.Pattern[str], text: str) -> str:
    pieces = [match.group() for match in kept.finditer(text)]
    spaced = _space_out(kept.sub(lambda m: _TAG_HOLE if m[0].startswith("<") else _HOLE, text))
    remaining = iter(pieces)
    return _HOLES.sub(lambda _: next(remaining), spaced)


def _space_out(text: str) -> str:
    text = _HIGH.sub(rf"{NARROW}\1", text)
    text = _OPENING.sub(f"«{NARROW}", text)
    text = _CLOSING.sub(f"{NARROW}»", text)
    text = _COLON.sub(f"{NO_BREAK}:", text)  # after them: the space before a » ends a word too
    return _PERCENT.sub(f"{NARROW}%", text)
