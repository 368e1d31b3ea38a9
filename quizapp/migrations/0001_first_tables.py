"""The first tables: accounts, banks, attempts, reviews and the states folded from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None

# SQLite numbers rows by itself only when the key is spelled INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "banks",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("meta", DOCUMENT, nullable=False),
        sa.Column("loaded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_banks")),
        sa.UniqueConstraint("slug", name=op.f("uq_banks_slug")),
    )
    op.create_table(
        "login_throttle",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("failed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_throttle")),
    )
    with op.batch_alter_table("login_throttle", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_throttle_account_digest_failed_at"),
            ["account_digest", "failed_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_login_throttle_address_failed_at"),
            ["address", "failed_at"],
            unique=False,
        )

    op.create_table(
        "roles",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "name IN ('student', 'instructor', 'admin')", name=op.f("ck_roles_name_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("create_datetime", INSTANT, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("theme", sa.String(length=8), nullable=False),
        sa.Column("text_size", sa.String(length=8), nullable=False),
        sa.Column("shortcuts", sa.Boolean(), nullable=False),
        sa.Column("new_per_day", sa.Integer(), nullable=False),
        sa.Column("due_per_day", sa.Integer(), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_users_language_known")),
        sa.CheckConstraint(
            "text_size IN ('normal', 'large', 'larger')", name=op.f("ck_users_text_size_known")
        ),
        sa.CheckConstraint("theme IN ('auto', 'light', 'dark')", name=op.f("ck_users_theme_known")),
        sa.CheckConstraint(
            "due_per_day BETWEEN 0 AND 9999", name=op.f("ck_users_due_per_day_range")
        ),
        sa.CheckConstraint(
            "new_per_day BETWEEN 0 AND 999", name=op.f("ck_users_new_per_day_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
    )
    op.create_table(
        "abilities",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("state", DOCUMENT, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_abilities_bank_id_banks")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_abilities_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "bank_id", name=op.f("pk_abilities")),
    )
    op.create_table(
        "attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("topics", DOCUMENT, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.CheckConstraint("mode IN ('practice')", name=op.f("ck_attempts_mode_known")),
        sa.CheckConstraint("length BETWEEN 1 AND 100", name=op.f("ck_attempts_length_range")),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_attempts_bank_id_banks")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_attempts_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("user_id", "client_key", name=op.f("uq_attempts_user_id_client_key")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attempts_user_id_started_at"), ["user_id", "started_at"], unique=False
        )

    op.create_table(
        "facts",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("sentences", DOCUMENT, nullable=False),
        sa.Column("statement", DOCUMENT, nullable=False),
        sa.CheckConstraint(
            "topic IN ('definition', 'epidemiology', 'causes', 'presentation', 'diagnosis', 'treatment', 'prognosis')",
            name=op.f("ck_facts_topic_known"),
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_facts_bank_id_banks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
        sa.UniqueConstraint("bank_id", "key", name=op.f("uq_facts_bank_id_key")),
    )
    op.create_table(
        "items",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sample_key", sa.Integer(), nullable=False),
        sa.Column("guessing", sa.Float(), nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.Column("revision_id", ID, nullable=True),
        sa.CheckConstraint(
            "topic IN ('definition', 'epidemiology', 'causes', 'presentation', 'diagnosis', 'treatment', 'prognosis')",
            name=op.f("ck_items_topic_known"),
        ),
        sa.CheckConstraint(
            "type IN ('sba', 'multiple', 'short_answer', 'cloze', 'basic')",
            name=op.f("ck_items_type_known"),
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_items_bank_id_banks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("bank_id", "key", name=op.f("uq_items_bank_id_key")),
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_items_bank_id_position"), ["bank_id", "position"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_items_bank_id_sample_key"), ["bank_id", "sample_key"], unique=False
        )

    op.create_table(
        "login_sessions",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_login_sessions_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_login_sessions")),
    )
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notes",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sentences", DOCUMENT, nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("reference", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_notes_bank_id_banks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("bank_id", "key", name=op.f("uq_notes_bank_id_key")),
    )
    op.create_table(
        "texts",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("headings", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_texts_bank_id_banks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
        sa.UniqueConstraint("bank_id", "language", name=op.f("uq_texts_bank_id_language")),
    )
    op.create_table(
        "user_roles",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name=op.f("fk_user_roles_role_id_roles"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_roles")),
    )
    op.create_table(
        "item_parameters",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("variance", sa.Float(), nullable=False),
        sa.Column("discrimination", sa.Float(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.CheckConstraint("variance > 0", name=op.f("ck_item_parameters_variance_positive")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_parameters_item_id_items")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_parameters")),
    )
    op.create_table(
        "item_revisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_revisions_item_id_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_revisions")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_revisions_item_id_number")),
    )
    op.create_table(
        "memory_states",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("phase", sa.String(length=16), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("last_reviewed_at", INSTANT, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("introduced_on", sa.Date(), nullable=False),
        sa.Column("introduced_by", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "introduced_by IN ('card', 'quiz')", name=op.f("ck_memory_states_introduced_by_known")
        ),
        sa.CheckConstraint(
            "phase IN ('learning', 'review', 'relearning')",
            name=op.f("ck_memory_states_phase_known"),
        ),
        sa.CheckConstraint("stability > 0", name=op.f("ck_memory_states_stability_positive")),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_memory_states_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_memory_states_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_memory_states_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "item_id", name=op.f("pk_memory_states")),
    )
    with op.batch_alter_table("memory_states", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_memory_states_user_id_bank_id_due_at"),
            ["user_id", "bank_id", "due_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_memory_states_user_id_bank_id_introduced_on"),
            ["user_id", "bank_id", "introduced_on"],
            unique=False,
        )

    op.create_table(
        "sentences",
        sa.Column("id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint(
            "topic IN ('definition', 'epidemiology', 'causes', 'presentation', 'diagnosis', 'treatment', 'prognosis')",
            name=op.f("ck_sentences_topic_known"),
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_sentences_text_id_texts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentences")),
        sa.UniqueConstraint("text_id", "key", name=op.f("uq_sentences_text_id_key")),
    )
    op.create_table(
        "attempt_items",
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("parameters", DOCUMENT, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.id"],
            name=op.f("fk_attempt_items_attempt_id_attempts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_attempt_items_item_id_items")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_attempt_items_revision_id_item_revisions"),
        ),
        sa.PrimaryKeyConstraint("attempt_id", "position", name=op.f("pk_attempt_items")),
        sa.UniqueConstraint(
            "attempt_id", "item_id", name=op.f("uq_attempt_items_attempt_id_item_id")
        ),
    )
    op.create_table(
        "responses",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("maximum", sa.Float(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("mark", DOCUMENT, nullable=False),
        sa.Column("first_exposure", sa.Boolean(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.CheckConstraint("points BETWEEN 0 AND maximum", name=op.f("ck_responses_points_range")),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.id"],
            name=op.f("fk_responses_attempt_id_attempts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_responses_item_id_items")),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_responses_revision_id_item_revisions"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_responses_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint(
            "attempt_id", "position", name=op.f("uq_responses_attempt_id_position")
        ),
        sa.UniqueConstraint("user_id", "client_key", name=op.f("uq_responses_user_id_client_key")),
    )
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_responses_user_id_answered_at"), ["user_id", "answered_at"], unique=False
        )

    op.create_table(
        "reviews",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reviewed_at", INSTANT, nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("guessing", sa.Float(), nullable=False),
        sa.Column("desired_retention", sa.Float(), nullable=False),
        sa.Column("weights_version", sa.String(length=32), nullable=False),
        sa.Column("retrievability", sa.Float(), nullable=True),
        sa.Column("interval_days", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'card') = (grade IS NOT NULL)", name=op.f("ck_reviews_card_has_grade")
        ),
        sa.CheckConstraint("kind IN ('card', 'quiz')", name=op.f("ck_reviews_kind_known")),
        sa.CheckConstraint("grade BETWEEN 1 AND 4", name=op.f("ck_reviews_grade_range")),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_reviews_bank_id_banks")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_reviews_item_id_items")),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_reviews_revision_id_item_revisions"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_reviews_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("user_id", "client_key", name=op.f("uq_reviews_user_id_client_key")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reviews_user_id_bank_id_local_day"),
            ["user_id", "bank_id", "local_day"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_reviews_user_id_item_id_id"), ["user_id", "item_id", "id"], unique=False
        )

    op.create_table(
        "review_undos",
        sa.Column("review_id", ID, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["reviews.id"],
            name=op.f("fk_review_undos_review_id_reviews"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_undos")),
    )


def downgrade() -> None:
    op.drop_table("review_undos")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reviews_user_id_item_id_id"))
        batch_op.drop_index(batch_op.f("ix_reviews_user_id_bank_id_local_day"))

    op.drop_table("reviews")
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_responses_user_id_answered_at"))

    op.drop_table("responses")
    op.drop_table("attempt_items")
    op.drop_table("sentences")
    with op.batch_alter_table("memory_states", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memory_states_user_id_bank_id_introduced_on"))
        batch_op.drop_index(batch_op.f("ix_memory_states_user_id_bank_id_due_at"))

    op.drop_table("memory_states")
    op.drop_table("item_revisions")
    op.drop_table("item_parameters")
    op.drop_table("user_roles")
    op.drop_table("texts")
    op.drop_table("notes")
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_sessions_user_id"))

    op.drop_table("login_sessions")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_items_bank_id_sample_key"))
        batch_op.drop_index(batch_op.f("ix_items_bank_id_position"))

    op.drop_table("items")
    op.drop_table("facts")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_user_id_started_at"))

    op.drop_table("attempts")
    op.drop_table("abilities")
    op.drop_table("users")
    op.drop_table("roles")
    with op.batch_alter_table("login_throttle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_throttle_address_failed_at"))
        batch_op.drop_index(batch_op.f("ix_login_throttle_account_digest_failed_at"))

    op.drop_table("login_throttle")
    op.drop_table("banks")
