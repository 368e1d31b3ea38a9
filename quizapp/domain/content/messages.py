"""pydantic's errors in the words of the person who writes the files."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.domain.content.vocabulary import ItemType, Language

# What pydantic already makes impossible is reported under the item-writing rule it stands for.
RULE_OF_FIELD = {
    "rationale": "NORATIONALE",
    "explanation": "NOEXPLANATION",
    "sentences": "NOSOURCE",
    "facts": "NOSOURCE",
    "topic": "NOTOPIC",
    "expected_success": "NODIFFICULTY",
}
_ABSENT = {"missing", "too_short", "string_too_short"}
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field: correct its spelling or remove it",
    "string_type": "must be text: put it between quotes",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be below {lt}",
    "less_than_equal": "must be {le} or less",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "dict_type": "must hold one line per language, as «fr: …» and «en: …»",
    "tuple_type": "must be a list, as [P1.1, P1.2]",
    "model_type": "must be an entry with named fields, as «id: …»",
    "model_attributes_type": "must be an entry with named fields, as «id: …»",
    "invalid_key": "is not the name of a field: names are words",
    "union_tag_not_found": "is missing",
}
_SHAPES = {
    "sentences": "must be a sentence id such as P3.2",
    "facts": "must be a fact id such as F07",
    "id": "must be an id of small letters, digits and hyphens, as the README shows",
}


def explain(error: ValidationError, data: object) -> Iterator[tuple[str, str, str]]:
    """Field, message and rule of each error, the field named as the author sees it.

    Options are named by their id (`options.b.text.en`), steps of a case by that of their question,
    and other list entries by number, from 1.
    """
    for details in error.errors(include_url=False, include_input=False):
        location = _as_written(details["loc"], data)
        step = _hand_written_step(location)
        if step and details["type"] != "extra_forbidden":
            yield (
                _field(step, data),
                "only a step of a case has it, and finds it out: remove it",
                "SCHEMA",
            )
            continue
        is_key = bool(location) and location[-1] == "[key]"
        if is_key:
            location = location[:-1]
        context = details.get("ctx", {})
        if "field" in context:
            location += [
                int(part) if part.isdigit() else part
                for part in str(context["field"]).split(".")
                if part
            ]
        if details["type"].startswith("union_tag"):
            location.append("type")
        if details["type"] == "too_short" and _is_long_enough(details, location, data):
            continue  # some entries are faulty, each reported by itself, but none is lacking
        message = _message(details, location, is_key=is_key)
        yield _field(location, data), message, _rule(details, location)


def _as_written(location: Sequence[int | str], data: object) -> list[int | str]:
    """A location without the types that pydantic adds: of the entry, and of a step's question."""
    parts = list(location)
    if parts and isinstance(data, dict) and parts[0] == data.get("type"):
        del parts[0]
        if parts[:1] == ["steps"] and parts[2:3] == ["question"]:
            del parts[3:4]
    return parts


def _hand_written_step(location: list[int | str]) -> list[int | str]:
    """The location of the `case` of an item in which an error lies, else nothing."""
    depth = 3 if location[:1] == ["steps"] else 0
    return location[: depth + 1] if location[depth : depth + 1] == ["case"] else []


def _message(details: ErrorDetails, location: Sequence[int | str], *, is_key: bool) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if is_key and kind == "enum":
        return f"is not a language of this application: use {' or '.join(Language)}"
    if kind == "union_tag_invalid":
        return _wrong_type(location)
    if kind == "string_pattern_mismatch":
        names = [part for part in location if isinstance(part, str)]
        return _SHAPES.get(names[-1] if names else "", details["msg"])
    if kind in {"enum", "literal_error"}:
        return f"must be {str(context['expected']).replace(chr(39), '')}"
    if kind in {"too_short", "too_long"}:
        word, bound = (
            ("at least", "min_length") if kind == "too_short" else ("at most", "max_length")
        )
        return f"must have {word} {context[bound]} entries and has {context['actual_length']}"
    return _WORDS[kind].format(**context) if kind in _WORDS else details["msg"]


def _wrong_type(location: Sequence[int | str]) -> str:
    if location[0] == "steps":
        asked = ", ".join(kind for kind in ItemType if kind in QUIZ_TYPES)
        return f"is not a type of question that a case can ask: use one of {asked}"
    return f"is not a type of item: use one of {', '.join(ItemType)}, case"


def _rule(details: ErrorDetails, location: Sequence[int | str]) -> str:
    kind = details["type"]
    if kind.isupper():  # raised by schema.fault, which names the rule itself
        return kind
    if kind in _ABSENT:
        for part in reversed(location):
            if part in RULE_OF_FIELD:
                return RULE_OF_FIELD[str(part)]
    return "SCHEMA"


def _is_long_enough(details: ErrorDetails, location: Sequence[int | str], data: Any) -> bool:
    for part in location:
        data = data[part]
    return isinstance(data, list) and len(data) >= details["ctx"]["min_length"]


def _field(location: Sequence[int | str], data: Any) -> str:
    names = []
    for part in location:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(part, int):
            names.append(_identity(data) or str(part + 1))
        else:
            names.append(part)
    return ".".join(names)


def _identity(entry: Any) -> str | None:
    """The id of an entry, or of the question of a step."""
    if not isinstance(entry, dict):
        return None
    identity = entry.get("id") or _identity(entry.get("question"))
    return identity if isinstance(identity, str) else None
