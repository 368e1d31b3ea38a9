"""What the sound bank is made of: a text, facts, an item of each type and a case about gout."""

from typing import Any

META: dict[str, Any] = {
    "format": 1,
    "id": "goutte",
    "version": 1,
    "title": {"fr": "Goutte", "en": "Gout"},
    "summary": {"fr": "Des cristaux dans une articulation.", "en": "Crystals in a joint."},
    "languages": ["fr", "en"],
    "source": {"title": "Notes de cours"},
    "licence": "CC-BY-4.0",
    "authors": ["Alice"],
}
TEXTS = {
    "fr": """# Goutte

## Définition {definition}

La goutte est un dépôt de cristaux d’urate dans une articulation.
Elle touche surtout le gros orteil.

## Traitement {treatment}

La crise se traite par la colchicine.
Le repos et la glace soulagent aussi le patient.

Boire de l’eau prévient la récidive.
""",
    "en": """# Gout

## Definition {definition}

Gout is a deposit of urate crystals in a joint.
It affects above all the big toe.

## Treatment {treatment}

An attack is treated with colchicine.
Rest and ice also relieve the patient.

Drinking water prevents recurrence.
""",
}
FACTS: list[dict[str, Any]] = [
    {
        "id": "F01",
        "topic": "definition",
        "sentences": ["P1.2"],
        "fr": "Le gros orteil est le siège principal",
        "en": "The big toe is the main site",
    },
    {
        "id": "F02",
        "topic": "treatment",
        "sentences": ["P2.1"],
        "fr": "La colchicine traite la crise",
        "en": "Colchicine treats the attack",
    },
    {
        "id": "F03",
        "topic": "treatment",
        "sentences": ["P2.2"],
        "fr": "Repos et glace soulagent",
        "en": "Rest and ice bring relief",
    },
]
NOTES: list[dict[str, Any]] = [
    {
        "id": "N01",
        "sentences": ["P2.1"],
        "fr": "Un corticoïde est une autre possibilité.",
        "en": "A corticosteroid is another possibility.",
        "reference": {"citation": "A textbook, 2020."},
    }
]


def _option(name: str, fr: str, en: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "text": {"fr": fr, "en": en},
        "rationale": {"fr": "Le texte le précise ainsi.", "en": "The text states it so."},
        **more,
    }


_ABOUT = {
    "level": "apply",
    "expected_success": 0.7,
    "explanation": {"fr": "Le texte le dit en clair.", "en": "The text says so plainly."},
}
ITEMS: dict[str, dict[str, Any]] = {
    "sba": {
        "id": "go-sba-01",
        "type": "sba",
        "topic": "definition",
        "sentences": ["P1.2"],
        "facts": ["F01"],
        "stem": {
            "fr": "Un homme de 50 ans a une première crise de goutte. Quel siège est le plus "
            "probable ?",
            "en": "A man of 50 has his first attack of gout. Which site is the most likely?",
        },
        "options": [
            _option("a", "Le genou droit", "The right knee"),
            _option("b", "Le gros orteil", "The big toe", correct=True),
            _option("c", "Le petit doigt", "The little finger"),
            _option("d", "Le rachis lombaire", "The lumbar spine"),
        ],
        **_ABOUT,
    },
    "multiple": {
        "id": "go-qrm-01",
        "type": "multiple",
        "topic": "treatment",
        "sentences": ["P2.1", "P2.2"],
        "facts": ["F02", "F03"],
        "stem": {
            "fr": "Une femme souffre d’une crise de goutte. Quelles mesures proposer ?",
            "en": "A woman suffers from an attack of gout. Which measures should be offered?",
        },
        "options": [
            _option("a", "Alcool à jeun", "Alcohol on waking", flag="inacceptable"),
            _option("b", "Colchicine", "Colchicine", correct=True, flag="indispensable"),
            _option("c", "Glace locale", "Local ice", correct=True),
            _option("d", "Marche forcée", "Forced march"),
            _option("e", "Repos au lit", "Bed rest", correct=True),
        ],
        **_ABOUT,
    },
    "short_answer": {
        "id": "go-qroc-01",
        "type": "short_answer",
        "topic": "treatment",
        "sentences": ["P2.1"],
        "facts": ["F02"],
        "stem": {
            "fr": "Goutte : quel médicament traite la crise ? (1 mot)",
            "en": "Gout: which medicine treats the attack? (1 word)",
        },
        "answers": {
            "fr": ["colchicine", "colchicine orale"],
            "en": ["colchicine", "oral colchicine"],
        },
        "rejected": {
            "fr": {"pénicilline": "Un antibiotique."},
            "en": {"penicillin": "An antibiotic."},
        },
        **_ABOUT,
    },
    "cloze": {
        "id": "go-clz-01",
        "type": "cloze",
        "topic": "definition",
        "sentences": ["P1.2"],
        "facts": ["F01"],
        "text": {
            "fr": "La goutte touche surtout {{le gros orteil::siège}} des adultes.",
            "en": "Gout affects above all {{the big toe::site}} of adults.",
        },
        **_ABOUT,
    },
    "basic": {
        "id": "go-qa-01",
        "type": "basic",
        "topic": "treatment",
        "sentences": ["P2.2"],
        "facts": ["F03"],
        "front": {
            "fr": "Crise de goutte : quel froid soulage le patient ?",
            "en": "Attack of gout: which cold relieves the patient?",
        },
        "back": {"fr": "La glace", "en": "Ice"},
        **_ABOUT,
    },
}
# Menus and panels are not in the sound bank as it is written, so that it stays small.
MORE_ITEMS: dict[str, dict[str, Any]] = {
    "short_menu": {
        "id": "go-qrpc-01",
        "type": "short_menu",
        "topic": "treatment",
        "sentences": ["P2.1", "P2.2"],
        "facts": ["F02", "F03"],
        "stem": {
            "fr": "Un coureur subit une crise de goutte. Quelles sont les trois mesures utiles ?",
            "en": "A runner has an attack of gout. Which three measures are useful?",
        },
        "options": [
            _option("a", "Bain de vapeur", "Steam bath"),
            _option("b", "Colchicine", "Colchicine", correct=True),
            _option("c", "Glace locale", "Local ice", correct=True),
            _option("d", "Marche forcée", "Forced march"),
            _option("e", "Repos au lit", "Bed rest", correct=True),
        ],
        **_ABOUT,
    },
    "long_menu": {
        "id": "go-qrpl-01",
        "type": "long_menu",
        "topic": "treatment",
        "sentences": ["P2.1", "P2.2"],
        "facts": ["F02", "F03"],
        "stem": {
            "fr": "Goutte : choisissez les deux remèdes à proposer lors d’une crise.",
            "en": "Gout: choose the two remedies to offer during an attack.",
        },
        "options": [
            _option("a", "Aspirine", "Aspirin"),
            _option("b", "Colchicine", "Colchicine", correct=True),
            _option("c", "Digoxine", "Digoxin"),
            _option("d", "Fer", "Iron"),
            _option("e", "Glace", "Ice", correct=True),
            _option("f", "Héparine", "Heparin"),
            _option("g", "Insuline", "Insulin"),
            _option("h", "Lithium", "Lithium"),
            _option("i", "Morphine", "Morphine"),
            _option("j", "Zinc", "Zinc"),
        ],
        **_ABOUT,
    },
    "concordance": {
        "id": "go-tcs-01",
        "type": "concordance",
        "kind": "diagnosis",
        "topic": "definition",
        "sentences": ["P1.2"],
        "facts": ["F01"],
        "scenario": {
            "fr": "Un homme de 50 ans se réveille avec une rougeur douloureuse du pied.",
            "en": "A man of 50 wakes with a red and painful foot.",
        },
        "hypothesis": {"fr": "Une crise de goutte", "en": "An attack of gout"},
        "finding": {
            "fr": "La rougeur est centrée sur le gros orteil.",
            "en": "The redness is centred on the big toe.",
        },
        "panel": {"counts": [0, 1, 2, 6, 3], "illustrative": True},
        **_ABOUT,
    },
}
CASE: dict[str, Any] = {
    "id": "go-cas-01",
    "type": "case",
    "format": "progressive",
    "topic": "definition",
    "title": {"fr": "Un réveil difficile", "en": "A rude awakening"},
    "steps": [
        {
            "information": {
                "fr": "Un homme de 50 ans se réveille avec une douleur du pied, sans fièvre.",
                "en": "A man of 50 wakes with a pain in the foot and without fever.",
            },
            "question": {
                "id": "go-cas-01-a",
                "type": "sba",
                "topic": "definition",
                "sentences": ["P1.2"],
                "facts": ["F01"],
                "stem": {
                    "fr": "Vous pensez à une goutte. Quel siège examiner en premier ?",
                    "en": "You think of gout. Which site should be examined first?",
                },
                "options": [
                    _option("a", "La cheville", "The ankle"),
                    _option("b", "Le gros orteil", "The big toe", correct=True),
                    _option("c", "Le talon droit", "The right heel"),
                    _option("d", "Le tibia gauche", "The left shin"),
                ],
                **_ABOUT,
            },
        },
        {
            "information": {
                "fr": "La base du gros orteil est rouge et sensible : c’est une crise de goutte.",
                "en": "The base of the big toe is red and tender: this is an attack of gout.",
            },
            "question": {
                "id": "go-cas-01-b",
                "type": "short_menu",
                "topic": "treatment",
                "sentences": ["P2.2"],
                "facts": ["F03"],
                "stem": {
                    "fr": "Il attend la visite du médecin. Quelles sont les deux mesures utiles ?",
                    "en": "He waits for the doctor to visit. Which two measures are useful?",
                },
                "options": [
                    _option("a", "Bain de vapeur", "Steam bath"),
                    _option("b", "Glace locale", "Local ice", correct=True),
                    _option("c", "Marche forcée", "Forced march"),
                    _option("d", "Repos au lit", "Bed rest", correct=True),
                ],
                **_ABOUT,
            },
        },
        {
            "question": {
                "id": "go-cas-01-c",
                "type": "short_answer",
                "topic": "treatment",
                "sentences": ["P2.1"],
                "facts": ["F02"],
                "stem": {
                    "fr": "Elle dure depuis un jour. Quel médicament la traite ?",
                    "en": "It has lasted for a day. Which medicine treats it?",
                },
                "answers": {
                    "fr": ["colchicine", "colchicine orale"],
                    "en": ["colchicine", "oral colchicine"],
                },
                **_ABOUT,
            },
        },
    ],
}
ENTRIES = {**ITEMS, **MORE_ITEMS, "case": CASE}
