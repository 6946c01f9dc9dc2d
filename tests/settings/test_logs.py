"""Log lines carry ids, never people."""

import logging

import pytest
import structlog

from cas_portal.settings.logs import scrub


@pytest.mark.parametrize("key", ["first_name", "SSN", "birth_date", "phone", "answers", "signature"])
def test_private_keys_lose_their_value(key):
    assert scrub(None, "info", {"event": "saved", key: "Testa"}) == {"event": "saved", key: "…"}


def test_numbers_and_addresses_inside_text_are_taken_out():
    line = scrub(None, "info", {"event": "no match for 123-45-6789 or a.b@example.org in client 42"})
    assert line["event"] == "no match for … or … in client 42"


def test_ids_stay():
    assert (
        scrub(None, "info", {"event": "x", "client_id": 7, "view_name": "clients:find"})["view_name"] == "clients:find"
    )


def test_the_real_handler_scrubs(capsys):
    handler = logging.getLogger().handlers
    formatter = next(h.formatter for h in handler if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter))
    record = logging.LogRecord("x", logging.INFO, "f", 1, "caller 123456789", None, None)
    assert "123456789" not in formatter.format(record)
