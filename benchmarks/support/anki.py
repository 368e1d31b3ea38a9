"""Anki's own engine on the big deck: what the desktop program calls, without its windows.

The `anki` package (AGPL) lives in a throw-away environment only and is never imported here. Its
collection is built by one process, and measured by another one that has read nothing else: so its
peak of memory is that of studying.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.support.big_deck import BigCard
from benchmarks.support.throwaway import ask

PACKAGES = ("anki==26.9.3",)
SECONDS = 900

_BUILD = """
import json, sqlite3, sys
from anki.collection import AddNoteRequest, Collection

question = json.load(sys.stdin)
cards, now = question["cards"], question["now"]
collection = Collection(sys.argv[1])
collection.set_config("fsrs", True)
# Days are counted from the creation; all reviews lie after it.
created = now - now % 86400 + 4 * 3600 - 500 * 86400
collection.db.execute("update col set crt = ?", created)
collection.close()
collection = Collection(sys.argv[1])
deck = collection.decks.id("bench")
options = collection.decks.config_dict_for_deck_id(deck)
options["rev"]["perDay"] = 9999
collection.decks.update_config(options)
kind, requests = collection.models.by_name("Basic"), []
for card in cards:
    note = collection.new_note(kind)
    note["Front"], note["Back"], note.tags = card["front"], card["back"], [card["topic"]]
    requests.append(AddNoteRequest(note=note, deck_id=deck))
collection.add_notes(requests)
today, rows, log, used = collection.sched.today, [], [], set()
ids = collection.db.list("select id from cards order by id")
for number, (identity, card) in enumerate(zip(ids, cards, strict=True)):
    reviews = card["reviews"]
    last, previous = now - reviews[-1]["days_ago"] * 86400, 0
    memory = {"s": round(card["stability"], 4), "d": round(card["difficulty"], 3),
              "dr": 0.9, "decay": 0.154, "lrt": last}
    interval = reviews[-1]["interval"]
    rows.append((today + card["due_in"], interval, len(reviews), card["lapses"],
                 json.dumps(memory), identity))
    for review in reviews:
        instant = (now - review["days_ago"] * 86400) * 1000 + number
        while instant in used:
            instant += 1
        used.add(instant)
        kind = 0 if review["recall"] is None else 1
        log.append((instant, identity, review["grade"], review["interval"], previous,
                    500, review["duration_ms"], kind))
        previous = review["interval"]
collection.close()
# Through the engine every row would be a transaction of its own.
with sqlite3.connect(sys.argv[1]) as database:
    database.executemany(
        "update cards set type=2, queue=2, due=?, ivl=?, factor=2500, reps=?, lapses=?, data=? "
        "where id=?", rows)
    database.executemany("insert into revlog values (?,?,-1,?,?,?,?,?,?)", log)
database.close()
"""

_MEASURE = """
import json, resource, sys, time
from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer
from anki.scheduler_pb2 import SimulateFsrsReviewRequest

order = json.loads(sys.argv[2])
collection = Collection(sys.argv[1])
deck = collection.decks.id("bench")
collection.decks.select(deck)
collection.load_browser_card_columns()

def timed(work):
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result

def several(work):
    return [timed(work)[0] for _ in range(order["times"])]

def first_page(query):
    found = collection.find_cards(query, order=True)
    for card in found[: order["page"]]:
        collection.browser_row_for_id(card)
    return len(found)

figures = {"search": {}, "found": {}, "next": [], "answer": []}
for name, query in order["searches"].items():
    figures["found"][name] = first_page(query)
    figures["search"][name] = several(lambda: first_page(query))
figures["statistics"] = several(
    lambda: collection._backend.graphs(search="deck:bench", days=365))
request = SimulateFsrsReviewRequest(
    params=order["weights"], desired_retention=0.9, deck_size=0,
    days_to_simulate=365, new_limit=0, review_limit=9999, max_interval=36500,
    search="deck:bench", new_cards_ignore_review_limit=False, historical_retention=0.9,
    learning_step_count=2, relearning_step_count=1)
figures["workload"] = []
for _ in range(order["curves"]):
    took, curve = timed(lambda: collection._backend.simulate_fsrs_workload(request))
    figures["workload"].append(took)
figures["points"] = len(curve.cost)
figures["first"], _ = timed(lambda: collection.sched.get_queued_cards(fetch_limit=1))
for number in range(order["rounds"]):
    took, queued = timed(lambda: collection.sched.get_queued_cards(fetch_limit=1))
    figures["next"].append(took)
    shown = queued.cards[0]
    card = collection.get_card(shown.card.id)
    card.start_timer()
    rating = CardAnswer.AGAIN if number % 10 == 9 else CardAnswer.GOOD
    answer = collection.sched.build_answer(card=card, states=shown.states, rating=rating)
    figures["answer"].append(timed(lambda: collection.sched.answer_card(answer))[0])
figures["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
collection.close()
print(json.dumps(figures))
"""

_SCRIPT = f"""
import json, subprocess, sys, tempfile

question = json.load(sys.stdin)
with tempfile.TemporaryDirectory() as folder:
    path = folder + "/collection.anki2"
    subprocess.run([sys.executable, "-c", {_BUILD!r}, path], check=True, text=True,
                   input=json.dumps(question))
    order = json.dumps(question["order"])
    print(subprocess.run([sys.executable, "-c", {_MEASURE!r}, path, order], check=True, text=True,
                         capture_output=True).stdout)
"""


def figures_of_anki(
    cards: Sequence[BigCard], *, now: int, order: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What it took, in milliseconds and megabytes; None where Anki cannot be had.

    ``now``: noon of the day of measuring, in seconds. ``order``: ``searches`` (query by name),
    ``times`` to repeat, ``curves`` to draw, ``rounds`` of next and answer, cards of a ``page``,
    FSRS ``weights``.
    """
    question = {"cards": [card.as_json() for card in cards], "now": now, "order": dict(order)}
    found: dict[str, Any] | None = ask(PACKAGES, _SCRIPT, question, seconds=SECONDS)
    return found
