"""What of an item is a secret until it is answered, and whether a page tells it."""

from __future__ import annotations

import html
import re

from quizapp.domain.content import cloze
from quizapp.domain.content.schema import (
    BasicItem,
    ClozeItem,
    ConcordanceItem,
    LongMenuItem,
    MultipleItem,
    OptionsItem,
    SbaItem,
    ShortAnswerItem,
    ShortMenuItem,
)
from quizapp.services.catalogue import find_bank, items_with_keys, study_text
from quizapp.web.markdown import render_inline
from tests.factories import BANK

LANGUAGES = ("fr", "en")


def folded(text):
    """Lower case, without the spaces and no-break spaces that typography puts in."""
    return re.sub(r"\s+", " ", html.unescape(text).casefold()).strip()


def plain(text, language):
    """A text as the page shows it, without marks."""
    return folded(re.sub(r"<[^>]+>", "", render_inline(text, language)))


def sent(response):
    """What differs from page to page: address, title, HTML with its attributes, and its text."""
    shown = response.text
    if "<main" in shown:
        shown = shown.partition("<main")[2].partition("</main>")[0]
        shown += response.text.partition("<title>")[2].partition("</title>")[0]
    without_tags = re.sub(r"<[^>]+>", "", shown)
    return folded(f"{response.headers.get('Location', '')}\n{shown}\n{without_tags}")


def frame(response):
    """The rest, without tokens and addresses: what is the same on every page tells nothing."""
    head, _, rest = response.text.partition("<main")
    foot = rest.partition("</main>")[2]
    constant = re.sub(r'<title>.*?</title>|value="[^"]*"', "", head, flags=re.DOTALL) + foot
    headers = sorted(
        f"{name}: {value}"
        for name, value in response.headers
        if name not in ("Content-Length", "Location", "Set-Cookie")
    )
    return constant + "\n".join(headers)


def says(haystack, needle):
    """Whether it stands there as words of their own."""
    if needle not in haystack:
        return False
    return re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", haystack) is not None


def shown_beforehand(content, language):
    """What the question itself shows: an answer that stands in it gives nothing away."""
    match content:
        case SbaItem() | MultipleItem() | ShortMenuItem() | LongMenuItem():
            texts = [content.stem[language], *(o.text[language] for o in content.options)]
        case ConcordanceItem():
            parts = (content.scenario, content.hypothesis, content.finding)
            texts = [part[language] for part in parts]
            # A point of the scale: «Indispensable, or nearly always».
            texts += ["Indispensable"] if content.kind == "investigation" else []
        case ClozeItem():
            segments = cloze.parse(content.text[language])
            texts = [s.hint or "" if s.hidden else s.text for s in segments]
        case _:
            texts = [content.prompt[language]]
    if content.case:
        texts += [content.case.title[language], *(i[language] for i in content.case.information)]
    return " | ".join(plain(text, language) for text in texts)


def secrets_of(content, language, sentences):
    """Everything that would tell the answer."""
    texts = [content.explanation[language]]
    match content:
        case SbaItem() | MultipleItem() | ShortMenuItem() | LongMenuItem():
            texts += [option.rationale[language] for option in content.options]
        case ShortAnswerItem():
            texts += [content.answers[language][0]]
        case BasicItem():
            texts += [content.back[language]]
        case ClozeItem():
            texts += [s.text for s in cloze.parse(content.text[language]) if s.hidden]
    if not isinstance(content, ClozeItem):
        texts += [sentences[language][key] for key in content.sentences]
    shown = shown_beforehand(content, language)
    plains = [plain(text, language) for text in texts]
    return [text for text in plains if not says(shown, text)]


def also_secret(content, language):
    """What no page ever shows, but a careless one might carry."""
    if isinstance(content, ShortAnswerItem):
        known = [*content.answers[language], *content.rejected.get(language, {}).values()]
        shown = shown_beforehand(content, language)
        return [plain(t, language) for t in known if not says(shown, plain(t, language))]
    return []


def check_hidden(content, response, sentences):
    wire = sent(response)
    for language in LANGUAGES:
        for secret in secrets_of(content, language, sentences) + also_secret(content, language):
            assert not says(wire, secret), (content.id, language, secret)
    for word in ("correct", "indispensable", "inacceptable", "rationale", "expected_success"):
        asked = " ".join(shown_beforehand(content, language) for language in LANGUAGES)
        assert not says(wire, word) or says(asked, word), (content.id, word)
    main = response.text.partition("<main")[2]
    assert "<table" not in main, "what a panel answered"
    if isinstance(content, OptionsItem | ConcordanceItem):
        check_options_are_alike(content, main)


def check_options_are_alike(content, page):
    """But for letter, place, text, and whether it was chosen, each option is the same HTML."""
    options = re.findall(r'<label class="choice">.*?name="choice".*?</label>', page, re.DOTALL)
    if not options:
        listed = re.search(r'<ul class="feedback.*?</ul>', page, re.DOTALL)
        options = re.findall(r"<li>.*?</li>", listed[0], re.DOTALL)
    expected = len(content.options) if isinstance(content, OptionsItem) else 5
    assert len(options) == expected, content.id
    shapes = {
        re.sub(r">[^<>]*<| checked|choice-\d+|value=\"\w+\"|\b[A-E]\b", "", option)
        for option in options
    }
    assert len(shapes) == 1, shapes


def later_in_case(session):
    """What the later steps of a case ask and reveal, by the key of a step."""
    bank = find_bank(session, BANK)
    steps = [i.content for i in items_with_keys(session, bank.id) if i.content.case]
    return {
        step.id: [
            later
            for later in steps
            if later.case.id == step.case.id and later.case.position > step.case.position
        ]
        for step in steps
    }


def check_nothing_of_later_steps(content, response, later):
    wire = sent(response)
    for step in later.get(content.id, []):
        for language in LANGUAGES:
            shown = shown_beforehand(content, language)
            texts = [step.prompt[language], step.case.information[-1][language]]
            for text in (plain(text, language) for text in texts):
                assert says(shown, text) or not says(wire, text), (content.id, step.id, text)


def check_shown(content, response, sentences):
    wire = sent(response)
    for secret in secrets_of(content, "fr", sentences):
        assert secret in wire, (content.id, secret)


def study_sentences(session):
    """The sentences of the text by language and key."""
    bank = find_bank(session, BANK)
    return {
        language: {
            sentence.id: sentence.text
            for paragraph in study_text(session, bank, language).paragraphs
            for sentence in paragraph.sentences
        }
        for language in LANGUAGES
    }
