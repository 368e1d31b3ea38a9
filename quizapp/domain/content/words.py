"""Text as the words a search compares: without case, accents, ligatures and punctuation."""

import re
import unicodedata
from collections.abc import Sequence

WORD_LENGTH = 40  # letters kept of a word, in the index and in a query alike

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The folded words of a text, in reading order, repetitions kept.

    «L'œdème» gives ["l", "oedeme"]. The words of words are the words themselves, so that what is
    stored in the index `item_words` (as a set per item) and what is asked meet. A word holds
    letters and digits alone, hence no wildcard of any database; only its first `WORD_LENGTH`
    letters are kept. The index must compare words by code point (on PostgreSQL: collation "C"),
    or else a range of words is not the range of one prefix.
    """
    return [word[:WORD_LENGTH] for word in _WORD.findall(_fold(text))]


def has_words(text: str, words: Sequence[str]) -> bool:
    """Whether each of the folded ``words`` begins a word of the text; no words are in every one."""
    known = words_of(text) if words else []
    return all(any(one.startswith(word) for one in known) for word in words)


def _fold(text: str) -> str:
    """Fold until nothing changes: a compatibility form («℡») may give capitals of its own."""
    while True:
        bare = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
        folded = "".join(letter for letter in bare if not unicodedata.combining(letter))
        if folded == text:
            return folded
        text = folded
