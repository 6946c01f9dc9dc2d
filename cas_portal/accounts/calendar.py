"""A training session as a calendar entry (RFC 5545)."""

from datetime import UTC, datetime, timedelta

from cas_portal.accounts.models import TrainingSession
from cas_portal.time import clock

LONGEST = 70  # characters in a line; the standard counts 75 bytes


def entry(session: TrainingSession, link: str) -> str:
    """Return the text of an .ics file with one entry; one that was called off says so."""
    ends_at = session.starts_at + timedelta(minutes=session.minutes)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CAS Portal//Training//EN", "BEGIN:VEVENT",
        f"UID:{session.public_id}@cas-portal", f"DTSTAMP:{_moment(clock.now())}",
        f"DTSTART:{_moment(session.starts_at)}", f"DTEND:{_moment(ends_at)}",
        f"SUMMARY:{_text(session.title)}", f"LOCATION:{_text(session.where)}", f"URL:{link}",
        f"STATUS:{'CANCELLED' if session.cancelled_at else 'CONFIRMED'}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    for mark in ("\\", ";", ","):
        words = words.replace(mark, f"\\{mark}")
    return " ".join(words.split())


def _folded(line: str) -> list[str]:
    """Break a long line; what goes on begins with a space. Bytes count, so letters beyond ASCII are given room."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST:
            parts.append(part)
            part = " "
        part += letter
    return [*parts, part]
