"""Somebody whom questions of an instrument are about, where they are asked of each adult of the household."""

from dataclasses import dataclass
from enum import StrEnum


class PerMember(StrEnum):
    """Of whom a section is asked one by one; each gets questions of their own."""

    ADULT = "adult"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who belongs or belonged to the household. `key` stays theirs and says nothing about who they are;

    `asked`: an adult who lives there on the day, or the client whom the assessment is about; `name` only where a page
    says it to somebody who may see it; `own`: the client whom the assessment is about, in whose hands a screen or a
    copy tells nothing of the others.
    """

    key: str
    asked: bool
    age: int | None = None
    name: str = ""
    own: bool = False
