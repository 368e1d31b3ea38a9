"""The ten model items set the bar: the rules must find nothing to say about them."""

import json
import re
from pathlib import Path

import pytest

from quizapp.domain.content.bank import Bank
from quizapp.domain.content.lint import lint_bank, lint_item
from quizapp.domain.content.schema import ITEM, BankMeta
from quizapp.domain.content.text import parse_text
from quizapp.domain.content.vocabulary import Language

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
MODEL_ITEMS = DATA / "items" / "model_items.json"
SOURCE = DATA / "text" / "calcinose-tumorale.fr.txt"

pytestmark = pytest.mark.skipif(
    not MODEL_ITEMS.exists(), reason="the reference data folder ../shared/data is not here"
)

TYPES = {"QRU": "sba", "QRM": "multiple", "QROC": "short_answer", "CLOZE": "cloze", "QA": "basic"}
TOPICS = {
    "définition": "definition",
    "causes": "causes",
    "clinique": "presentation",
    "imagerie": "diagnosis",
    "traitement": "treatment",
}
LEVELS = {"apply": "apply", "understand": "understand", "recognise a pattern": "understand"}


def converted(model):
    """A model item in our schema; the model items cite no facts, so one stands in for them."""
    item = {
        "id": model["id"],
        "type": TYPES[model["type"]],
        "topic": TOPICS[model["topic"]],
        "level": LEVELS.get(model["bloom"], "recall"),
        "expected_success": model["p_expected"],
        "sentences": model["src"],
        "facts": ["F01"],
        "explanation": model["expl"],
    }
    for name in ("stem", "front", "back"):
        if name in model:
            item[name] = model[name]
    if "text" in model:
        item["text"] = {
            language: re.sub(r"{{c\d+::", "{{", text) for language, text in model["text"].items()
        }
    if "answer" in model:
        item["answers"], item["rejected"] = model["answer"], model["reject"]
    if "options" in model:
        item["options"] = [
            {
                "id": letter,
                "correct": option["key"],
                "flag": option.get("flag"),
                "text": {"fr": option["fr"], "en": option["en"]},
                "rationale": option["why"],
            }
            for letter, option in zip("abcde", model["options"], strict=False)
        ]
    return ITEM.validate_python(item)


def source_text():
    """The French article, its sentences numbered as the model items cite them."""
    title, *paragraphs = SOURCE.read_text(encoding="utf-8").strip().split("\n\n")
    sentences = "\n\n".join(re.sub(r"(?<=\.) ", "\n", paragraph) for paragraph in paragraphs)
    source = f"# {title}\n\n## Article {{definition}}\n\n{sentences}\n"
    return parse_text(source, Language.FR, SOURCE.name)


@pytest.fixture(scope="module")
def models():
    return json.loads(MODEL_ITEMS.read_text(encoding="utf-8"))["items"]


@pytest.fixture(scope="module")
def bank(models):
    meta = BankMeta(
        format=1,
        id="models",
        version=1,
        title={"fr": "Modèles", "en": "Models"},
        summary={"fr": "Modèles.", "en": "Models."},
        languages=("fr", "en"),
        source={"title": "Models"},
        licence="none",
        authors=("nobody",),
    )
    items = tuple(converted(model) for model in models)
    return Bank(meta, {Language.FR: source_text()}, (), (), items)


def test_the_rules_find_nothing_in_the_model_items(bank):
    assert len(bank.items) == 10
    assert list(lint_bank(bank)) == []


def _key(data):
    return next(option for option in data["options"] if option["correct"])


def _wrong(data):
    return next(option for option in data["options"] if not option["correct"])


def _says(where, field, fr, en):
    """A flaw that writes a text, in one language, into a part of an item."""

    def spoil(data, language):
        where(data)[field][language] = {"fr": fr, "en": en}[language]

    return spoil


def _lengthened(data, language):
    for option in data["options"]:
        if option["correct"]:
            tail = {"fr": ", décrite en détail par le texte", "en": ", described in full detail"}
            option["text"][language] += tail[language] * 2


def _absolute(data, language):
    text = _wrong(data)["text"]
    text[language] = {"fr": "Toujours ", "en": "Always "}[language] + text[language].lower()


def _copied(data, language):
    first, second = [option for option in data["options"] if not option["correct"]][:2]
    second["text"][language] = first["text"][language].upper()


def _echoed(data, language):
    word = {"fr": " pneumopathie", "en": " pneumonitis"}[language]
    data["stem"][language] = word + " : " + data["stem"][language]
    _key(data)["text"][language] += word


def _numbered(field):
    def spoil(data, language):
        data[field][language] += " (37)"

    return spoil


def _long(data, language):
    if data["type"] == "basic":
        data["back"][language] = "un " * 10
    else:
        blank = {"fr": "{{la peau du bras et du dos}}", "en": "{{the skin of arm and back}}"}
        data["text"][language] = "Calcinose, calcinosis: un deux trois " + blank[language]


def _item(data):
    return data


CHOICES, OPEN, CARDS = ("sba", "multiple"), ("short_answer",), ("cloze", "basic")
FLAWS = [
    ("LONGKEY", CHOICES, _lengthened),
    ("LENVAR", CHOICES, _lengthened),
    ("ALLNONE", CHOICES, _says(_wrong, "text", "Aucune de ces réponses", "None of the above")),
    ("KTYPE", CHOICES, _says(_wrong, "text", "A, B et D", "A, B and D")),
    (
        "NEGSTEM",
        (*CHOICES, *OPEN),
        _says(_item, "stem", "Calcinose : que ne voit-on pas ?", "Calcinosis: what is not seen?"),
    ),
    (
        "DOUBLENEG",
        CHOICES,
        _says(_item, "stem", "Lequel n’est PAS FAUX ?", "Which of them is NOT FALSE?"),
    ),
    ("ABSOLUTE", CHOICES, _absolute),
    (
        "GRAMMAR",
        ("sba",),
        _says(_item, "stem", "Quels sont les deux signes ?", "Which are the signs?"),
    ),
    ("CLANG", CHOICES, _echoed),
    ("DUPLICATE", CHOICES, _copied),
    ("UNFOCUSED", CHOICES, _says(_item, "stem", "Laquelle est exacte ?", "Which is true?")),
    ("NOQUESTION", (*CHOICES, *OPEN), _says(_item, "stem", "La calcinose.", "Calcinosis.")),
    ("PARITY", (*CHOICES, *OPEN), _numbered("stem")),
    ("PARITY", (*CHOICES, *OPEN, *CARDS), _numbered("explanation")),
    ("ORPHAN", ("basic",), _says(_item, "front", "Elle est où ?", "It lies where?")),
    ("LIST", ("basic",), _says(_item, "back", "Douleur, fièvre, raideur", "Pain, fever, ache")),
    ("YESNO", ("basic",), _says(_item, "back", "Non", "No")),
    ("CUE", ("basic",), _says(_item, "back", "Un dépôt de calcium", "Deposits of calcium")),
    ("CUE", ("basic",), _says(_item, "back", "La calcification", "A tumour")),
    ("LONGANSWER", CARDS, _long),
]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_flaws_seeded_in_the_model_items_are_all_found(models, language):
    seeded, missed = 0, []
    for model in models:
        for rule, types, flaw in FLAWS:
            data = converted(model).model_dump(mode="json")
            if data["type"] not in types:
                continue
            flaw(data, language)
            found = {one.rule for one in lint_item(ITEM.validate_python(data))}
            seeded += 1
            if rule not in found:
                missed.append((model["id"], rule, found))
    assert missed == []
    assert seeded >= 70
