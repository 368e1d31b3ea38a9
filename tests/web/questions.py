"""Questions on small banks of one's own, and what stands on their pages."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from tests.services import studying
from tests.services.made_banks import SLUG, load


def begin(learner, *items, **wanted):
    """Begin a quiz on a bank of just these items; the address of its first question."""
    if items:
        load(*items)
    attempt = studying.start(learner, slug=SLUG, **{"length": 1, **wanted})
    return f"/quiz/{attempt.id}/1"


def soup(page):
    return BeautifulSoup(page.text, "html.parser").main


def text_of(element):
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


def controls(page, name="choice"):
    return soup(page).select(f"input[name={name}]")


def labels(page):
    """The texts of the options, without letters."""
    return [text_of(label.select_one("span[lang]")) for label in soup(page).select(".row label")]


def checked(page, name="choice"):
    return {box["value"] for box in controls(page, name) if box.has_attr("checked")}
