from itertools import pairwise

from quizapp.domain.content.order import teaching_order
from quizapp.domain.content.reading import read_bank
from quizapp.settings import ROOT

BANK = read_bank(ROOT / "questions" / "calcinose-tumorale")
ALONE = [item for item in BANK.items if item.case is None]


def test_every_fact_is_met_once_before_any_is_met_twice():
    facts = [item.facts[0] for item in teaching_order(ALONE)]
    different = len(set(facts))
    assert len(set(facts[:different])) == different


def test_the_first_round_follows_the_text():
    first_round = teaching_order(ALONE)[: len({item.facts[0] for item in ALONE})]
    paragraphs = [int(item.sentences[0][1 : item.sentences[0].index(".")]) for item in first_round]
    assert paragraphs == sorted(paragraphs)


def test_recall_comes_before_vignettes_on_the_same_fact():
    levels = ["recall", "understand", "apply"]
    by_fact = {}
    for item in teaching_order(ALONE):
        by_fact.setdefault(item.facts[0], []).append(levels.index(item.level))
    assert all(found == sorted(found) for found in by_fact.values())


def test_no_item_is_lost_or_doubled():
    assert sorted(item.id for item in teaching_order(BANK.items)) == sorted(
        item.id for item in BANK.items
    )


def test_cases_come_after_all_that_they_put_to_use():
    order = teaching_order(BANK.items)
    assert order[: len(ALONE)] == teaching_order(ALONE)
    for earlier, later in pairwise(step.case for step in order[len(ALONE) :]):
        assert later.position == 1 or (later.id, later.position) == (
            earlier.id,
            earlier.position + 1,
        )
