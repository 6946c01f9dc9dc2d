"""Which words of a text are names, and which may be (policy §11, ADR 11). Pure: a text in, words out.

clients/data/names.txt says what is a name and nothing else, what is seldom anything else, and what is an everyday word
too. The first is refused, the second asked about, the third asked about where it is written like a name.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path

from clients.ordinary_words import DEEDS, NO_DEEDS, ORDINARY, TO_SOMEBODY

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SHORTEST = 3
_OWNED = re.compile(r"['’]s(?![a-z])")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "'": None, "’": None}
)
_SENTENCE_ENDS = frozenset('.!?:;•–—"“(/-')


def _parts() -> dict[str, frozenset[str]]:
    text = (Path(__file__).parent / "data" / "names.txt").read_text(encoding="utf-8")
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return {part.partition("]")[0]: frozenset(part.partition("]")[2].split()) for part in kept.split("[")[1:]}


_PARTS = _parts()
NAMES_ONLY, SELDOM_WORDS, OFTEN_WORDS = (_PARTS[f"{part}"] for part in ("names only", "seldom words", "often words"))
# Words nobody is asked about in the community's own names: another question is asked about them, or none.
WORDS_TOO = SELDOM_WORDS | OFTEN_WORDS | ORDINARY


def plain(text: str) -> str:
    """Return a text in small letters without accents and without the ’s of what belongs to somebody."""
    letters = unicodedata.normalize("NFD", text.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _OWNED.sub(" ", bare).translate(_LETTERS)


def words_of(text: str, without: Iterable[str] = ()) -> list[str]:
    """Return the plain words of a text, leaving out whole names of agencies: two words and more, one after another."""
    written = f" {' '.join(re.findall('[a-z]+', plain(text)))} "
    for name in without:
        phrase = " ".join(re.findall("[a-z]+", plain(name)))
        if " " in phrase:
            written = written.replace(f" {phrase} ", " ")
    return written.split()


def certain_name(words: Collection[str]) -> str:
    """Return the first of these plain words that is a name and nothing else, or an empty string."""
    return next((word for word in words if word in NAMES_ONLY), "")


def maybe_names(text: str, words: Collection[str]) -> list[str]:
    """Return, as plain words in their order, what may be a name in this text; `words` are those to look at."""
    shouted = text.upper() == text
    found: dict[str, None] = {}
    for match in WORD.finditer(text):
        for piece in match.group().split("-"):
            word = "".join(re.findall("[a-z]", plain(piece)))
            asked = word in SELDOM_WORDS or (
                word in OFTEN_WORDS and not shouted and _written_like_a_name(text, match, piece)
            )
            if asked and len(word) >= SHORTEST and word in words:
                found[word] = None
    return list(found)


def begins_sentence(text: str, place: int) -> bool:
    """Whether the word at this place begins a sentence or a line."""
    before = text[max(0, place - 12) : place]
    return not before.strip() or before.rstrip()[-1] in _SENTENCE_ENDS or "\n" in before[len(before.rstrip()) :]


def _written_like_a_name(text: str, match: re.Match[str], piece: str) -> bool:
    """Whether an everyday word stands where names stand: with a capital letter, and doing or owning something."""
    if not piece[0].isupper():
        return False
    if _OWNED.search(match.group().lower()):
        return True
    first = begins_sentence(text, match.start())
    if not first and piece.lower() not in ORDINARY:
        return True
    before = text[: match.start()].split()
    if not first and before and before[-1].lower() in TO_SOMEBODY:
        return True
    after = re.match(r"[ \t]+([^\W\d_]+)", text[match.end() :])
    if after is None:
        return first and not text[match.end() :].lstrip(" \t")[:1].isdigit()
    following = after.group(1)
    if first and (following == "and" or (following[0].isupper() and not following.isupper())):
        return True
    return _does(plain(following))


def _does(word: str) -> bool:
    if word in DEEDS:
        return True
    ends = word.endswith("ed") or (word.endswith("s") and not word.endswith(("ss", "us", "is")))
    return ends and len(word) > SHORTEST and word not in NO_DEEDS
