"""Which articles can stand before a phrase: gender and elision in French, a or an in English.

Every judgement may be None, unknown: a rule speaks only where grammar is certain.
"""

import re

from quizapp.domain.content.lint.words import fold, tokens

# English words that open with a vowel letter and a consonant sound, and the other way round.
_CONSONANT_SOUND = re.compile(r"(?:uni(?!n|m)|use|usu|ute|uro|eu|one\b|once\b|ubi)")
_VOWEL_SOUND = re.compile(r"(?:hour|honest|honou?r|heir|x-ray|[fhlmnrsx]\d|mri\b)")
_DETERMINERS = frozenset("un une le la l les des du de d ce cet cette son sa a an the".split())
_ASPIRATED = ("hanche", "hernie", "haut", "handicap", "halo", "hasard", "hors", "huit")
_FEMININE_ENDING = re.compile(r"(?:[tsx]ion|ite|ance|ence|ure|ose|ie|ee|esse|tude|ette|elle)s?$")
_MASCULINE_ENDING = re.compile(r"(?:ment|age|isme|eau|oir|ome|gramme|ogue|ail|eil|ier|al|aux)s?$")
_FEMININE = frozenset(
    """
    epaule cheville main peau hanche face base dent voie tumeur cause masse perte forme cellule
    fois crise plaie image plage cage page vitamine ombre jambe cuisse tete bouche gorge langue
    bosse douleur chaleur rougeur raideur largeur hauteur grosseur peur lenteur biopsie radio
    fievre eau veine artere cicatrice vertebre rotule lacune capsule methode analyse prise
    echographie
    """.split()
)
_MASCULINE = frozenset(
    """
    genou coude doigt pied dos cou bras os kyste geste risque signe muscle nerf tissu depot sang
    coeur foie rein poumon cancer calcium nodule terme siege type site acte squelette volume
    cartilage organe membre point corps facteur secteur moteur medecin bassin vaccin gene genie
    incendie calibre diametre ligament tendon musee lycee comite silence sucre glucose mercure
    poignet orteil abces scanner examen avis repos regime tibia femur crane thorax talon
    """.split()
)


def fits(article: str, phrase: str) -> bool | None:
    """Whether a folded French or English article can stand before a phrase; None when unknown."""
    if article in {"a", "an"}:
        return _fits_english(article, phrase)
    words = tokens(phrase)
    if not words or words[0] in _DETERMINERS:
        return None
    vowel = _opens_with_vowel(words[0])
    gender = gender_of(words[0])
    if article == "l'":
        return vowel
    if article in {"le", "la"} and vowel:
        return False
    if gender is None:
        return None
    return gender == ("f" if article in {"la", "une"} else "m")


def gender_of(noun: str) -> str | None:
    """«f» or «m» for a folded French noun whose gender its ending or a short list settles."""
    bare = noun.removesuffix("s")
    if noun in _FEMININE or bare in _FEMININE:
        return "f"
    if noun in _MASCULINE or bare in _MASCULINE:
        return "m"
    if _FEMININE_ENDING.search(noun):
        return "f"
    return "m" if _MASCULINE_ENDING.search(noun) else None


def _opens_with_vowel(word: str) -> bool | None:
    if word.startswith("h"):
        return False if word.startswith(_ASPIRATED) else None
    return word[0] in "aeiouy"


def _fits_english(article: str, phrase: str) -> bool | None:
    text = fold(phrase).lstrip("\"'(* ")
    first = text.split(" ")[0] if text else ""
    if not first or first in _DETERMINERS or not first[0].isalpha():
        return None
    vowel = first[0] in "aeiou" and not _CONSONANT_SOUND.match(first)
    vowel = vowel or bool(_VOWEL_SOUND.match(first))
    return vowel == (article == "an")
