"""Does a typed answer say what an accepted form says?

Case, accents, ligatures, punctuation, spaces and articles do not count. One slip of the keyboard
(a letter added, left out, replaced, or two neighbours swapped) is forgiven in a word of six letters
or more, unless the result is another known term, or as near to one.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quizapp.domain.grading.marks import ReasonCode, Verdict, verdict

_SHORTEST_FORGIVEN = 6

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ﬁ": "fi", "ﬂ": "fl", "’": "'", "ʼ": "'"})
# An article is left out before another word only: the A of «hépatite A» is its name. For the same
# reason «a» counts as an article at the beginning alone («vitamin A deficiency»).
_ARTICLES = {
    "fr": re.compile(r"\b(?:l'|(?:le|la|les|un|une|des|du)\s+)(?=\w)"),
    "en": re.compile(r"^an?\s+(?=\w)|\b(?:the|an)\s+(?=\w)"),
}


@dataclass(frozen=True, slots=True)
class _Form:
    """A text reduced to the words that count, beside the text as it was written."""

    words: tuple[str, ...]
    written: str

    @property
    def joined(self) -> str:
        return "".join(self.words)

    def says(self, other: "_Form") -> bool:
        """The same words; where one may write a space or not, also the same letters.

        Digits are left out of that: «1 5» is not «15».
        """
        if self.words == other.words:
            return True
        return self.joined == other.joined and not any(map(str.isdigit, self.joined))

    def slips_from(self, known: "_Form") -> bool:
        """One slip away from a known form, in one of its words that is long enough."""
        if len(self.words) != len(known.words):
            return False
        pairs = [pair for pair in zip(self.words, known.words, strict=True) if pair[0] != pair[1]]
        return len(pairs) == 1 and _forgiven(*pairs[0])


def mark_short_answer(
    typed: str, *, language: str, accepted: Iterable[str], rejected: Mapping[str, str]
) -> Verdict:
    """1 or 0. ``rejected`` maps known wrong answers to the reason why they are wrong.

    Source: the limit of five words is in the EDN rules (QROC); what they forgive, and whether they
    give part of a point, is **not verified**: the matching is ours.
    """
    answer = _form(typed, language)
    if not answer.words:
        return verdict(0.0, ReasonCode.BLANK)
    right = [_form(text, language) for text in accepted]
    wrong = [_form(text, language) for text in rejected]
    for form in right:
        if answer.says(form):
            return verdict(1.0, ReasonCode.ACCEPTED, text=form.written)
    for form in wrong:
        if answer.says(form):
            return verdict(0.0, ReasonCode.REJECTED, text=rejected[form.written])
    if not any(answer.slips_from(form) for form in wrong):
        for form in right:
            if answer.slips_from(form):
                return verdict(1.0, ReasonCode.ACCEPTED_TYPO, text=form.written)
    return verdict(0.0, ReasonCode.WRONG)


def folded(text: str, language: str) -> str:
    """What counts of a text: two texts that say the same have the same; "" for a blank."""
    form = _form(text, language)
    return " ".join(form.words) if any(map(str.isdigit, form.joined)) else form.joined


def _form(text: str, language: str) -> _Form:
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    articles = _ARTICLES.get(language)
    if articles is not None:
        letters = articles.sub("", letters.strip())
    spaced = "".join(" " if unicodedata.category(c)[0] == "P" else c for c in letters)
    return _Form(tuple(spaced.split()), text)


def _forgiven(typed: str, known: str) -> bool:
    """One Damerau edit away from a known word of six letters or more.

    The first letter has to be there and right: «symptomatique» is not a slip for
    «asymptomatique», nor «afférent» for «efférent».
    """
    if len(known) < _SHORTEST_FORGIVEN or not known.isalpha() or typed[0] != known[0]:
        return False
    return _one_edit_apart(typed, known)


def _one_edit_apart(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    first = 0
    while first < len(shorter) and shorter[first] == longer[first]:
        first += 1
    head, tail = shorter[first:], longer[first:]
    if len(longer) - len(shorter) == 1:
        return head == tail[1:]
    if len(longer) != len(shorter):
        return False
    return head[1:] == tail[1:] or (head[1::-1] == tail[:2] and head[2:] == tail[2:])
