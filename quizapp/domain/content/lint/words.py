"""Words of French and English as the rules compare them: folded, without grammar, by root."""

import re
import unicodedata
from functools import lru_cache

from quizapp.domain.content.vocabulary import Language

CLANG_ROOT = 6  # letters: two words with the same first six are one root
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "«": '"', "»": '"'})
_BRITISH = re.compile(r"(?<=[a-z]{3})our")  # tumour and tumoral are one family
_WORD = re.compile(r"[a-z0-9]+")

# Words that carry grammar, or the frame of a question, rather than knowledge.
_GRAMMAR = {
    Language.FR: frozenset(
        """
        a afin ai ainsi alors apres au aucun aucune aussi autre autres aux avant avec avoir c car
        ce ceci cela celle celles celui ces cet cette ceux chez chaque comme comment contre d dans
        de depuis des deux devant dire dit doit doivent donc dont du elle elles en encore entre
        est et etait etant ete etre eux fait faire font il ils j jamais je l la laquelle le lequel
        les lesquelles lesquels leur leurs lors lorsque lui m ma mais meme memes mes moins mon n
        ne ni non nos notre nous on ont or ou par parce parfois pas pendant peu peut peuvent plus
        plusieurs possible possibles pour pourquoi propos puis qu quand que quel quelle quelles
        quels qui quoi s sa sans se selon ses si soit son sont sous souvent sur t ta tandis te tes
        toi ton tous tout toute toutes tres trois tu un une vers voici vos votre vous y
        """.split()
    ),
    Language.EN: frozenset(
        """
        a about above after all also an and any are as at be because been before being between
        both but by can cannot could did do does during each either for from had has have he her
        here him his how i if in into is it its itself just less like many may might more most
        much must neither no nor not of often on one only or other others our out over per
        possible same shall she should so some sometimes such than that the their them then there
        these they this those through to too two under until up upon very was we were what when
        where which while who whom whose why will with within without would you your
        """.split()
    ),
}

_VALUES = [*range(21), *range(30, 101, 10), 1000]
_SPELT = {
    Language.FR: """zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze
    quinze seize - - - vingt trente quarante cinquante soixante - - - cent mille""".split(),
    Language.EN: """zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy
    eighty ninety hundred thousand""".split(),
}
# Folded number words and their values.
NUMBER_WORDS: dict[Language, dict[str, int]] = {
    language: {word: value for value, word in zip(_VALUES, words, strict=True) if word != "-"}
    for language, words in _SPELT.items()
}


@lru_cache(maxsize=8192)  # every rule folds the same texts
def fold(text: str) -> str:
    """Small letters without accents, ligatures undone, straight quotes, ordinary spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.split())


def tokens(text: str) -> tuple[str, ...]:
    """The folded words and numbers of a text, in order; an elided article is a word of its own."""
    return tuple(_WORD.findall(fold(text)))


def content_words(text: str, language: Language) -> tuple[str, ...]:
    """The folded words that carry meaning: neither grammar nor single letters."""
    spelt = _BRITISH.sub("or", fold(text)) if language is Language.EN else text
    return tuple(
        word
        for word in tokens(spelt)
        if word not in _GRAMMAR[language] and (len(word) > 2 or word.isdigit())
    )


def roots(text: str, language: Language) -> dict[str, str]:
    """The six-letter roots of the long words of a text, each with the word it was found in."""
    long_words = (word for word in content_words(text, language) if len(word) >= CLANG_ROOT)
    return {word[:CLANG_ROOT]: word for word in long_words}


def akin(one: str, other: str) -> bool:
    """Whether two words look alike enough to be of one family: surveiller, surveillance."""
    shared = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        shared += 1
    if one.isdigit() or other.isdigit():
        return one == other
    return shared >= min(5, max(3, min(len(one), len(other))))


def last_sentence(text: str) -> str:
    """The last sentence of a stem, where the question stands; a closing «(2 words)» is left out."""
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", text.strip())
    return re.split(r"(?<=[.!?…])\s?[»”\"]?\s+(?=[«“\"*_]*\s?[A-ZÀ-ÝŒ0-9])", bare)[-1]
