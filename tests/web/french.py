"""What a reader of French is shown, sorted into what the catalogue says and what came past it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.support import Translations
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from flask_babel import Domain
from werkzeug.test import TestResponse

from tests.factories import csrf_token

# Text that comes from nowhere in the catalogue, and should not: names, dates, keys, numbers.
OUTSIDE = re.compile(
    r"Rarissime|Calcinose tumorale|Goutte|English|Français|\S+@\S+|https?://\S+|P\d+\.\d+|\b[A-ZSh]\b"
    r"|\b\d{1,2}(?:er)? (?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\b"
    r"(?:\.? à (?=\d))?"
    r"|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
    r"|\b(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\b"
)
LOOSE = re.compile(r"(?<=\S) [?!;»%](?!\w)|(?<=\S) :(?=\s|$)|« |(?<=\w)'(?=\w)|\.\.\.")
# What a page says elsewhere than in its text: read out by a screen reader, or shown by a script.
SAID_ATTRIBUTES = (
    *("aria-label", "title", "placeholder", "alt"),
    *("data-saved", "data-retry", "data-outdated", "data-lost"),
)


def mark_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put ⟦brackets⟧ around whatever our catalogue says; the rest came past it.

    Flask-Security has a French catalogue of its own, which would not be ours.
    """

    class Marked:
        def __init__(self, translations: Translations) -> None:
            self.catalog, self.plural = translations._catalog, translations.plural

        def ugettext(self, text: str) -> str:
            found = self.catalog.get(text)
            return text if found is None else f"⟦{found}⟧"

        def ungettext(self, singular: str, plural: str, count: int) -> str:
            found = self.catalog.get((singular, self.plural(count)))
            return (singular if count == 1 else plural) if found is None else f"⟦{found}⟧"

    def get_translations(domain: Domain) -> Marked:
        return Marked(real(domain) if domain.domain == ["messages"] else Translations())

    real = Domain.get_translations
    monkeypatch.setattr(Domain, "get_translations", get_translations)


def shown(page: str) -> Iterator[str]:
    """The texts of a page that are the interface's own: seen, or read out by a screen reader.

    What has a language of its own is content.
    """
    soup = BeautifulSoup(page, "html.parser")
    for element in soup.select("script, style, option, [lang]:not(html)"):
        element.decompose()
    for name in SAID_ATTRIBUTES:
        for element in soup.select(f"[{name}]"):
            yield str(element[name])
    yield soup.get_text("\n")


def past_the_catalogue(page: str) -> set[str]:
    """The words shown that are in no brackets."""
    text = "\n".join(shown(page))
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:  # one may stand inside another
        text = less
    return set(re.findall(r"[^\W\d_]+", OUTSIDE.sub("", text)))


def loose(page: TestResponse) -> list[str]:
    """The French texts of a page that want a no-break space or a curly apostrophe."""
    soup = BeautifulSoup(page.text, "html.parser")
    for element in soup.select("script, style, code, [lang]:not([lang|=fr])"):
        element.decompose()
    return [text for text in soup.stripped_strings if LOOSE.search(text)]


def check(page: TestResponse) -> TestResponse:
    """Fail unless the page says that it is French and all its words come from the catalogue."""
    assert '<html lang="fr"' in page.text, page.request.path
    found = past_the_catalogue(page.text)
    assert not found, f"{page.request.method} {page.request.path} ({page.status_code}): {found}"
    return page


def visit(client: FlaskClient, path: str) -> TestResponse:
    return check(client.get(path, follow_redirects=True))


def send(client: FlaskClient, path: str, **data: object) -> TestResponse:
    token = csrf_token(client.get(path))
    return check(client.post(path, data={"csrf_token": token, **data}, follow_redirects=True))
