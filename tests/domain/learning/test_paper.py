"""A paper: as long as asked where the bank allows, every topic alike, cases whole and last."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.ability import ItemParameters
from quizapp.domain.learning.paper import CASE_SHARE, compose_paper
from quizapp.domain.learning.selection import Candidate

TOPICS = ("definition", "causes", "diagnosis", "treatment")


def made(item_id, topic="causes", size=1):
    return Candidate(item_id, topic, ItemParameters(0.0, 0.3), 0.2, None, None, size)


def many(*, singles=0, cases=(), topics=TOPICS):
    """``singles`` questions of each topic, and a case of each of these sizes."""
    kinds = [(topic, 1) for _ in range(singles) for topic in topics]
    kinds += [(topics[0], size) for size in cases]
    return [made(number, topic, size) for number, (topic, size) in enumerate(kinds, start=1)]


def compose(candidates, length, *, topics=TOPICS, seed=1):
    return compose_paper(candidates, topics=topics, length=length, rng=Random(seed))


def questions(paper):
    return sum(candidate.size for candidate in paper)


@st.composite
def banks(draw):
    """Candidates of any topic, one of them not asked for; cases of 3 to 8 questions among them."""
    topics = st.sampled_from([*TOPICS, "prognosis"])
    sizes = st.one_of(st.just(1), st.just(1), st.integers(3, 8))
    kinds = draw(st.lists(st.tuples(topics, sizes), max_size=60))
    return [made(number, topic, size) for number, (topic, size) in enumerate(kinds, start=1)]


lengths, seeds = st.integers(1, 40), st.integers(0, 10**6)


@given(banks(), lengths, seeds)
def test_no_question_comes_twice_and_none_of_another_topic(candidates, length, seed):
    paper = compose(candidates, length, seed=seed)
    assert len({candidate.item_id for candidate in paper}) == len(paper)
    assert set(paper) <= {one for one in candidates if one.topic in TOPICS}


@given(banks(), lengths, seeds)
def test_a_paper_is_never_longer_than_asked_and_no_shorter_than_it_must_be(
    candidates, length, seed
):
    paper = compose(candidates, length, seed=seed)
    room = length - questions(paper)
    assert room >= 0
    left = [one for one in candidates if one.topic in TOPICS and one not in paper]
    assert not [one for one in left if one.size <= room]


@given(banks(), lengths, seeds)
def test_topics_differ_by_one_at_most_where_there_are_questions_enough(candidates, length, seed):
    paper = [one for one in compose(candidates, length, seed=seed) if one.size == 1]
    supply = Counter(one.topic for one in candidates if one.size == 1 and one.topic in TOPICS)
    counts = {topic: sum(one.topic == topic for one in paper) for topic in TOPICS}
    most = max(counts.values())
    for topic in TOPICS:
        assert counts[topic] >= min(most - 1, supply[topic]), (counts, supply)


@given(banks(), lengths, seeds)
def test_cases_come_last(candidates, length, seed):
    sizes = [one.size > 1 for one in compose(candidates, length, seed=seed)]
    assert sizes == sorted(sizes)


@given(banks(), lengths, seeds)
def test_cases_take_half_of_a_paper_that_other_questions_could_fill(candidates, length, seed):
    singles = sum(one.size == 1 and one.topic in TOPICS for one in candidates)
    paper = compose(candidates, length, seed=seed)
    in_cases = sum(one.size for one in paper if one.size > 1)
    assert in_cases <= max(int(length * CASE_SHARE), length - singles)


@given(banks(), lengths, seeds)
def test_the_same_draw_gives_the_same_paper_whatever_order_the_database_answers_in(
    candidates, length, seed
):
    shuffled = Random(7).sample(candidates, len(candidates))
    assert compose(candidates, length, seed=seed) == compose(shuffled, length, seed=seed)


def test_another_draw_gives_another_paper():
    candidates = many(singles=10)
    papers = {tuple(compose(candidates, 12, seed=seed)) for seed in range(5)}
    assert len(papers) == 5


def test_every_question_is_drawn_about_as_often_as_another():
    candidates = many(singles=5)
    drawn = Counter(
        one.item_id for seed in range(2000) for one in compose(candidates, 4, seed=seed)
    )
    assert len(drawn) == 20
    assert max(abs(count - 400) for count in drawn.values()) < 90, drawn


def test_which_topic_gets_one_more_is_left_to_chance():
    extra = set()
    for seed in range(30):
        counts = Counter(one.topic for one in compose(many(singles=5), 5, seed=seed))
        extra.add(counts.most_common(1)[0][0])
    assert extra == set(TOPICS)


def test_topics_do_not_come_in_turns():
    """They are drawn in turns, but a learner is not to know the topic of the next question."""
    first = [compose(many(singles=3), 8, seed=seed)[: len(TOPICS)] for seed in range(20)]
    assert any(len({one.topic for one in paper}) < len(TOPICS) for paper in first)


def test_cases_alone_fill_a_paper_of_cases():
    paper = compose(many(cases=[4, 4, 4]), 10)
    assert [one.size for one in paper] == [4, 4]


def test_a_bank_without_a_fitting_question_gives_an_empty_paper():
    assert compose([], 5) == []
    assert compose(many(singles=3, topics=["prognosis"]), 5) == []
    assert compose(many(cases=[6]), 5) == []
