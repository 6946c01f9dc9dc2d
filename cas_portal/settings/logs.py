"""Log lines: structured, ids only. What could name a person is taken out before a line is written."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# Keys that may carry somebody's words or facts; a line keeps that they were there, not what they said.
PRIVATE = re.compile(r"name|ssn|birth|phone|email|address|location|password|token|cookie|answer|signature|note", re.I)
NUMBERS = re.compile(r"\b\d{3}-?\d{2}-?\d{4}\b|[\w.+-]+@[\w-]+\.[\w.]+")
KEPT = {"logger_name", "view_name", "url_name", "table_name", "file_name", "hostname"}


def scrub(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace private values, and anything that looks like an SSN or an e-mail address."""
    for key, value in line.items():
        if key not in KEPT and PRIVATE.search(key):
            line[key] = "…"
        elif isinstance(value, str):
            line[key] = NUMBERS.sub("…", value)
    return line


SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configure(level: str) -> dict[str, Any]:
    """Point structlog at the standard library and return Django's LOGGING, both ending in scrubbed JSON lines."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            scrub,
            structlog.processors.JSONRenderer(),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"botocore": {"level": "WARNING"}, "boto3": {"level": "WARNING"}},
    }
