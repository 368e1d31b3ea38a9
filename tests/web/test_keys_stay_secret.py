"""Nothing of an answer reaches the browser before it is given; afterwards all of it does."""

from __future__ import annotations

import html
import re

from sqlalchemy import func, select, update

from quizapp.domain.content import cloze
from quizapp.domain.content.schema import (
    BasicItem,
    ClozeItem,
    MultipleItem,
    SbaItem,
    ShortAnswerItem,
)
from quizapp.models import Item, User
from quizapp.services.catalogue import find_bank, study_text
from quizapp.web.markdown import render_inline
from tests.factories import BANK, NOON, csrf_token, hidden, log_in, make_learner
from tests.web.steps import (
    CARDS,
    UNKNOWN,
    content_at,
    content_of,
    grade_form,
    reveal_url,
    start_quiz,
)

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
        case SbaItem() | MultipleItem():
            texts = [content.stem[language], *(o.text[language] for o in content.options)]
        case ClozeItem():
            segments = cloze.parse(content.text[language])
            texts = [s.hint or "" if s.hidden else s.text for s in segments]
        case _:
            texts = [content.prompt[language]]
    return " | ".join(plain(text, language) for text in texts)


def secrets_of(content, language, sentences):
    """Everything that would tell the answer."""
    texts = [content.explanation[language]]
    match content:
        case SbaItem() | MultipleItem():
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
    if isinstance(content, SbaItem | MultipleItem):
        check_options_are_alike(content, response.text)


def check_options_are_alike(content, page):
    """But for its letter, its place and its text, each option is the same HTML."""
    options = re.findall(r'<label class="choice">.*?</label>', page, re.DOTALL) or re.findall(
        r'<li><span class="letter".*?</li>', page, re.DOTALL
    )
    assert len(options) == len(content.options), content.id
    shapes = {
        re.sub(r">[^<>]*<|choice-\d|value=\"\w+\"|\b[A-E]\b", "", option) for option in options
    }
    assert len(shapes) == 1, shapes


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


def count_items(session, *types):
    query = select(func.count()).where(Item.retired_at.is_(None))
    return session.scalar(query.where(Item.type.in_(types)) if types else query)


def test_no_question_tells_its_answer_before_it_is_given(client, session):
    make_learner()
    log_in(client)
    sentences = study_sentences(session)
    wanted = count_items(session, "sba", "multiple", "short_answer")
    assert wanted >= 57
    asked, frames = set(), set()
    while len(asked) < wanted:
        url = start_quiz(client, length=20)
        while url:
            frames.add(frame(client.get(url)))
            url = ask_and_answer(client, session, url, sentences, asked)
        # What was asked makes room for the rest.
        session.execute(update(Item).where(Item.key.in_(asked)).values(retired_at=NOON))
        session.commit()
    assert len(frames) == 1, "what stands around a question does not depend on it"


def ask_and_answer(client, session, url, sentences, asked):
    """Take one question; the address of the next one, or None at the end."""
    content = content_at(session, url)
    page = client.get(url)
    keys = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
    if content.id not in asked:
        check_hidden(content, page, sentences)
        if len(asked) % 10 == 0:
            check_hidden(content, client.post(url, data=keys), sentences)
    asked.add(content.id)
    done = client.post(url, data={**keys, **UNKNOWN})
    assert done.location == url
    assert done.status_code == 302
    feedback = client.get(url)
    check_shown(content, feedback, sentences)
    following = re.search(r'href="(/quiz/\d+/\d+)"', feedback.text)
    return following[1] if following else None


def test_no_front_of_a_card_tells_its_back(client, session):
    alice = make_learner()
    session.execute(update(User).where(User.id == alice.id).values(new_per_day=999))
    session.commit()
    log_in(client)
    sentences = study_sentences(session)
    front = client.get(CARDS)
    kinds, frames = set(), set()
    for _ in range(count_items(session)):
        address = reveal_url(front)
        content = content_of(session, int(address.rpartition("=")[2]))
        kinds.add((content.type, content.id))
        check_hidden(content, front, sentences)
        frames.add(frame(front))
        back = client.get(address)
        check_shown(content, back, sentences)
        graded = client.post(CARDS, data=grade_form(back, 4))
        assert graded.location == CARDS
        front = client.get(CARDS)
    assert front.location == f"{CARDS}/summary"
    assert len(kinds) == count_items(session)
    assert len(frames) <= 2, "with «Undo» and, on the first card, without"
    assert {kind for kind, _ in kinds} == {"sba", "multiple", "short_answer", "cloze", "basic"}


def test_neither_lists_nor_results_tell_the_answers_to_open_questions(client, session):
    make_learner()
    log_in(client)
    sentences = study_sentences(session)
    url = start_quiz(client)
    content = content_at(session, url)
    result = f"{url.rsplit('/', 1)[0]}/result"
    for path in ("/", "/banks/", "/quiz/new", "/settings", f"/progress/{BANK}", result):
        wire = sent(client.get(path))
        for language in LANGUAGES:
            for secret in secrets_of(content, language, sentences):
                assert not says(wire, secret), (path, secret)


def test_a_stranger_learns_no_key_from_the_public_pages(client, session):
    for path in ("/", "/styleguide", "/login"):
        wire = sent(client.get(path))
        for item_id in session.scalars(select(Item.id)):
            content = content_of(session, item_id)
            assert plain(content.explanation["fr"], "fr") not in wire, (path, content.id)


def test_the_order_of_the_options_says_nothing_of_the_key(client, session):
    """The key is not at the same place whenever a question is asked."""
    make_learner()
    log_in(client)
    places = set()
    for _ in range(8):
        url = start_quiz(client)
        content = content_at(session, url)
        page = client.get(url)
        if isinstance(content, SbaItem):
            values = re.findall(r'name="choice" value="(\w+)"', page.text)
            assert sorted(values) == sorted(option.id for option in content.options)
            places.add(values.index(content.keys[0].id))
        keys = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
        client.post(url, data={**keys, **UNKNOWN})
    assert len(places) > 1
