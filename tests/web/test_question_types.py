"""The page of a question of every type, before it is answered and after."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from quizapp.database import transaction
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from tests.domain.content import samples
from tests.factories import NOON, log_in, make_learner
from tests.services import studying
from tests.services.exams import ticked
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import crowd
from tests.web.steps import (
    UNKNOWN,
    after,
    answer,
    content_at,
    last_response,
    recorded,
    right_answer,
    start_quiz_on,
    title,
    wrong_answer,
)

KINDS = ("sba", "multiple", "short_menu", "long_menu", "short_answer", "concordance")


@pytest.fixture
def learner(session):
    return make_learner(language="en")


@pytest.fixture
def alice(client, learner):
    log_in(client)
    return client


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


def test_a_single_best_answer_has_radios_and_letters(alice, learner):
    page = alice.get(begin(learner, made_item("sba")))
    assert {box["type"] for box in controls(page)} == {"radio"}
    assert [box["data-shortcut"] for box in controls(page)] == list("ABCD")
    assert not soup(page).select("#choice-hint")


def test_a_multiple_response_says_that_several_may_be_right(alice, learner):
    page = alice.get(begin(learner, made_item("multiple")))
    assert {box["type"] for box in controls(page)} == {"checkbox"}
    assert text_of(soup(page).select_one("#choice-hint")) == "Several answers may be right."


def test_a_short_menu_announces_how_many(alice, learner):
    page = alice.get(begin(learner, made_item("short_menu")))
    assert text_of(soup(page).select_one("#choice-hint")) == "Choose exactly 3 answers."
    assert [box["data-shortcut"] for box in controls(page)] == list("ABCDE")


def test_a_long_menu_is_in_alphabetical_order_and_has_no_letters(alice, client, session):
    for language in ("en", "fr"):
        name = f"reader-{language}"
        load(made_item("long_menu", options__j__text__fr="Éther", options__a__text__en="zinc salt"))
        attempt = studying.start(make_learner(name, language=language), slug=SLUG, length=1)
        reader = client.application.test_client()
        log_in(reader, name)
        page = reader.get(f"/quiz/{attempt.id}/1")
        found = labels(page)
        assert len(found) == 10
        if language == "en":
            assert found == sorted(found, key=str.casefold)
            assert found[-1] == "zinc salt"
        else:
            assert found[:5] == ["Aspirine", "Colchicine", "Digoxine", "Éther", "Fer"]
        assert not any(box.has_attr("data-shortcut") for box in controls(page))
        assert not soup(page).select(".letter")


def test_a_concordance_question_shows_all_of_its_script(alice, learner):
    page = alice.get(begin(learner, made_item("concordance")))
    main = soup(page)
    said = text_of(main)
    for part in (
        "A man of 50 wakes with a red and painful foot.",
        (
            "If you were thinking of An attack of gout and then you find The redness is centred on "
            "the big toe. this hypothesis becomes …"
        ),
        "The panel was made up to show the format: no expert was asked.",
    ):
        assert part in said
    assert [box["value"] for box in controls(page)] == ["m2", "m1", "z0", "p1", "p2"]
    assert {box["type"] for box in controls(page)} == {"radio"}
    described = main.select_one("fieldset.choices")["aria-describedby"].split()
    assert all(main.find(id=name) for name in described)
    assert len(described) == 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("investigation", ["thinking of asking for", "asking for it becomes", "More useful"]),
        ("treatment", ["thinking of proposing", "proposing it becomes", "More appropriate"]),
    ],
)
def test_a_scale_says_what_it_is_about(alice, learner, kind, words):
    said = text_of(soup(alice.get(begin(learner, samples.item("concordance", {"kind": kind})))))
    assert all(word in said for word in words)


def test_a_real_panel_is_not_said_to_be_made_up(alice, learner):
    url = begin(learner, made_item("concordance", panel__illustrative=False))
    assert "made up" not in alice.get(url).text
    answer(alice, url, choice="p1")
    assert "made up" not in alice.get(url).text


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_of_every_type_is_told_so(alice, learner, session, kind):
    url = begin(learner, made_item(kind))
    content = content_at(session, url)
    done = answer(alice, url, **right_answer(content))
    assert (done.status_code, done.location) == (302, url)
    feedback = alice.get(url)
    expected = "You agree with most of the panel" if kind == "concordance" else "Right"
    assert title(feedback).startswith(expected)
    assert soup(feedback).h1.get_text().strip().endswith(expected)
    assert "The text says so plainly." in feedback.text
    assert controls(feedback) == []
    assert (last_response(session).points, last_response(session).credit) == (1.0, 1.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_of_every_type_is_told_so(alice, learner, session, kind):
    url = begin(learner, made_item(kind))
    answer(alice, url, **wrong_answer(content_at(session, url)))
    feedback = title(alice.get(url))
    assert feedback.startswith("Nobody on the panel" if kind == "concordance" else "Not quite")
    assert last_response(session).credit == 0


def test_too_many_choices_of_a_menu_are_sent_back_and_stay_chosen(alice, learner, session):
    for kind, most in (("short_menu", 3), ("long_menu", 2)):
        url = begin(learner, made_item(kind), asks_confidence=True)
        before = recorded(session)
        page = answer(alice, url, choice=["a", "b", "c", "d"], confidence="2")
        assert page.status_code == 422, kind
        assert f"Choose {most} answers at most." in page.text
        assert checked(page) == {"a", "b", "c", "d"}
        assert checked(page, "confidence") == {"2"}
        assert recorded(session) == before


def test_fewer_choices_than_announced_are_an_answer(alice, learner):
    url = begin(learner, made_item("short_menu"))
    assert answer(alice, url, choice=["b", "c"]).status_code == 302
    page = alice.get(url)
    assert title(page).startswith("Partly right: 0.67 of 1")
    assert "2 right answers of 3 were chosen: 0.67 of 1 point." in page.text


def test_a_form_sent_back_without_an_answer_keeps_how_sure_one_is_and_the_time(alice, learner):
    url = begin(learner, made_item("sba"), asks_confidence=True)
    page = answer(alice, url, confidence="3", duration_ms="4000")
    assert page.status_code == 422
    assert checked(page, "confidence") == {"3"}
    assert controls(page, "duration_ms")[0]["value"] == "4000"


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ("long_menu", (["zz"], ["b", "zz"], ["\x00"], ["B"])),
        ("concordance", (["zz"], ["p1", "p2"], ["3"], ["a"])),
        ("short_menu", (["f"], [""])),
    ],
)
def test_what_was_not_offered_is_refused(alice, learner, session, kind, choices):
    url = begin(learner, made_item(kind))
    before = recorded(session)
    for choice in choices:
        assert answer(alice, url, choice=choice).status_code == 400, choice
    assert recorded(session) == before


def states(page):
    """What stands at each option of a feedback page, in order: its state and its text."""
    found = soup(page).select(".feedback > li")
    return [(text_of(li.strong), text_of(li.select_one(".option"))) for li in found]


def test_feedback_begins_with_the_choice_then_the_key_then_the_rest(alice, learner):
    url = begin(learner, made_item("multiple"))
    answer(alice, url, choice=["d", "c"])
    found = states(alice.get(url))
    assert [state.partition(" ")[2] for state, _ in found] == [
        *["Your choice: wrong", "Your choice: right"][:: 1 if "wrong" in found[0][0] else -1],
        "Right, not chosen",
        "Right, not chosen",
        "Wrong, not chosen",
    ]
    assert {text for _, text in found[:2]} == {"Forced march", "Local ice"}
    assert "The text states it so." in alice.get(url).text


def test_the_rest_of_a_long_menu_is_folded_away(alice, learner):
    url = begin(learner, made_item("long_menu"))
    answer(alice, url, choice=["b", "a"])
    main = soup(alice.get(url))
    folded = main.select_one("details:has(.feedback)")
    assert text_of(folded.summary) == "7 wrong answers that were not chosen"
    assert len(folded.select("li")) == 7
    shown = [text_of(li.select_one(".option")) for li in main.select(".slab > .feedback > li")]
    assert shown == ["Aspirin", "Colchicine", "Ice"]


def test_what_the_author_says_of_a_rejected_answer_stands_beside_it(alice, learner):
    url = begin(learner, made_item("short_answer"))
    answer(alice, url, text="penicillin")
    first = soup(alice.get(url)).select_one(".feedback > li")
    assert text_of(first) == "✗ Your answer penicillin An antibiotic."


def test_the_panel_is_told_with_the_credit_of_each_answer(alice, learner):
    url = begin(learner, made_item("concordance"))
    answer(alice, url, choice="z0")
    page = alice.get(url)
    rows = [
        [text_of(cell) for cell in row("th") + row("td")] for row in soup(page).select("tbody tr")
    ]
    assert rows == [
        ["Ruled out, or nearly", "0", "0"],
        ["Less likely", "1", "0.17"],
        ["Neither more nor less likely (your choice)", "2", "0.33"],
        ["✓ More likely the panel’s most frequent answer", "6", "1"],
        ["Certain, or nearly", "3", "0.5"],
    ]
    assert "What the panel answered (12 members)" in page.text
    assert "The panel was made up to show the format: no expert was asked." in page.text
    assert title(page).startswith("Part of the panel agrees: 0.33 of 1")


@pytest.mark.parametrize(
    ("convention", "confidence", "said"),
    [
        (Convention.FORMULA, "", "Wrong: −0.33 of 1 point."),
        (Convention.CONFIDENCE, "3", "Wrong, at the level “Sure”: −6 of 3 points. You were sure."),
        (Convention.CONFIDENCE, "", "Wrong, at the level “Unsure”: 0 of 3 points."),
    ],
)
def test_points_that_are_taken_away_are_shown(alice, learner, convention, confidence, said):
    url = begin(learner, made_item("sba"), convention=convention, asks_confidence=True)
    answer(alice, url, choice="a", confidence=confidence)
    page = alice.get(url)
    assert said in text_of(soup(page).select_one(".verdict"))
    assert title(page).startswith("Not quite")


def test_confidence_is_asked_for_where_the_quiz_says_so_and_only_there(alice, learner):
    assert controls(alice.get(begin(learner, made_item("sba"))), "confidence") == []
    page = alice.get(begin(learner, asks_confidence=True))
    levels = controls(page, "confidence")
    assert [(box["value"], box["data-shortcut"]) for box in levels] == [
        ("1", "1"),
        ("2", "2"),
        ("3", "3"),
    ]
    assert checked(page, "confidence") == set()


@pytest.mark.parametrize(
    ("level", "said"),
    [("1", "You were unsure."), ("2", "You were fairly sure."), ("3", "You were sure.")],
)
def test_confidence_is_kept_and_said_back(alice, learner, session, level, said):
    url = begin(learner, made_item("sba"), asks_confidence=True)
    answer(alice, url, choice="b", confidence=level)
    assert last_response(session).confidence == int(level)
    assert said in text_of(soup(alice.get(url)).select_one(".verdict"))


def test_confidence_may_be_left_open_or_be_nonsense(alice, learner, session):
    load(made_item("sba"))
    for said in (
        {},
        {"confidence": ""},
        {"confidence": "4"},
        {"confidence": "0"},
        {"confidence": "x"},
    ):
        url = begin(learner, asks_confidence=True)
        assert answer(alice, url, choice="b", **said).status_code == 302
        assert last_response(session).confidence is None
        assert "You were" not in alice.get(url).text


def test_who_does_not_know_is_not_sure_of_anything(alice, learner, session):
    url = begin(learner, made_item("sba"), asks_confidence=True)
    answer(alice, url, choice="b", confidence="3", **UNKNOWN)
    assert last_response(session).confidence is None


def test_what_others_chose_is_told_after_the_answer_and_only_then(alice, learner):
    load(made_item("sba"))
    crowd([ticked("b")] * 15 + [ticked("a")] * 4 + [ticked()])
    url = begin(learner)
    assert "others" not in alice.get(url).text

    answer(alice, url, choice="a")

    main = soup(alice.get(url))
    shares = {
        text_of(li.select_one(".option")): (text_of(li.select_one(".hint")), li.progress["value"])
        for li in main.select(".feedback > li")
    }
    assert shares == {
        "The big toe": ("Chosen by 75% of the others", "75"),
        "The right knee": ("Chosen by 20% of the others", "20"),
        "The little finger": ("Chosen by 0% of the others", "0"),
        "The lumbar spine": ("Chosen by 0% of the others", "0"),
    }
    assert "What others chose: first answers of 20 learners. 5% of them did not know." in text_of(
        main
    )


def test_nothing_is_told_of_others_who_are_too_few(alice, learner):
    load(made_item("sba"))
    crowd([ticked("b")] * 19)
    url = begin(learner)
    answer(alice, url, choice="a")
    assert "others" not in soup(alice.get(url)).get_text()


def test_what_others_chose_on_a_scale_stands_beside_the_panel(alice, learner):
    load(made_item("concordance"))
    crowd([ticked("p1")] * 15 + [ticked("m2")] * 5)
    url = begin(learner)
    answer(alice, url, choice="m2")
    first = soup(alice.get(url)).select_one("tbody tr")
    assert "Chosen by 25% of the others" in text_of(first)


CASE = samples.case()


def test_a_case_tells_its_story_step_by_step(alice, learner, session):
    url = begin(learner, *CASE.items, length=3)
    first = alice.get(url)
    said = text_of(soup(first))
    assert "Progressive case: A rude awakening step 1 of 3" in said
    assert "A man of 50 wakes with a pain in the foot" in said
    assert "big toe is red" not in said
    assert "What was known before" not in said

    answer(alice, url, **wrong_answer(content_at(session, url)))
    assert "big toe is red" not in alice.get(url).text, "not with the feedback either"

    second = soup(alice.get(after(url)))
    folded = second.select_one(".source details")
    assert text_of(folded.summary) == "What was known before"
    assert "A man of 50 wakes" in text_of(folded)
    assert "big toe is red" not in text_of(folded)
    assert "big toe is red" in text_of(second)


def test_there_is_no_way_back_in_a_case(alice, learner, session):
    url = begin(learner, *CASE.items, length=3)
    answer(alice, url, **wrong_answer(content_at(session, url)))
    answer(alice, after(url), **right_answer(content_at(session, after(url))))

    earlier = alice.get(url)
    assert title(earlier).startswith("Not quite")
    assert controls(earlier) == []
    token = soup(alice.get(after(after(url)))).select_one("input[name=csrf_token]")["value"]
    late = {"csrf_token": token, "client_key": "k" * 20, **right_answer(content_at(session, url))}
    assert alice.post(url, data=late).location == url
    assert title(alice.get(url)).startswith("Not quite")
    assert recorded(session)[1] == 2


def test_a_case_says_why_its_next_question_is_asked(alice, learner, session):
    url = begin(learner, *CASE.items, length=3)
    answer(alice, url, **UNKNOWN)
    assert "it is the next question of this case" in alice.get(after(url)).text


def test_a_question_that_an_exam_keeps_back_is_not_explained_until_it_is_handed_in(
    alice, learner, session
):
    load(made_item("sba"), *made_items(2, "multiple"))
    url = begin(learner, types=["sba"])
    done = begin(learner, types=["sba"])
    answer(alice, done, choice="a")
    assert title(alice.get(done)).startswith("Not quite")
    exam = studying.start(learner, slug=SLUG, mode=Mode.EXAM, length=3, minutes=10)

    assert answer(alice, url, choice="a").location == url
    for address in (url, done):
        page = alice.get(address)
        assert page.status_code == 200
        assert title(page).startswith("Saved")
        for secret in ("Not quite", "The big toe", "so plainly", "right", "wrong"):
            assert secret not in text_of(soup(page)), secret

    session.rollback()
    with transaction() as writing:
        attempt = writing.get_one(studying.Attempt, exam.id)
        attempt.finished_at, attempt.ending = NOON + timedelta(minutes=5), "handed_in"
    assert title(alice.get(url)).startswith("Not quite")


def test_the_shipped_questions_of_every_type_can_be_answered(client, session):
    make_learner()
    log_in(client)
    for kind in KINDS:
        url, content = start_quiz_on(client, session, kind)
        assert content.type == kind
        answer(client, url, **right_answer(content))
        assert last_response(session).credit == 1.0, kind
        assert client.get(url).status_code == 200
