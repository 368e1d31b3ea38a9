"""The style sheets keep their promises: small, one palette in the dark, readable contrast."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "quizapp" / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")

Palette = dict[str, str]


def palettes() -> list[Palette]:
    """The colours of tokens.css: light, dark by the system, dark by choice."""
    blocks = re.findall(r"\{([^{}]*)\}", TOKENS)
    return [dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", block)) for block in blocks]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_style_sheets_weigh_less_than_12_kb_together() -> None:
    assert sum(sheet.stat().st_size for sheet in CSS.glob("*.css")) < 12_000


def test_the_dark_palette_is_the_same_by_system_and_by_choice() -> None:
    light, by_system, by_choice = palettes()
    assert by_system == by_choice
    assert by_choice.keys() == light.keys()


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark by system", "dark by choice"])
def test_text_and_controls_have_contrast(palette: Palette) -> None:
    def ratio(foreground: str, background: str) -> float:
        return contrast(palette[foreground], palette[background])

    assert min(ratio("ink", "paper"), ratio("ink", "surface")) >= 12
    backgrounds = ["paper", "surface", "tint", "right-tint", "wrong-tint", "fading", "faded"]
    assert min(ratio("ink", background) for background in backgrounds) >= 4.5
    for text in ("soft", "petrol", "right", "wrong"):
        assert min(ratio(text, "paper"), ratio(text, "surface")) >= 4.5
    assert ratio("on-petrol", "petrol") >= 4.5
    assert min(ratio("right", "right-tint"), ratio("wrong", "wrong-tint")) >= 4.5
    assert min(ratio("petrol", "tint"), ratio("soft", "tint")) >= 4.5
    assert min(ratio("edge", "surface"), ratio("edge", "paper")) >= 3
    assert min(ratio("memory-line", "fading"), ratio("memory-line", "faded")) >= 3
