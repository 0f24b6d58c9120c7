"""What an article's page called itself: to notice when only its headline changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("item", sa.Column("headline", sa.Text(), nullable=False, server_default=""))
