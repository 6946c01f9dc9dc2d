"""Invented people for the search bench: common names of many languages, some hyphenated, some with accents.

First and last names follow a long tail, as they do in a city: a few are shared by thousands, many by one person.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path


def _lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split("[")[1:]:
        title, _end, words = part.partition("]")
        found[title] = words.split()
    return found


NAMES = _lists()


@dataclass(frozen=True, slots=True)
class Person:
    """Who is typed in, and who is looked for."""

    key: int
    first: str
    middle: str
    last: str
    alias: str
    born: date
    phone: str

    @property
    def search_name(self) -> str:
        """What the trigger of the identity table writes, but for accents."""
        return " ".join(part for part in (self.first, self.middle, self.alias, self.last) if part).lower()


def _tail(names: list[str]) -> list[float]:
    """Zipf's law, softened: the hundredth name is borne by a tenth as many people as the first."""
    return [1 / (10 + rank) for rank in range(len(names))]


def people(count: int, seed: int = 2026) -> list[Person]:
    """The same people for the same seed."""
    dice = random.Random(seed)
    rare = [stem + ending for stem in NAMES["stems"] for ending in NAMES["endings"]]
    lasts = NAMES["last"] + rare
    first = NAMES["first"]
    firsts = dice.choices(first, _tail(first), k=count)
    family = dice.choices(lasts, _tail(lasts), k=count)
    made = []
    for key in range(1, count + 1):
        last = family[key - 1]
        if dice.random() < 0.06:
            last = f"{last}-{dice.choice(NAMES['last'])}"
        middle = dice.choice(first) if dice.random() < 0.25 else ""
        alias = dice.choice(first) if dice.random() < 0.05 else ""
        born = date(1940, 1, 1) + timedelta(days=dice.randrange(25_000))
        phone = f"{dice.randrange(200, 999)}555{dice.randrange(10_000):04}"
        made.append(Person(key, firsts[key - 1], middle, last, alias, born, phone))
    return made
