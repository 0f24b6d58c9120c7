"""Subscriptions at hubs (WebSub), and when an article's page is looked at again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENTS = ("open_until", "since", "until", "last", "unread", "next_at")


def upgrade() -> None:
    op.create_table(
        "push",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("feed", "hub", "topic", "path", "secret", "callback", "stage")
        ),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in MOMENTS),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed"),
        sa.UniqueConstraint("path"),
    )
    op.add_column("feed", sa.Column("topic", sa.Text(), nullable=False, server_default=""))
    op.add_column("feed", sa.Column("pushed", sa.DateTime(timezone=True), nullable=True))
    op.add_column("item", sa.Column("visits", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("item", sa.Column("visit_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_item_visit_at"), "item", ["visit_at"], unique=False)
