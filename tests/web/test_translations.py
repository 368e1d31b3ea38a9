"""The catalogue of French texts: complete, compiled, and set as French is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from quizapp.settings import ROOT
from quizapp.web.typography import french_spaces

FOLDER = ROOT / "quizapp" / "translations" / "fr" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%%")
UPDATE = "run `make translations`"

Texts = tuple[str, ...]


def texts(value: str | Texts) -> Texts:
    """Singular and plural forms, or the only form there is."""
    return (value,) if isinstance(value, str) else tuple(value)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="fr")


@pytest.fixture(scope="module")
def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def strings_of_the_code() -> set[Texts]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    return {
        texts(found)
        for folder in ("quizapp", "templates")
        for _file, _line, found, _comments, _context in extract_from_dir(
            ROOT / folder,
            [(mapping["pattern"], mapping["method"]) for mapping in mappings],
            keywords={**DEFAULT_KEYWORDS, "_l": None},
            directory_filter=lambda _folder: True,
        )
    }


def test_the_catalogue_holds_every_string_of_the_code_and_no_other(
    messages: list[Message],
) -> None:
    held, used = {texts(message.id) for message in messages}, strings_of_the_code()
    assert not used - held, f"not in the catalogue, {UPDATE}: {used - held}"
    assert not held - used, f"used nowhere, {UPDATE}: {held - used}"


def test_every_string_is_translated_and_none_is_a_guess(
    catalogue: Catalog, messages: list[Message]
) -> None:
    assert not [message.id for message in messages if message.fuzzy]
    for message in messages:
        forms = texts(message.string)
        assert all(form.strip() for form in forms), f"not translated: {message.id}"
        assert len(forms) == (catalogue.num_plurals if message.pluralizable else 1), message.id


def test_nothing_obsolete_is_kept(catalogue: Catalog) -> None:
    assert not catalogue.obsolete, UPDATE


def test_the_compiled_catalogue_says_what_its_source_says(messages: list[Message]) -> None:
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = {texts(message.id): texts(message.string) for message in read_mo(file)}
    compiled.pop(("",), None)
    assert compiled == {texts(message.id): texts(message.string) for message in messages}, UPDATE


def test_translations_keep_the_placeholders(messages: list[Message]) -> None:
    for message in messages:
        wanted = [set(PLACEHOLDER.findall(text)) for text in texts(message.id)]
        for form in texts(message.string):
            found = set(PLACEHOLDER.findall(form))
            # «L’autre est reportée» may leave the number out where there is but one.
            assert found == wanted[-1] or (
                message.pluralizable
                and form == texts(message.string)[0]
                and found == wanted[-1] - {"%(num)s"}
            ), f"{message.id}: {form}"


def test_translations_are_set_as_french_is(messages: list[Message]) -> None:
    for form in (form for message in messages for form in texts(message.string)):
        assert "'" not in form, f"straight apostrophe: {form}"
        assert '"' not in form, f"straight quotation mark: {form}"
        assert "..." not in form, f"three dots for …: {form}"
        assert form == french_spaces(form), f"no-break spaces: {form}"
        assert not re.search(r"\S%%", form.replace("\u202f%%", "")), f"space before %: {form}"


def test_translations_address_the_reader_politely(messages: list[Message]) -> None:
    familiar = re.compile(r"\b(tu|toi|ton|tes|ta|te)\b", re.IGNORECASE)
    for form in (form for message in messages for form in texts(message.string)):
        assert not familiar.search(form), form


def test_the_catalogue_tells_nothing_of_the_machine_it_was_made_on() -> None:
    source = (FOLDER / "messages.po").read_text(encoding="utf-8")
    assert str(Path.home()) not in source
    assert str(ROOT) not in source
