"""Names as they are typed in a hurry, over a bad line or from a form of another agency: the same for the same seed."""

import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

from tests.bench.names import Person

NICKNAMES = Path(__file__).resolve().parents[2] / "clients" / "data" / "nicknames.txt"
SOUNDS = [
    ("ph", "f"), ("ck", "k"), ("ee", "ea"), ("ie", "y"), ("c", "k"), ("z", "s"), ("x", "ks"), ("y", "i"), ("j", "g"),
    ("v", "b"), ("s", "z"), ("k", "c"), ("i", "y"), ("e", "a"), ("o", "u"), ("a", "e"), ("f", "ph"), ("n", "nn"),
]  # fmt: skip


def groups() -> dict[str, list[str]]:
    """The other forms of each first name."""
    found: dict[str, list[str]] = {}
    for line in NICKNAMES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            words = line.split()
            found.setdefault(words[0], []).extend(words[1:])
    return found


def plain(text: str) -> str:
    """Without accents, lower case."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def swap(word: str, dice: random.Random) -> str:
    """Two neighbors changed over."""
    at = dice.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def drop(word: str, dice: random.Random) -> str:
    """One letter missing."""
    at = dice.randrange(len(word))
    return word[:at] + word[at + 1 :]


def double(word: str, dice: random.Random) -> str:
    """One letter twice."""
    at = dice.randrange(len(word))
    return word[: at + 1] + word[at:]


def by_ear(word: str, dice: random.Random) -> str:
    """One sound written in another way."""
    ways = [(old, new) for old, new in SOUNDS if old in word]
    if not ways:
        return double(word, dice)
    old, new = dice.choice(ways)
    return word.replace(old, new, 1)


def _one(person: Person, change: Callable[[str, random.Random], str], dice: random.Random) -> str:
    first, last = plain(person.first), plain(person.last)
    both = dice.random() < 0.3
    if both or dice.random() < 0.5:
        first = change(first, dice)
    if both or first == plain(person.first):
        last = change(last, dice)
    return f"{first} {last}"


def _nickname(person: Person, dice: random.Random) -> str:
    forms = groups().get(plain(person.first)) or [plain(person.first)]
    return f"{dice.choice(forms)} {plain(person.last)}"


def _hyphen(person: Person, dice: random.Random) -> str:
    if "-" not in person.last:
        return by_ear(f"{person.last} {person.first}".lower(), dice)
    parts = person.last.lower().split("-")
    return f"{person.first} {dice.choice([' '.join(parts), ''.join(parts), ' '.join(reversed(parts))])}".lower()


KINDS: dict[str, Callable[[Person, random.Random], str]] = {
    "letters changed over": lambda person, dice: _one(person, swap, dice),
    "letter missing": lambda person, dice: _one(person, drop, dice),
    "letter doubled": lambda person, dice: _one(person, double, dice),
    "written by ear": lambda person, dice: _one(person, by_ear, dice),
    "last name first": lambda person, dice: f"{swap(plain(person.last), dice)} {plain(person.first)}",
    "short name": _nickname,
    "accents": lambda person, _dice: f"{plain(person.first)} {plain(person.last)}".replace("n", "ñ", 1),
    "hyphens": _hyphen,
}


def fits(kind: str, person: Person) -> bool:
    """Whether a kind of misspelling can happen to this name."""
    if min(len(person.first), len(person.last)) < 4:
        return False
    if kind == "short name":
        return plain(person.first) in groups()
    if kind == "accents":
        return not f"{person.first}{person.last}".isascii()
    return kind != "hyphens" or "-" in person.last


def misspelled(people: list[Person], count: int = 200, seed: int = 17) -> list[tuple[str, str, Person]]:
    """`count` questions, in turn of each kind: kind, what is typed, who is meant; only names borne by one person."""
    bearers: dict[str, int] = {}
    for person in people:
        name = plain(f"{person.first} {person.last}")
        bearers[name] = bearers.get(name, 0) + 1
    alone = [person for person in people if bearers[plain(f"{person.first} {person.last}")] == 1]
    dice = random.Random(seed)
    made = []
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        person = dice.choice(alone)
        while not fits(kind, person):
            person = dice.choice(alone)
        made.append((kind, KINDS[kind](person, dice), person))
    return made
