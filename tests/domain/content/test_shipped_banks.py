"""What the project ships must be worth a learner's time: no finding, and the promised extent."""

from collections import Counter
from pathlib import Path

import pytest

from quizapp.domain.content.cases import cases_among
from quizapp.domain.content.check import check_bank
from quizapp.domain.content.consistency import localized
from quizapp.domain.content.reading import read_bank
from quizapp.domain.content.schema import ConcordanceItem
from quizapp.domain.content.vocabulary import CaseFormat, ItemType, Language, Level, Topic

QUESTIONS = Path(__file__).resolve().parents[3] / "questions"
BANKS = sorted(path.parent.name for path in QUESTIONS.glob("*/bank.yaml"))


@pytest.mark.parametrize("name", BANKS)
def test_a_shipped_bank_has_no_error_no_warning_and_full_coverage(name):
    bank = read_bank(QUESTIONS / name)
    report = check_bank(bank).as_json()
    assert (report["errors"], report["warnings"]) == ([], [])
    assert report["facts_covered_twice"] == report["facts"] == len(bank.facts)
    assert bank.meta.id == name


@pytest.fixture(scope="module")
def calcinosis():
    return read_bank(QUESTIONS / "calcinose-tumorale")


def test_calcinosis_has_as_many_items_as_promised(calcinosis):
    types = Counter(item.type for item in calcinosis.items)
    promised = {
        ItemType.SBA: 30,
        ItemType.MULTIPLE: 15,
        ItemType.SHORT_ANSWER: 12,
        ItemType.CLOZE: 20,
        ItemType.BASIC: 12,
    }
    assert len(calcinosis.items) >= 90
    assert {kind: types[kind] >= count for kind, count in promised.items()} == dict.fromkeys(
        promised, True
    )


def test_calcinosis_shows_every_type_of_item_and_both_formats_of_case(calcinosis):
    types = Counter(item.type for item in calcinosis.items)
    assert min(types[kind] for kind in ItemType) >= 4
    assert {case.format for case in cases_among(calcinosis.items)} == set(CaseFormat)


def test_no_panel_of_calcinosis_passes_for_experts(calcinosis):
    panels = [item.panel for item in calcinosis.items if isinstance(item, ConcordanceItem)]
    assert panels
    assert all(panel.illustrative for panel in panels)


def test_calcinosis_covers_every_topic_and_thinks_above_recall(calcinosis):
    topics = Counter(item.topic for item in calcinosis.items)
    assert min(topics[topic] for topic in Topic) >= 8
    above = sum(item.level is not Level.RECALL for item in calcinosis.items)
    assert above >= 0.4 * len(calcinosis.items)


def test_calcinosis_carries_its_44_facts_in_two_languages(calcinosis):
    assert len(calcinosis.facts) == 44
    assert set(calcinosis.texts) == set(Language)


def test_french_is_typed_with_its_own_apostrophe(calcinosis):
    told = [texts for case in cases_among(calcinosis.items) for _, texts in case.texts]
    written = [texts for item in calcinosis.items for _, texts in localized(item)]
    french = [text for texts in told + written for text in _lines(texts[Language.FR])]
    assert french
    assert [text for text in french if "'" in text] == []


def _lines(texts) -> list[str]:
    """A text, the accepted forms of an answer, or the rejected ones with their reasons."""
    if isinstance(texts, str):
        return [texts]
    return [*texts, *texts.values()] if isinstance(texts, dict) else list(texts)
