"""Alembic's entry: migrate on the connection the store has open (``digest.store.migrate``)."""

from __future__ import annotations

from alembic import context

from digest.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
