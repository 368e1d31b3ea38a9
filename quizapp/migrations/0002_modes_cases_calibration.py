"""Modes of a quiz, exams and their answer sheets, cases, confidence, calibrations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)

TYPES_BEFORE = "type IN ('sba', 'multiple', 'short_answer', 'cloze', 'basic')"
TYPES_AFTER = (
    "type IN ('sba', 'multiple', 'short_menu', 'long_menu', 'short_answer', 'concordance', "
    "'cloze', 'basic')"
)
NEVER_TAKEN_BACK = "NOT EXISTS (SELECT 1 FROM review_undos u WHERE u.review_id = r.id)"


def upgrade() -> None:
    op.create_table(
        "calibrations",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("model", sa.String(length=8), nullable=True),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("loss_before", sa.Float(), nullable=True),
        sa.Column("loss_after", sa.Float(), nullable=True),
        sa.Column("parameters", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_calibrations_bank_id_banks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
    )
    op.create_index("ix_calibrations_bank_id_created_at", "calibrations", ["bank_id", "created_at"])
    op.create_table(
        "item_flags",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("flagged_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_flags_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_item_flags_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "item_id", name=op.f("pk_item_flags")),
    )
    op.create_table(
        "saved_builds",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_saved_builds_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_saved_builds_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_builds")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_builds_user_id_name")),
    )
    op.create_table(
        "answer_saves",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("struck", DOCUMENT, nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "confidence BETWEEN 1 AND 3", name=op.f("ck_answer_saves_confidence_range")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id", "position"],
            ["attempt_items.attempt_id", "attempt_items.position"],
            name=op.f("fk_answer_saves_attempt_id_position_attempt_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_answer_saves_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_saves")),
        sa.UniqueConstraint(
            "user_id", "client_key", name=op.f("uq_answer_saves_user_id_client_key")
        ),
        sa.UniqueConstraint(
            "attempt_id",
            "position",
            "number",
            name=op.f("uq_answer_saves_attempt_id_position_number"),
        ),
    )
    with op.batch_alter_table("users") as batch:
        batch.add_column(
            sa.Column("hide_timer", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("users") as batch:
        batch.alter_column("hide_timer", server_default=None)
    _alter_items()
    _alter_attempts()
    _alter_reviews_and_states()


def _alter_items() -> None:
    with op.batch_alter_table("items") as batch:
        batch.add_column(sa.Column("author_success", sa.Float(), nullable=True))
        batch.add_column(sa.Column("case_key", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("case_position", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("case_length", sa.Integer(), nullable=True))
        batch.drop_constraint(op.f("ck_items_type_known"), type_="check")
        batch.create_check_constraint(op.f("ck_items_type_known"), TYPES_AFTER)
        batch.create_check_constraint(
            op.f("ck_items_whole_case"),
            "(case_key IS NULL) = (case_position IS NULL)"
            " AND (case_key IS NULL) = (case_length IS NULL)",
        )
        batch.create_index("ix_items_bank_id_case_key", ["bank_id", "case_key"])
    said = (
        "json_extract(r.content, '$.expected_success')"
        if op.get_bind().dialect.name == "sqlite"
        else "CAST(r.content ->> 'expected_success' AS DOUBLE PRECISION)"
    )
    op.execute(
        "UPDATE items SET author_success = COALESCE("
        f"(SELECT {said} FROM item_revisions r WHERE r.id = items.revision_id), 0.7)"
    )
    with op.batch_alter_table("items") as batch:
        batch.alter_column("author_success", existing_type=sa.Float(), nullable=False)
    with op.batch_alter_table("item_parameters") as batch:
        batch.add_column(sa.Column("calibration_id", ID, nullable=True))
        batch.create_foreign_key(
            op.f("fk_item_parameters_calibration_id_calibrations"),
            "calibrations",
            ["calibration_id"],
            ["id"],
        )


def _alter_attempts() -> None:
    with op.batch_alter_table("attempts") as batch:
        batch.add_column(sa.Column("filters", DOCUMENT, nullable=False, server_default="{}"))
        batch.add_column(
            sa.Column("convention", sa.String(length=16), nullable=False, server_default="edn")
        )
        batch.add_column(
            sa.Column("asks_confidence", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("deadline_at", INSTANT, nullable=True))
        batch.add_column(sa.Column("ending", sa.String(length=16), nullable=True))
        batch.drop_constraint(op.f("ck_attempts_mode_known"), type_="check")
        batch.create_check_constraint(
            op.f("ck_attempts_mode_known"), "mode IN ('practice', 'measure', 'exam')"
        )
        batch.create_check_constraint(
            op.f("ck_attempts_convention_known"),
            "convention IN ('edn', 'classic', 'formula', 'kprim', 'confidence')",
        )
        batch.create_check_constraint(
            op.f("ck_attempts_ending_known"),
            "ending IN ('length', 'precision', 'exhausted', 'time', 'handed_in')",
        )
    op.execute("UPDATE attempts SET ending = 'length' WHERE finished_at IS NOT NULL")
    with op.batch_alter_table("attempts") as batch:
        for column in ("filters", "convention", "asks_confidence"):
            batch.alter_column(column, server_default=None)
        batch.create_check_constraint(
            op.f("ck_attempts_ending_when_finished"), "(ending IS NULL) = (finished_at IS NULL)"
        )
        batch.create_index(
            "ix_attempts_open",
            ["user_id", "deadline_at"],
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )
    with op.batch_alter_table("responses") as batch:
        batch.add_column(sa.Column("confidence", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("credit", sa.Float(), nullable=True))
    op.execute("UPDATE responses SET credit = points / maximum")
    with op.batch_alter_table("responses") as batch:
        batch.alter_column("credit", existing_type=sa.Float(), nullable=False)
        batch.drop_constraint(op.f("ck_responses_points_range"), type_="check")
        batch.create_check_constraint(
            op.f("ck_responses_points_range"), "points BETWEEN -6 AND maximum"
        )
        batch.create_check_constraint(op.f("ck_responses_credit_range"), "credit BETWEEN 0 AND 1")
        batch.create_check_constraint(
            op.f("ck_responses_confidence_range"), "confidence BETWEEN 1 AND 3"
        )
        batch.create_index("ix_responses_user_id_item_id", ["user_id", "item_id"])
        batch.create_index("ix_responses_revision_id", ["revision_id"])


def _alter_reviews_and_states() -> None:
    with op.batch_alter_table("reviews") as batch:
        batch.add_column(sa.Column("confidence", sa.Integer(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_reviews_confidence_range"), "confidence BETWEEN 1 AND 3"
        )
    with op.batch_alter_table("memory_states") as batch:
        batch.add_column(sa.Column("last_score", sa.Float(), nullable=True))
        batch.add_column(sa.Column("last_confidence", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE memory_states SET last_score = COALESCE((SELECT CASE WHEN r.kind = 'quiz' THEN r.score "
        "WHEN r.grade = 1 THEN 0.0 ELSE 1.0 END FROM reviews r WHERE r.user_id = memory_states.user_id "
        f"AND r.item_id = memory_states.item_id AND {NEVER_TAKEN_BACK} ORDER BY r.id DESC LIMIT 1), 1.0)"
    )
    with op.batch_alter_table("memory_states") as batch:
        batch.alter_column("last_score", existing_type=sa.Float(), nullable=False)


def downgrade() -> None:
    """What the earlier version cannot show goes: exams, measures, their answers, new item types."""
    _remove_what_is_new()
    with op.batch_alter_table("memory_states") as batch:
        batch.drop_column("last_confidence")
        batch.drop_column("last_score")
    with op.batch_alter_table("reviews") as batch:
        batch.drop_constraint(op.f("ck_reviews_confidence_range"), type_="check")
        batch.drop_column("confidence")
    with op.batch_alter_table("responses") as batch:
        batch.drop_index("ix_responses_revision_id")
        batch.drop_index("ix_responses_user_id_item_id")
        for name in ("confidence_range", "credit_range", "points_range"):
            batch.drop_constraint(op.f(f"ck_responses_{name}"), type_="check")
        batch.create_check_constraint(
            op.f("ck_responses_points_range"), "points BETWEEN 0 AND maximum"
        )
        batch.drop_column("credit")
        batch.drop_column("confidence")
    with op.batch_alter_table("attempts") as batch:
        batch.drop_index("ix_attempts_open")
        for name in ("ending_when_finished", "ending_known", "convention_known", "mode_known"):
            batch.drop_constraint(op.f(f"ck_attempts_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_attempts_mode_known"), "mode IN ('practice')")
        for column in ("ending", "deadline_at", "asks_confidence", "convention", "filters"):
            batch.drop_column(column)
    with op.batch_alter_table("item_parameters") as batch:
        batch.drop_constraint(
            op.f("fk_item_parameters_calibration_id_calibrations"), type_="foreignkey"
        )
        batch.drop_column("calibration_id")
    with op.batch_alter_table("items") as batch:
        batch.drop_index("ix_items_bank_id_case_key")
        batch.drop_constraint(op.f("ck_items_whole_case"), type_="check")
        batch.drop_constraint(op.f("ck_items_type_known"), type_="check")
        batch.create_check_constraint(op.f("ck_items_type_known"), TYPES_BEFORE)
        for column in ("case_length", "case_position", "case_key", "author_success"):
            batch.drop_column(column)
    with op.batch_alter_table("users") as batch:
        batch.drop_column("hide_timer")
    for table in ("answer_saves", "saved_builds", "item_flags", "calibrations"):
        op.drop_table(table)


def _remove_what_is_new() -> None:
    new_items = (
        "SELECT id FROM items WHERE case_key IS NOT NULL "
        "OR type IN ('short_menu', 'long_menu', 'concordance')"
    )
    op.execute("DELETE FROM answer_saves")
    op.execute("DELETE FROM item_flags")
    op.execute("DELETE FROM attempts WHERE mode <> 'practice'")
    op.execute(
        f"DELETE FROM attempts WHERE id IN (SELECT attempt_id FROM attempt_items WHERE item_id IN ({new_items}))"
    )
    op.execute(
        f"DELETE FROM review_undos WHERE review_id IN (SELECT id FROM reviews WHERE item_id IN ({new_items}))"
    )
    for table in ("reviews", "memory_states", "item_parameters", "item_revisions"):
        op.execute(f"DELETE FROM {table} WHERE item_id IN ({new_items})")
    op.execute(f"DELETE FROM items WHERE id IN ({new_items})")
