"""Nothing of an answer reaches the browser before it is given; afterwards all of it does."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import func, select, update

from quizapp.domain.content.schema import QUIZ_TYPES, OptionsItem, SbaItem
from quizapp.domain.content.vocabulary import ItemType
from quizapp.domain.learning.build import Mode
from quizapp.models import Item, User
from quizapp.services.deck.decks import keep_deck
from tests.factories import BANK, NOON, csrf_token, hidden, log_in, make_learner
from tests.services import studying
from tests.web.secrecy import (
    LANGUAGES,
    check_hidden,
    check_nothing_of_later_steps,
    check_shown,
    frame,
    later_in_case,
    plain,
    says,
    secrets_of,
    sent,
    study_sentences,
)
from tests.web.steps import (
    CARDS,
    UNKNOWN,
    content_at,
    content_of,
    grade_form,
    reveal_url,
    right_answer,
    start_quiz,
)


def count_items(session, *types):
    query = select(func.count()).where(Item.retired_at.is_(None))
    return session.scalar(query.where(Item.type.in_(types)) if types else query)


def test_no_question_tells_its_answer_before_it_is_given(client, session):
    make_learner()
    log_in(client)
    sentences, later = study_sentences(session), later_in_case(session)
    wanted = count_items(session, *QUIZ_TYPES)
    assert wanted >= 80
    asked, frames, kinds = set(), set(), set()
    while len(asked) < wanted:
        url = start_quiz(client, length=20)
        while url:
            page, content = client.get(url), content_at(session, url)
            frames.add(frame(page))
            kinds.add(content.type)
            feedback = ask_and_answer(client, content, page, sentences, asked)
            for shown in (page, feedback):
                check_nothing_of_later_steps(content, shown, later)
            following = re.search(r'href="(/quiz/\d+/\d+)"', feedback.text)
            url = following[1] if following else None
        # What was asked makes room for the rest.
        session.execute(update(Item).where(Item.key.in_(asked)).values(retired_at=NOON))
        session.commit()
    assert kinds == QUIZ_TYPES
    assert len(later) >= 12, "and questions of cases were among them"
    assert len(frames) == 1, "what stands around a question does not depend on it"


def ask_and_answer(client, content, page, sentences, asked):
    """Take the question of a page; what is said of the answer."""
    url = page.request.path
    keys = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
    if content.id not in asked:
        check_hidden(content, page, sentences)
        if len(asked) % 10 == 0:
            check_hidden(content, client.post(url, data=keys), sentences)
    asked.add(content.id)
    done = client.post(url, data={**keys, **UNKNOWN})
    assert (done.status_code, done.location) == (302, url)
    feedback = client.get(url)
    check_shown(content, feedback, sentences)
    return feedback


def test_no_front_of_a_card_tells_its_back(client, session):
    alice = make_learner()
    session.execute(update(User).where(User.id == alice.id).values(new_per_day=999))
    keep_deck(session, alice.id, studying.bank_id(BANK)).bury_siblings = False
    session.commit()
    log_in(client)
    sentences, later = study_sentences(session), later_in_case(session)
    front = client.get(CARDS)
    kinds, frames = set(), set()
    for _ in range(count_items(session)):
        address = reveal_url(front)
        content = content_of(session, int(address.rpartition("=")[2]))
        kinds.add((content.type, content.id))
        check_hidden(content, front, sentences)
        check_nothing_of_later_steps(content, front, later)
        frames.add(frame(front))
        back = client.get(address)
        check_shown(content, back, sentences)
        check_nothing_of_later_steps(content, back, later)
        graded = client.post(CARDS, data=grade_form(back, 4))
        assert graded.location == CARDS
        front = client.get(CARDS)
    assert front.location == f"{CARDS}/summary"
    assert len(kinds) == count_items(session)
    assert len(frames) <= 2, "with «Undo» and, on the first card, without"
    assert {kind for kind, _ in kinds} == set(ItemType)


def test_a_measure_tells_nothing_of_any_question_before_its_end(client, session):
    alice = make_learner()
    log_in(client)
    sentences = study_sentences(session)
    attempt = studying.start(alice, slug=BANK, mode=Mode.MEASURE, length=20, now=datetime.now(UTC))
    base, answered, frames = f"/quiz/{attempt.id}", [], set()
    url = f"{base}/1"
    while not url.endswith("/result"):
        content, page = content_at(session, url), client.get(url)
        check_hidden(content, page, sentences)
        frames.add(frame(page))
        keys = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
        given = right_answer(content) if len(answered) % 2 else UNKNOWN
        answered.append((url, content))
        done = client.post(url, data={**keys, **given})
        seen = [page, done, *(client.get(path) for path, _ in answered)]
        if not done.location.endswith("/result"):
            check_nothing_explained(answered, [*seen, client.get(f"{base}/result")])
        url = done.location
    assert len(answered) >= 8
    assert len(frames) == 1
    for path, content in answered:
        check_shown(content, client.get(path), sentences)


def check_nothing_explained(answered, responses):
    """Neither explanations nor rationales of what was answered already."""
    for response in responses:
        wire = sent(response)
        for _, content in answered:
            options = content.options if isinstance(content, OptionsItem) else ()
            for text in (content.explanation["fr"], *(o.rationale["fr"] for o in options)):
                assert not says(wire, plain(text, "fr")), (response.request.path, content.id, text)


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


def test_a_flag_brings_nothing_of_the_answer_along(client, session):
    make_learner()
    log_in(client)
    sentences = study_sentences(session)
    url = start_quiz(client)
    content = content_at(session, url)
    form = {"csrf_token": csrf_token(client.get(url)), "flagged": "1"}
    flagged = client.post(f"{url}/flag", data={**form, **right_answer(content)})
    check_hidden(content, client.get(flagged.location), sentences)


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
