"""Tags: a learner's own words on cards, spelt one way."""

import unicodedata

TAG_LENGTH = 40  # characters
_LEFT_OUT = str.maketrans("", "", '"«»“”„()*,;')


def normal_tag(text: str) -> str:
    """The one spelling of a tag: small letters, hyphens for spaces, at most `TAG_LENGTH` long.

    What would end or group a term of the search is left out, and so is what cannot be seen. The
    result may be empty: there is then no tag. Accents stay: they are what the learner reads.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(letter if letter.isprintable() else " " for letter in folded)
    joined = "-".join(seen.translate(_LEFT_OUT).replace("-", " ").split())
    return joined[:TAG_LENGTH].rstrip("-")
