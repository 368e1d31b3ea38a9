"""Sentences with blanks: `… form {{under the skin::site}} …`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a cloze text: shown as it is, or hidden behind a blank with an optional hint."""

    text: str
    hidden: bool = False
    hint: str | None = None


def parse(text: str) -> tuple[Segment, ...]:
    """Split a cloze text into its shown and hidden segments, in order.

    A blank is `{{answer}}` or `{{answer::hint}}`. Raises ValueError, in words meant for the author,
    when a blank is open, empty or nested, or when there is none.
    """
    segments: list[Segment] = []
    rest = text
    while rest:
        shown, opening, after = rest.partition("{{")
        if "}}" in shown:
            raise ValueError("a blank is closed by }} but never opened by {{")
        if shown:
            segments.append(Segment(shown))
        if not opening:
            break
        blank, closing, rest = after.partition("}}")
        if not closing:
            raise ValueError("a blank is opened by {{ but never closed by }}")
        segments.append(_blank(blank))
    if not any(segment.hidden for segment in segments):
        raise ValueError("there is no blank: write the hidden words between {{ and }}")
    return tuple(segments)


def _blank(source: str) -> Segment:
    if "{" in source or "}" in source:
        raise ValueError("a blank may not hold a brace or another blank")
    answer, separator, hint = source.partition("::")
    if not answer.strip():
        raise ValueError("a blank is empty: write the hidden words between {{ and }}")
    if separator and not hint.strip():
        raise ValueError("a hint is empty: write {{answer::hint}}, or {{answer}} without a hint")
    if "::" in hint:
        raise ValueError("a blank has more than one «::»: write {{answer::hint}}")
    return Segment(answer.strip(), hidden=True, hint=hint.strip() or None)
