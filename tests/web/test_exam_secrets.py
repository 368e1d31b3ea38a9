"""An exam in progress reveals nothing: on no page, in no answer to a script, by no difference."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event

from quizapp.domain.content.schema import (
    ConcordanceItem,
    MultipleItem,
    OptionsItem,
    SbaItem,
    ShortAnswerItem,
)
from quizapp.domain.learning.build import Mode
from quizapp.extensions import db
from quizapp.services.catalogue import find_bank, study_text
from quizapp.services.quizzes import marking
from tests.factories import BANK, csrf_token, log_in, make_learner
from tests.services.exams import KINDS, one_of_each, positions, sheet_of
from tests.services.made_banks import SLUG, load
from tests.services.studying import start
from tests.web.exams import (
    JSON,
    address,
    autosave,
    begin,
    begin_on_one_of_each,
    fields_for,
    form_of,
    hand_in,
    send,
)
from tests.web.secrecy import LANGUAGES, folded, frame, plain, says, sent
from tests.web.steps import UNKNOWN, content_at

TELLING = ("correct", "indispensable", "inacceptable", "rationale", "expected", "points", "credit")


@pytest.fixture
def alice(session):
    return make_learner("alice", language="en")


@pytest.fixture
def browser(alice, client):
    log_in(client)
    return client


def shown_beforehand(content, language):
    """All that the question itself shows, with what is known of the patient by then."""
    texts = [content.prompt[language]]
    if isinstance(content, OptionsItem):
        texts += [option.text[language] for option in content.options]
    if isinstance(content, ConcordanceItem):
        texts += [content.hypothesis[language], content.finding[language]]
    if content.case:
        texts += [content.case.title[language]]
        texts += [information[language] for information in content.case.information]
    return " | ".join(plain(text, language) for text in texts)


def secrets_of(content, language, sentences):
    """Everything that would tell the answer, but for what stands in the question."""
    texts = [content.explanation[language]]
    texts += [sentences.get((language, key), "") for key in content.sentences]
    if isinstance(content, OptionsItem):
        texts += [option.rationale[language] for option in content.options]
    if isinstance(content, ShortAnswerItem):
        texts += content.answers[language]
        texts += content.rejected.get(language, {}).values()
    shown = shown_beforehand(content, language)
    plains = [plain(text, language) for text in texts if text]
    return [text for text in plains if not says(shown, text)]


def study_sentences(session, slug):
    bank = find_bank(session, slug)
    return {
        (language, sentence.id): sentence.text
        for language in LANGUAGES
        for paragraph in study_text(session, bank, language).paragraphs
        for sentence in paragraph.sentences
    }


def check_tells_nothing(contents, response, sentences, *, shown=()):
    """No secret of any of the questions, but for what the one that is shown says itself.

    Nor, on a page of the exam, a word that a page only has where it tells something.
    """
    wire = sent(response)
    asked = " ".join(shown_beforehand(one, language) for one in shown for language in LANGUAGES)
    for content in contents:
        for language in LANGUAGES:
            for secret in secrets_of(content, language, sentences):
                assert not says(wire, secret) or says(asked, secret), (content.id, secret)
    if any(isinstance(one, ConcordanceItem) for one in shown):
        asked += " indispensable"  # a point of the scale, whichever the panel has chosen
    for word in TELLING if re.match(r"/quiz/\d", response.request.path) else ():
        assert not says(wire, word) or says(asked, word), word


def check_options_are_alike(content, page):
    """But for its letter, its place, its id and its text, each option is the same HTML."""
    rows = BeautifulSoup(page.text, "html.parser").select("fieldset .row")
    assert len(rows) == (5 if isinstance(content, ConcordanceItem) else len(content.options))
    letters = r'data-shortcut="[A-E]"|aria-keyshortcuts="[A-E]"|aria-label="[^"]*"'
    shapes = {re.sub(rf'>[^<>]*<|choice-\d+|value="\w+"|{letters}', "", str(row)) for row in rows}
    assert len(shapes) == 1, shapes


def look_around(attempt):
    """Every page that knows of the exam, beside its questions."""
    own = [f"/quiz/{attempt}{tail}" for tail in ("", "/review", "/result")]
    return [*own, "/", "/progress", f"/progress/{BANK}", f"/progress/{SLUG}", "/quiz/new"]


def sit(browser, session, alice, attempt, sentences):
    """Go through a whole exam, looking at every page and answer on the way; all questions asked."""
    paper = sheet_of(alice, attempt).places
    contents = [one.content for one in paper]
    frames, told = set(), set()
    for content, place in zip(contents, paper, strict=True):
        url = address(attempt, place.position)
        page = browser.get(url)
        check_tells_nothing(contents, page, sentences, shown=[content])
        if not isinstance(content, ShortAnswerItem):
            check_options_are_alike(content, page)
        frames.add(without_time(frame(page)))
        form = form_of(page, **fields_for(content, right=False))
        answer = autosave(browser, url, form)
        told.add((answer.status_code, tuple(sorted(answer.json))))
        outdated = browser.post(url, data={**form, "client_key": "k" * 20, "text": "other words"})
        check_tells_nothing(contents, outdated, sentences, shown=[content])
        if content.case:
            send(browser, url, **fields_for(content), validate="review")
            check_tells_nothing(contents, browser.get(url), sentences)
    assert len(frames) == 1, "what stands around a question does not depend on it"
    assert told == {(200, ("client_key", "left", "seen"))}
    for path in look_around(attempt):
        page = browser.get(path)
        check_tells_nothing(contents, page, sentences)
    return contents


def without_time(text):
    return re.sub(r"\d+(:\d\d)+|data-timer=\"\d+\"", "", text)


def test_an_exam_on_the_shipped_bank_reveals_nothing_until_it_is_handed_in(alice, browser, session):
    attempt = begin(alice, slug=BANK, length=60, asks_confidence=True)
    sentences = study_sentences(session, BANK)

    asked = sit(browser, session, alice, attempt, sentences)

    assert len(asked) == 60
    assert {content.type for content in asked} >= {"sba", "multiple"}
    assert any(content.case for content in asked)
    hand_in(browser, attempt)
    for position in (1, 30, 60):
        told = sent(browser.get(address(attempt, position)))
        assert plain(asked[position - 1].explanation["en"], "en") in told


def test_an_exam_on_questions_of_every_type_reveals_nothing(alice, browser, session):
    attempt = begin_on_one_of_each(alice)

    asked = sit(browser, session, alice, attempt, study_sentences(session, SLUG))

    assert {content.type for content in asked if not content.case} == set(KINDS)


def test_what_a_case_tells_later_is_not_told_before(alice, browser, session):
    attempt = begin_on_one_of_each(alice)
    steps = positions(alice, attempt, "case")
    contents = [content_at(session, address(attempt, step)) for step in steps]
    for number, step in enumerate(steps):
        wire = sent(browser.get(address(attempt, step))) + sent(
            browser.get(f"/quiz/{attempt}/review")
        )
        known = len(contents[number].case.information)
        for later in contents[number + 1 :]:
            texts = [later.prompt["en"]]
            texts += [one["en"] for one in later.case.information[known:]]
            assert not [text for text in texts if says(wire, plain(text, "en"))], (step, texts)
        send(browser, address(attempt, step), **fields_for(contents[number]), validate="review")


def normal(response):
    """A response without what is new each time: tokens, keys, the time, and what was ticked."""
    headers = sorted(
        (name, value)
        for name, value in response.headers
        if name not in {"Set-Cookie", "Content-Length"}
    )
    body = re.sub(
        r'name="(csrf_token|client_key)" value="[^"]*"|"(client_key|left)":[^,}]*'
        r'|\d+(:\d\d)+|data-timer="\d+"| checked|name="text" value="[^"]*"'
        r'|data-(held|token)="[^"]*"',
        "",
        response.text,
    )
    return response.status_code, headers, body


@pytest.mark.parametrize("kind", [*KINDS, "case"])
def test_nothing_tells_a_right_answer_from_a_wrong_one(app, alice, session, kind):
    """Two learners on the same paper make the same moves, one right and one wrong."""
    load(*one_of_each())
    right, wrong = (
        moves(app, learner, session, kind, is_right=is_right)
        for learner, is_right in ((alice, True), (make_learner("bob", language="en"), False))
    )
    assert right == wrong


def moves(app, learner, session, kind, *, is_right):
    """What comes back for the moves on one question, and the statements that they cost."""
    attempt = begin(learner, length=9, key="the same paper for both")
    browser = app.test_client()
    log_in(browser, "alice" if is_right else "bob")
    position = positions(learner, attempt, kind)[0]
    url = address(attempt, position)
    answer = fields_for(content_at(session, url), right=is_right)
    form = form_of(browser.get(url), **answer)
    responses, statements = with_statements(
        lambda: [
            autosave(browser, url, form),
            browser.post(url, data=form_of(browser.get(url), **answer, go="")),
            browser.post(url, data={**form, "client_key": "k" * 20, "struck": "zz"}),
        ]
    )
    responses += [browser.get(url), browser.get(f"/quiz/{attempt}/review"), browser.get("/")]
    # The options of a question stand in an order of each exam's own.
    told = [re.sub(rf"/quiz/{attempt}\b", "/quiz/n", str(normal(one))) for one in responses]
    return position, [shuffled(one) for one in told], statements


def shuffled(text):
    """What stands in a response, in no order."""
    return sorted(text.replace("\\n", " ").split())


def with_statements(work):
    """What comes of some work, and the statements that it sent to the database."""
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        return work(), statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_nothing_is_marked_before_the_end(alice, browser, session, monkeypatch):
    """A mark takes longer for some answers than for others."""

    def marked(*_args, **_kwargs):
        raise AssertionError("an answer was marked")

    attempt = begin_on_one_of_each(alice)
    monkeypatch.setattr(marking, "score", marked)
    for kind in KINDS:
        url = address(attempt, positions(alice, attempt, kind)[0])
        answer = fields_for(content_at(session, url))
        assert send(browser, url, **answer).status_code == 302


def test_the_order_of_the_options_says_nothing_of_the_key(alice, browser, session):
    places = set()
    begin_on_one_of_each(alice)
    for _ in range(12):
        attempt = begin(alice, length=9, types=["sba"])
        [position] = positions(alice, attempt, "sba")
        content = content_at(session, address(attempt, position))
        assert isinstance(content, SbaItem)
        page = browser.get(address(attempt, position))
        values = re.findall(r'name="choice" value="(\w+)"', page.text)
        assert sorted(values) == sorted(option.id for option in content.options)
        places.add(values.index(content.keys[0].id))
    assert len(places) == 4


def test_a_menu_announces_how_many_and_a_multiple_response_does_not(alice, browser, session):
    attempt = begin_on_one_of_each(alice)
    for kind, announced in (("short_menu", "exactly 3"), ("multiple", "Several answers")):
        url = address(attempt, positions(alice, attempt, kind)[0])
        content = content_at(session, url)
        page = browser.get(url).text
        assert announced in page
        if isinstance(content, MultipleItem):
            assert f"exactly {len(content.keys)}" not in page


def test_the_cards_of_an_exam_wait_until_it_is_handed_in(alice, browser, session):
    attempt = begin(alice, slug=BANK, length=60)
    paper = {one.item_id: one.content for one in sheet_of(alice, attempt).places}
    for _ in range(6):
        front = browser.get(f"/cards/{BANK}")
        shown = int(re.search(r"reveal=(\d+)", front.text)[1])
        assert shown not in paper
        back = browser.get(f"/cards/{BANK}?reveal={shown}")
        names = ("csrf_token", "client_key", "item", "seen")
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', back.text))
        fields = {name: form[name] for name in names}
        browser.post(f"/cards/{BANK}", data={**fields, "grade": "4"})
    for item_id, content in list(paper.items())[:5]:
        told = browser.get(f"/cards/{BANK}?reveal={item_id}", follow_redirects=True)
        assert plain(content.explanation["en"], "en") not in sent(told)


def test_an_earlier_practice_keeps_its_explanations_back_meanwhile(alice, browser, session):
    load(*one_of_each())
    practice = start(alice, mode=Mode.PRACTICE, types=["sba"], length=1).id
    content = content_at(session, address(practice))
    page = browser.get(address(practice))
    keys = dict(re.findall(r'name="(csrf_token|client_key)" value="([^"]*)"', page.text))
    browser.post(address(practice), data={**keys, **UNKNOWN})
    pages = (address(practice), f"/quiz/{practice}/result")
    explanation = plain(content.explanation["en"], "en")

    attempt = begin(alice, length=9)

    for path in pages:
        assert explanation not in sent(browser.get(path)), path
    hand_in(browser, attempt)
    assert explanation in sent(browser.get(address(practice)))


def test_when_the_time_is_over_nothing_is_told_before_it_is_handed_in(alice, browser, session):
    begin_on_one_of_each(alice)
    attempt = begin(alice, length=9, started=timedelta(minutes=61))
    contents = [one.content for one in sheet_of(alice, attempt).places]
    sentences = study_sentences(session, SLUG)
    for path in (address(attempt), address(attempt, 9), *look_around(attempt)):
        for headers in ({}, JSON):
            check_tells_nothing(contents, browser.get(path, headers=headers), sentences)
    assert csrf_token(browser.get(address(attempt)))


def test_the_check_itself_finds_what_is_told_after_the_end(alice, browser, session):
    """The counterpart: the tests above would pass if they looked in the wrong place."""
    attempt = begin_on_one_of_each(alice)
    hand_in(browser, attempt)
    sentences = study_sentences(session, SLUG)
    for position in range(1, 10):
        page = browser.get(address(attempt, position))
        content = content_at(session, address(attempt, position))
        with pytest.raises(AssertionError):
            check_tells_nothing([content], page, sentences, shown=[content])
    assert folded("À  Propos") == "à propos"
