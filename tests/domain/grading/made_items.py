"""Items made for marking: only what marking reads is filled with sense."""

from hypothesis import strategies as st

from quizapp.domain.content.schema import ITEM
from quizapp.domain.grading.answers import ChosenOptions


def _both(text):
    return {"fr": text, "en": text}


def _item(kind, /, **fields):
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
    """An item with the options ``of``, named by letters, of which ``right`` are right."""
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


def concordance_item(counts):
    """A script concordance item with a panel of ``counts``, from −2 to +2."""
    return _item(
        "concordance",
        kind="diagnosis",
        scenario=_both("A patient."),
        hypothesis=_both("A lump."),
        finding=_both("It is hard."),
        panel={"counts": counts},
    )


def panels():
    """Counts of any panel that is large enough."""
    counts = st.lists(st.integers(0, 20), min_size=5, max_size=5)
    return counts.filter(lambda drawn: sum(drawn) >= 10)


def basic_item():
    """A card without a mark."""
    return _item("basic", front=_both("What?"), back=_both("That."))


def cloze_item(text):
    """A sentence with gaps, the same in both languages."""
    return _item("cloze", text=_both(text))


def chosen(ids):
    """The options ticked: letters in one word, or a list of ids."""
    return ChosenOptions(frozenset(ids))
