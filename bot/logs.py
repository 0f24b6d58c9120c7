"""Log lines on stderr, as key=value or JSON; tokens and article texts are never given to a logger."""

from __future__ import annotations

import logging
import sys

import structlog

from .config import Settings


def _without_traceback(record: logging.LogRecord) -> bool:
    """The chat library logs each failed reconnect with a traceback; the line alone says it."""
    if record.exc_info and record.levelno < logging.CRITICAL and "reconnect" in record.getMessage().lower():
        record.exc_info = None
    return True


def begin(settings: Settings) -> None:
    """Every logger of the process, ours and the libraries', writes in one form from now on."""
    level = getattr(logging, settings.log_level.upper())
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log == "json"
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    handler.addFilter(_without_traceback)
    for noisy in ("alembic", "apscheduler", "asyncio", "trafilatura", "htmldate", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
