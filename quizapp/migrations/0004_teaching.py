"""Cohorts and what is assigned to them, marks that change, and who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)

FOR_ALL = sa.text("assignment_id IS NULL")
UNSEEN = sa.text("seen_at IS NULL")
WITHHOLDS = sa.text("withholds")


def upgrade() -> None:
    _create_cohorts()
    _create_assignments()
    _alter_attempts()
    _create_grades()


def _create_cohorts() -> None:
    op.create_table(
        "cohorts",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("join_code", sa.String(length=16), nullable=True),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("archived_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["users.id"],
            name=op.f("fk_cohorts_created_by_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint(
            "created_by", "client_key", name=op.f("uq_cohorts_created_by_client_key")
        ),
        sa.UniqueConstraint("join_code", name=op.f("uq_cohorts_join_code")),
    )
    op.create_table(
        "cohort_staff",
        sa.Column("cohort_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohorts.id"],
            name=op.f("fk_cohort_staff_cohort_id_cohorts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_cohort_staff_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cohort_id", "user_id", name=op.f("pk_cohort_staff")),
    )
    op.create_index(op.f("ix_cohort_staff_user_id"), "cohort_staff", ["user_id"])
    op.create_table(
        "memberships",
        sa.Column("id", ID, nullable=False),
        sa.Column("cohort_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("joined_at", INSTANT, nullable=True),
        sa.Column("left_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "joined_at IS NULL OR user_id IS NOT NULL",
            name=op.f("ck_memberships_joined_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohorts.id"],
            name=op.f("fk_memberships_cohort_id_cohorts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("cohort_id", "email", name=op.f("uq_memberships_cohort_id_email")),
        sa.UniqueConstraint("cohort_id", "user_id", name=op.f("uq_memberships_cohort_id_user_id")),
    )
    op.create_index(op.f("ix_memberships_email"), "memberships", ["email"])
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"])
    op.create_table(
        "calendar_links",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_calendar_links_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_calendar_links_token_digest")),
    )


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", ID, nullable=False),
        sa.Column("cohort_id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("draw", DOCUMENT, nullable=False),
        sa.Column("topics", DOCUMENT, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("shuffles", sa.Boolean(), nullable=False),
        sa.Column("convention", sa.String(length=16), nullable=False),
        sa.Column("asks_confidence", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("opens_at", INSTANT, nullable=True),
        sa.Column("closes_at", INSTANT, nullable=True),
        sa.Column("late", sa.String(length=16), nullable=False),
        sa.Column("late_deduction", sa.Integer(), nullable=False),
        sa.Column("attempts_allowed", sa.Integer(), nullable=True),
        sa.Column("counting", sa.String(length=16), nullable=False),
        sa.Column("reveal", sa.String(length=16), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(mode = 'measure') = (paper = 'adaptive')",
            name=op.f("ck_assignments_measure_is_adaptive"),
        ),
        sa.CheckConstraint(
            "convention IN ('edn', 'classic', 'formula', 'kprim', 'confidence')",
            name=op.f("ck_assignments_convention_known"),
        ),
        sa.CheckConstraint(
            "counting IN ('best', 'last', 'first', 'mean')",
            name=op.f("ck_assignments_counting_known"),
        ),
        sa.CheckConstraint("late IN ('refuse', 'accept')", name=op.f("ck_assignments_late_known")),
        sa.CheckConstraint(
            "mode IN ('practice', 'measure', 'exam')", name=op.f("ck_assignments_mode_known")
        ),
        sa.CheckConstraint(
            "paper IN ('fixed', 'draw', 'adaptive')", name=op.f("ck_assignments_paper_known")
        ),
        sa.CheckConstraint(
            "reveal IN ('closed', 'score', 'everything')", name=op.f("ck_assignments_reveal_known")
        ),
        sa.CheckConstraint(
            "attempts_allowed BETWEEN 1 AND 20", name=op.f("ck_assignments_attempts_allowed_range")
        ),
        sa.CheckConstraint(
            "late_deduction BETWEEN 0 AND 100", name=op.f("ck_assignments_late_deduction_range")
        ),
        sa.CheckConstraint("length BETWEEN 1 AND 100", name=op.f("ck_assignments_length_range")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 300", name=op.f("ck_assignments_minutes_range")),
        sa.CheckConstraint(
            "opens_at < closes_at", name=op.f("ck_assignments_opens_before_it_closes")
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_assignments_bank_id_banks")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohorts.id"],
            name=op.f("fk_assignments_cohort_id_cohorts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["users.id"],
            name=op.f("fk_assignments_created_by_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "created_by", "client_key", name=op.f("uq_assignments_created_by_client_key")
        ),
    )
    op.create_index(op.f("ix_assignments_cohort_id"), "assignments", ["cohort_id"])
    op.create_table(
        "assignment_items",
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_assignment_items_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_assignment_items_item_id_items")
        ),
        sa.PrimaryKeyConstraint("assignment_id", "position", name=op.f("pk_assignment_items")),
        sa.UniqueConstraint(
            "assignment_id", "item_id", name=op.f("uq_assignment_items_assignment_id_item_id")
        ),
    )
    op.create_table(
        "accommodations",
        sa.Column("id", ID, nullable=False),
        sa.Column("membership_id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=True),
        sa.Column("time_factor", sa.Float(), nullable=True),
        sa.Column("opens_at", INSTANT, nullable=True),
        sa.Column("closes_at", INSTANT, nullable=True),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=255), nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "extra_attempts BETWEEN 0 AND 20", name=op.f("ck_accommodations_extra_attempts_range")
        ),
        sa.CheckConstraint(
            "opens_at < closes_at", name=op.f("ck_accommodations_opens_before_it_closes")
        ),
        sa.CheckConstraint(
            "time_factor BETWEEN 1 AND 4", name=op.f("ck_accommodations_time_factor_range")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_accommodations_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["users.id"],
            name=op.f("fk_accommodations_changed_by_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["memberships.id"],
            name=op.f("fk_accommodations_membership_id_memberships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodations")),
        sa.UniqueConstraint(
            "membership_id",
            "assignment_id",
            name=op.f("uq_accommodations_membership_id_assignment_id"),
        ),
    )
    op.create_index(op.f("ix_accommodations_assignment_id"), "accommodations", ["assignment_id"])
    op.create_index(
        "ix_accommodations_for_all",
        "accommodations",
        ["membership_id"],
        unique=True,
        sqlite_where=FOR_ALL,
        postgresql_where=FOR_ALL,
    )


def _alter_attempts() -> None:
    with op.batch_alter_table("attempts") as batch:
        batch.add_column(sa.Column("assignment_id", ID, nullable=True))
        batch.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("paper", DOCUMENT, nullable=True))
        batch.add_column(sa.Column("points", sa.Float(), nullable=True))
        batch.add_column(sa.Column("maximum", sa.Float(), nullable=True))
        batch.add_column(
            sa.Column("withholds", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.create_foreign_key(
            op.f("fk_attempts_assignment_id_assignments"), "assignments", ["assignment_id"], ["id"]
        )
        batch.create_unique_constraint(
            op.f("uq_attempts_assignment_id_user_id_number"), ["assignment_id", "user_id", "number"]
        )
        batch.create_check_constraint(
            op.f("ck_attempts_numbered_if_assigned"),
            "(assignment_id IS NULL) = (number IS NULL)",
        )
        batch.create_index(
            "ix_attempts_withholding",
            ["user_id"],
            sqlite_where=WITHHOLDS,
            postgresql_where=WITHHOLDS,
        )
    with op.batch_alter_table("attempts") as batch:
        batch.alter_column("withholds", server_default=None)


def _create_grades() -> None:
    op.create_table(
        "regrades",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("revision_id", ID, nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(kind = 'key') = (revision_id IS NOT NULL)", name=op.f("ck_regrades_key_has_revision")
        ),
        sa.CheckConstraint(
            "kind IN ('key', 'drop', 'restore')", name=op.f("ck_regrades_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_regrades_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["users.id"],
            name=op.f("fk_regrades_created_by_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_regrades_item_id_items")),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revisions.id"],
            name=op.f("fk_regrades_revision_id_item_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
        sa.UniqueConstraint(
            "created_by", "client_key", name=op.f("uq_regrades_created_by_client_key")
        ),
    )
    op.create_index(
        op.f("ix_regrades_assignment_id_item_id_id"), "regrades", ["assignment_id", "item_id", "id"]
    )
    op.create_table(
        "grade_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("response_id", ID, nullable=False),
        sa.Column("regrade_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("old_points", sa.Float(), nullable=False),
        sa.Column("old_maximum", sa.Float(), nullable=False),
        sa.Column("new_points", sa.Float(), nullable=False),
        sa.Column("new_maximum", sa.Float(), nullable=False),
        sa.Column("mark", DOCUMENT, nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('key', 'drop', 'restore', 'manual')", name=op.f("ck_grade_changes_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_grade_changes_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.id"],
            name=op.f("fk_grade_changes_attempt_id_attempts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["users.id"],
            name=op.f("fk_grade_changes_changed_by_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrades.id"], name=op.f("fk_grade_changes_regrade_id_regrades")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["responses.id"],
            name=op.f("fk_grade_changes_response_id_responses"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_changes")),
    )
    op.create_index(op.f("ix_grade_changes_assignment_id"), "grade_changes", ["assignment_id"])
    op.create_index(op.f("ix_grade_changes_attempt_id"), "grade_changes", ["attempt_id"])
    op.create_index(op.f("ix_grade_changes_response_id"), "grade_changes", ["response_id"])
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_notices_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notices_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(
        "ix_notices_unseen", "notices", ["user_id"], sqlite_where=UNSEEN, postgresql_where=UNSEEN
    )
    op.create_table(
        "audit_events",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("cohort_id", ID, nullable=True),
        sa.Column("assignment_id", ID, nullable=True),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["users.id"],
            name=op.f("fk_audit_events_actor_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_audit_events_assignment_id_assignments"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohorts.id"],
            name=op.f("fk_audit_events_cohort_id_cohorts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["users.id"],
            name=op.f("fk_audit_events_subject_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_at"), "audit_events", ["at"])
    op.create_index(op.f("ix_audit_events_cohort_id_at"), "audit_events", ["cohort_id", "at"])


def downgrade() -> None:
    """Cohorts, assignments and changed marks go; an attempt stays as its learner's own."""
    for table in ("audit_events", "notices", "grade_changes", "regrades"):
        op.drop_table(table)
    with op.batch_alter_table("attempts") as batch:
        batch.drop_index("ix_attempts_withholding")
        batch.drop_constraint(op.f("ck_attempts_numbered_if_assigned"), type_="check")
        batch.drop_constraint(op.f("uq_attempts_assignment_id_user_id_number"), type_="unique")
        batch.drop_constraint(op.f("fk_attempts_assignment_id_assignments"), type_="foreignkey")
        for column in ("withholds", "maximum", "points", "paper", "number", "assignment_id"):
            batch.drop_column(column)
    for table in (
        "accommodations",
        "assignment_items",
        "assignments",
        "calendar_links",
        "memberships",
        "cohort_staff",
        "cohorts",
    ):
        op.drop_table(table)
