"""A few small values platforms keep over restarts, in the news database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.store import Store


@dataclass(frozen=True, slots=True)
class StoreMemory:
    """Implements ``adapters.port.Memory``."""

    store: Store

    async def get(self, key: str) -> str | None:
        return await asyncio.to_thread(self.store.get, key)

    async def put(self, key: str, value: str | None) -> None:
        await asyncio.to_thread(self.store.put, key, value)

    async def keys(self, prefix: str) -> Sequence[str]:
        return await asyncio.to_thread(self.store.keys, prefix)
