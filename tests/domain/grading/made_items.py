"""Items made for marking: only what marking reads is filled with sense."""

from quizapp.domain.content.schema import ITEM


def _both(text):
    return {"fr": text, "en": text}


def _item(kind, **fields):
    return ITEM.validate_python(
        {
            "id": f"made-{kind}".replace("_", "-"),
            "type": kind,
            "topic": "causes",
            "level": "recall",
            "expected_success": 0.7,
            "sentences": ["P1.1"],
            "facts": ["F01"],
            "explanation": _both("Because."),
            **fields,
        }
    )


def options_item(kind, right, *, of="abcde", indispensable="", inacceptable=""):
    """An sba or multiple item with the options ``of``, of which ``right`` are right."""
    flags = dict.fromkeys(indispensable, "indispensable") | dict.fromkeys(
        inacceptable, "inacceptable"
    )
    return _item(
        kind,
        stem=_both("Which?"),
        options=[
            {
                "id": option,
                "correct": option in right,
                "flag": flags.get(option),
                "text": _both(f"Option {option}"),
                "rationale": _both("Why."),
            }
            for option in of
        ],
    )


def short_answer_item(accepted, rejected=None):
    """A short answer with the same forms in both languages."""
    rejected = rejected or {}
    return _item(
        "short_answer",
        stem=_both("What?"),
        answers={"fr": accepted, "en": accepted},
        rejected={"fr": rejected, "en": rejected},
    )


def basic_item():
    """A card without a mark."""
    return _item("basic", front=_both("What?"), back=_both("That."))
