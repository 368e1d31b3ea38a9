"""The cells of a roster: which column is which, and what may stand in it."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from quizapp.domain.teaching.accommodation import LARGEST_FACTOR, SMALLEST_FACTOR


class Column(StrEnum):
    """What a roster can say about a learner."""

    EMAIL = "email"
    NAME = "name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    NUMBER = "number"
    FACTOR = "factor"


class FactorRangeError(ValueError):
    """A number, but none between `SMALLEST_FACTOR` and `LARGEST_FACTOR`."""


# As lists of students call them in either language: those that registries hand out, and those that
# Moodle and Canvas export. Written as `_bare` leaves them; of two for a column, the first counts.
_HEADINGS = {
    Column.EMAIL: (
        "email emailaddress courriel adresseemail adressemail adressecourriel adressedecourriel "
        "adresseelectronique courrierelectronique adressedemessagerie mail mailaddress emails "
        "messagerie address adresse login sisloginid loginid"
    ),
    Column.NAME: (
        "fullname name nomcomplet nometprenom prenometnom nomprenom prenomnom nomsprenoms "
        "nomsetprenoms student learner etudiant etudiante etudiants apprenant apprenante"
    ),
    Column.GIVEN_NAME: "firstname givenname forename prenom prenoms",
    Column.FAMILY_NAME: (
        "lastname surname familyname nomdefamille nomusuel nomdusage nompatronymique nom"
    ),
    Column.NUMBER: (
        "studentnumber studentid numeroetudiant numerodetudiant numetudiant numdetudiant "
        "netudiant noetudiant nodetudiant ndetudiant matricule codeetudiant codeapogee sisuserid "
        "idnumber numerodidentification number numero ine identifiant id no n"
    ),
    Column.FACTOR: (
        "timefactor facteurdetemps facteurtemps extratime tempsmajore tempssupplementaire "
        "majorationdetemps majoration tierstemps timemultiplier factor facteur time temps"
    ),
}
_COLUMN_OF = {
    heading: (column, rank)
    for column, headings in _HEADINGS.items()
    for rank, heading in enumerate(headings.split())
}
_FRACTION = re.compile(r"(\d{1,3}) ?[/⁄] ?(\d{1,3})", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}([.,]\d{1,6})?", re.ASCII)
_PERCENT = re.compile(r"\+? ?(\d{1,3}(?:[.,]\d{1,6})?) ?%", re.ASCII)


def column_of(heading: str) -> tuple[Column, int] | None:
    """Which column a heading names, in French or English; None for one that is not used.

    The number says how sure that is: of two headings for a column, the lower one is meant.
    """
    return _COLUMN_OF.get(_bare(heading))


def _bare(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def read_address(text: str) -> str:
    """An email address in its one spelling, in small letters; judged as registration judges it.

    Raises:
        ValueError: it is none.
    """
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return found.normalized.lower()


def read_factor(text: str) -> float:
    """How much of the usual time somebody gets: «4/3», «1.33», «1,33»; «33 %» is that much more.

    Raises:
        FactorRangeError: it is too little or too much, or percent of 100 and above, which could
            mean either twice the time or no more of it.
        ValueError: it is none of these.
    """
    spaced = unicodedata.normalize("NFKC", text.strip()).lstrip("×xX* ")
    if match := _PERCENT.fullmatch(spaced):
        percent = _decimal(match[1])
        if percent >= 100:
            raise FactorRangeError(text)
        factor = 1.0 + percent / 100.0
    elif match := _FRACTION.fullmatch(spaced):
        below = int(match[2])
        if not below:
            raise FactorRangeError(text)
        factor = int(match[1]) / below
    elif _NUMBER.fullmatch(spaced):
        factor = _decimal(spaced)
    else:
        raise ValueError(text)
    if not SMALLEST_FACTOR <= factor <= LARGEST_FACTOR:
        raise FactorRangeError(text)
    return factor


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))
