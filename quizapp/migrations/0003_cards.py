"""Everything that a deck of cards can be told to do, days of study, readings, links of items."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from quizapp.domain.content.item_words import searchable_words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")

TOPICS = (
    "topic IN ('definition', 'epidemiology', 'causes', 'presentation', 'diagnosis', 'treatment', "
    "'prognosis')"
)
CONFIDENT_ERROR = sa.text("last_score < 0.5 AND last_confidence = 3")
IN_USE = sa.text("retired_at IS NULL")
NEVER_TAKEN_BACK = "NOT EXISTS (SELECT 1 FROM review_undos u WHERE u.review_id = r.id)"


def upgrade() -> None:
    _create_links_of_items()
    _create_decks()
    _create_readings()
    _alter_users_and_attempts()
    _alter_reviews_and_states()
    _create_marks()
    _fill_links_of_items()
    _fill_reviews()
    _fill_study_days()


def _create_links_of_items() -> None:
    op.create_table(
        "item_facts",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_item_facts_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_facts_item_id_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "key", name=op.f("pk_item_facts")),
    )
    op.create_index("ix_item_facts_bank_id_key", "item_facts", ["bank_id", "key"])
    op.create_table(
        "item_sentences",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_item_sentences_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_item_sentences_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "key", name=op.f("pk_item_sentences")),
    )
    op.create_index("ix_item_sentences_bank_id_key", "item_sentences", ["bank_id", "key"])
    op.create_table(
        "item_words",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_item_words_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_words_item_id_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "word", name=op.f("pk_item_words")),
    )
    op.create_index(
        "ix_item_words_bank_id_word_item_id", "item_words", ["bank_id", "word", "item_id"]
    )
    op.create_index(
        "ix_items_in_use",
        "items",
        ["bank_id", "topic"],
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )


def _create_decks() -> None:
    op.create_table(
        "decks",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("desired_retention", sa.Float(), nullable=False),
        sa.Column("topic_retention", DOCUMENT, nullable=False),
        sa.Column("new_per_day", sa.Integer(), nullable=True),
        sa.Column("due_per_day", sa.Integer(), nullable=True),
        sa.Column("bury_siblings", sa.Boolean(), nullable=False),
        sa.Column("leech_after", sa.Integer(), nullable=False),
        sa.Column("suspends_leeches", sa.Boolean(), nullable=False),
        sa.Column("exam_on", sa.Date(), nullable=True),
        sa.Column("new_from", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "desired_retention BETWEEN 0.7 AND 0.97", name=op.f("ck_decks_retention_range")
        ),
        sa.CheckConstraint(
            "due_per_day BETWEEN 0 AND 9999", name=op.f("ck_decks_due_per_day_range")
        ),
        sa.CheckConstraint("leech_after BETWEEN 2 AND 99", name=op.f("ck_decks_leech_after_range")),
        sa.CheckConstraint(
            "new_per_day BETWEEN 0 AND 999", name=op.f("ck_decks_new_per_day_range")
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_decks_bank_id_banks")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_decks_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "bank_id", name=op.f("pk_decks")),
    )
    op.create_table(
        "card_actions",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('suspend', 'unsuspend', 'bury', 'unbury', 'flag', 'unflag', 'tag', 'untag', 'note', 'reschedule')",
            name=op.f("ck_card_actions_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_card_actions_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_card_actions_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_actions")),
        sa.UniqueConstraint(
            "user_id", "client_key", name=op.f("uq_card_actions_user_id_client_key")
        ),
    )
    op.create_index(
        "ix_card_actions_user_id_bank_id_local_day",
        "card_actions",
        ["user_id", "bank_id", "local_day"],
    )
    op.create_table(
        "due_changes",
        sa.Column("action_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["card_actions.id"],
            name=op.f("fk_due_changes_action_id_card_actions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_due_changes_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_due_changes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("action_id", "item_id", name=op.f("pk_due_changes")),
    )
    op.create_index("ix_due_changes_user_id_item_id", "due_changes", ["user_id", "item_id"])
    op.create_table(
        "card_tags",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_card_tags_bank_id_banks")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_card_tags_item_id_items")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_card_tags_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "item_id", "tag", name=op.f("pk_card_tags")),
    )
    op.create_index("ix_card_tags_user_id_bank_id_tag", "card_tags", ["user_id", "bank_id", "tag"])
    op.create_table(
        "study_days",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("quizzes", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("hard", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("easy", sa.Integer(), nullable=False),
        sa.Column("milliseconds", ID, nullable=False),
        sa.Column("young", sa.Integer(), nullable=False),
        sa.Column("young_recalled", sa.Integer(), nullable=False),
        sa.Column("mature", sa.Integer(), nullable=False),
        sa.Column("mature_recalled", sa.Integer(), nullable=False),
        sa.Column("predicted", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_study_days_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_study_days_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "user_id", "bank_id", "local_day", "topic", name=op.f("pk_study_days")
        ),
    )


def _create_marks() -> None:
    op.create_table(
        "card_marks",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("suspended_at", INSTANT, nullable=True),
        sa.Column("buried_on", sa.Date(), nullable=True),
        sa.Column("buried_by", ID, nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("length(note) <= 5000", name=op.f("ck_card_marks_note_length")),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_card_marks_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["buried_by"],
            ["reviews.id"],
            name=op.f("fk_card_marks_buried_by_reviews"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_card_marks_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_card_marks_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "item_id", name=op.f("pk_card_marks")),
    )
    op.create_index("ix_card_marks_buried_by", "card_marks", ["buried_by"])
    op.create_index("ix_card_marks_user_id_bank_id", "card_marks", ["user_id", "bank_id"])


def _create_readings() -> None:
    op.create_table(
        "readings",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_readings_bank_id_banks")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_readings_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "bank_id", "local_day", name=op.f("pk_readings")),
    )
    op.create_table(
        "recalls",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("covered", DOCUMENT, nullable=False),
        sa.Column("compared_at", INSTANT, nullable=True),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.CheckConstraint("length(body) <= 5000", name=op.f("ck_recalls_body_length")),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_recalls_bank_id_banks")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recalls_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("user_id", "client_key", name=op.f("uq_recalls_user_id_client_key")),
    )
    op.create_index(
        "ix_recalls_user_id_bank_id_paragraph", "recalls", ["user_id", "bank_id", "paragraph"]
    )


def _alter_users_and_attempts() -> None:
    with op.batch_alter_table("users") as batch:
        batch.add_column(
            sa.Column("two_grades", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column("types_answers", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column(
                "easy_days",
                DOCUMENT,
                nullable=False,
                server_default="[100, 100, 100, 100, 100, 100, 100]",
            )
        )
        batch.add_column(sa.Column("days_off", DOCUMENT, nullable=False, server_default="[]"))
    with op.batch_alter_table("users") as batch:
        for column in ("two_grades", "types_answers", "easy_days", "days_off"):
            batch.alter_column(column, server_default=None)
    with op.batch_alter_table("attempts") as batch:
        batch.add_column(sa.Column("purpose", sa.String(length=16), nullable=True))
        batch.create_check_constraint(
            op.f("ck_attempts_purpose_known"), "purpose IN ('prequestions')"
        )


def _alter_reviews_and_states() -> None:
    with op.batch_alter_table("reviews") as batch:
        batch.add_column(sa.Column("topic", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("tested_as", sa.String(length=8), nullable=True))
        batch.add_column(
            sa.Column("was_due", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column("after_reading", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("exam_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("spread", sa.Float(), nullable=True))
    op.execute(
        "UPDATE reviews SET topic = (SELECT i.topic FROM items i WHERE i.id = reviews.item_id)"
    )
    with op.batch_alter_table("reviews") as batch:
        batch.alter_column("topic", existing_type=sa.String(length=16), nullable=False)
        for column in ("was_due", "after_reading"):
            batch.alter_column(column, server_default=None)
        batch.create_check_constraint(op.f("ck_reviews_topic_known"), TOPICS)
        batch.create_check_constraint(
            op.f("ck_reviews_tested_as_known"), "tested_as IN ('young', 'mature')"
        )
        batch.create_check_constraint(op.f("ck_reviews_spread_range"), "spread BETWEEN 0 AND 1")
    with op.batch_alter_table("memory_states") as batch:
        batch.drop_index("ix_memory_states_user_id_bank_id_due_at")
        batch.create_index(
            "ix_memory_states_due", ["user_id", "bank_id", "due_at", "phase", "item_id"]
        )
        batch.create_index(
            "ix_memory_states_recall", ["user_id", "bank_id", "last_day", "stability", "item_id"]
        )
        batch.create_index(
            "ix_memory_states_confident_errors",
            ["user_id", "bank_id", "due_at"],
            sqlite_where=CONFIDENT_ERROR,
            postgresql_where=CONFIDENT_ERROR,
        )


def _fill_links_of_items() -> None:
    """What loading a bank writes from now on, for the banks that are loaded already."""
    bind = op.get_bind()
    rows = bind.execute(
        sa.text(
            "SELECT i.id, i.bank_id, r.content FROM items i JOIN item_revisions r ON r.id = i.revision_id"
        )
    ).all()
    for item_id, bank_id, content in rows:
        document = json.loads(content) if isinstance(content, str) else content
        links = {
            "item_facts": ("key", dict.fromkeys(document.get("facts", ()))),
            "item_sentences": ("key", dict.fromkeys(document.get("sentences", ()))),
            "item_words": ("word", searchable_words(document)),
        }
        for table, (column, values) in links.items():
            _insert(bind, table, column, [(item_id, value, bank_id) for value in values])


def _insert(bind: Any, table: str, column: str, rows: list[tuple[int, str, int]]) -> None:
    if rows:
        bind.execute(
            sa.text(
                f"INSERT INTO {table} (item_id, {column}, bank_id) VALUES (:item, :value, :bank)"
            ),
            [{"item": item, "value": value, "bank": bank} for item, value, bank in rows],
        )


def _fill_reviews() -> None:
    """How old a memory was is read off the interval that the review before had decided."""
    op.execute("UPDATE reviews SET was_due = TRUE WHERE kind = 'card' AND retrievability < 1.0")
    op.execute(
        "UPDATE reviews SET tested_as = ("
        "SELECT CASE WHEN p.interval_days >= 21 THEN 'mature' ELSE 'young' END FROM ("
        "SELECT r.id, LAG(r.interval_days) OVER (PARTITION BY r.user_id, r.item_id ORDER BY r.id)"
        f" AS interval_days FROM reviews r WHERE {NEVER_TAKEN_BACK}) p"
        " WHERE p.id = reviews.id AND p.interval_days IS NOT NULL)"
        " WHERE kind = 'card' AND retrievability < 1.0"
    )


def _fill_study_days() -> None:
    counted = ", ".join(
        f"COUNT(CASE WHEN {condition} THEN 1 END)"
        for condition in (
            "r.kind = 'card'",
            "r.kind = 'quiz'",
            *(f"r.grade = {grade}" for grade in range(1, 5)),
        )
    )
    tested = ", ".join(
        f"COUNT(CASE WHEN {condition} THEN 1 END)"
        for age in ("young", "mature")
        for condition in (f"r.tested_as = '{age}'", f"r.tested_as = '{age}' AND r.grade > 1")
    )
    op.execute(
        "INSERT INTO study_days (user_id, bank_id, local_day, topic, cards, quizzes, again, hard, "
        "good, easy, milliseconds, young, young_recalled, mature, mature_recalled, predicted) "
        f"SELECT r.user_id, r.bank_id, r.local_day, r.topic, {counted}, "
        "COALESCE(SUM(CASE WHEN r.duration_ms > 300000 THEN 300000 ELSE r.duration_ms END), 0), "
        f"{tested}, "
        "COALESCE(SUM(CASE WHEN r.tested_as IS NOT NULL THEN r.retrievability END), 0) "
        f"FROM reviews r WHERE {NEVER_TAKEN_BACK} "
        "GROUP BY r.user_id, r.bank_id, r.local_day, r.topic"
    )


def downgrade() -> None:
    """Rescheduled cards go back to the day that their last review set at the next rebuild."""
    op.drop_table("card_marks")
    op.drop_index("ix_items_in_use", table_name="items")
    with op.batch_alter_table("memory_states") as batch:
        batch.drop_index("ix_memory_states_confident_errors")
        batch.drop_index("ix_memory_states_recall")
        batch.drop_index("ix_memory_states_due")
        batch.create_index(
            "ix_memory_states_user_id_bank_id_due_at", ["user_id", "bank_id", "due_at"]
        )
    with op.batch_alter_table("reviews") as batch:
        for name in ("spread_range", "tested_as_known", "topic_known"):
            batch.drop_constraint(op.f(f"ck_reviews_{name}"), type_="check")
        for column in ("spread", "exam_on", "after_reading", "was_due", "tested_as", "topic"):
            batch.drop_column(column)
    with op.batch_alter_table("attempts") as batch:
        batch.drop_constraint(op.f("ck_attempts_purpose_known"), type_="check")
        batch.drop_column("purpose")
    with op.batch_alter_table("users") as batch:
        for column in ("days_off", "easy_days", "types_answers", "two_grades"):
            batch.drop_column(column)
    for table in (
        "recalls",
        "readings",
        "study_days",
        "card_tags",
        "due_changes",
        "card_actions",
        "decks",
        "item_words",
        "item_sentences",
        "item_facts",
    ):
        op.drop_table(table)
