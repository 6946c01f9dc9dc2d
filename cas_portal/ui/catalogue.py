"""The translation catalogues under locale/: what the code says, what each language answers, and what is wrong with it.

Needs Babel, which only development installs; the portal itself reads the compiled .mo files with Django alone.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.ROOT)
SAME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # the format wants a date; a true one would change the file each day
CODE = ("assessments", "cas_portal", "clients", "documents", "hmis_csv", "queues", "referrals", "reports", "templates")
ONE, TWO = "nplurals=1; plural=0;", "nplurals=2; plural=(n != 1);"
PLURAL_FORMS = {
    "es": TWO,
    "zh_Hans": ONE,
    "pa": TWO,
    "hmn": ONE,
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "tl": "nplurals=2; plural=(n > 1);",
    "vi": ONE,
    "hi": TWO,
    "fa": "nplurals=2; plural=(n > 1);",
    "prs": "nplurals=2; plural=(n > 1);",
}
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# A module that needs both kinds imports one of them under a name of its own.
ALIAS = re.compile(r"\b(n?p?gettext(?:_lazy)?) as (\w+)")
# The first is Python's %(name)s and Django's variables, the second str.format, the third the tags inside a sentence.
PLACES = re.compile(r"%\(\w[\w.|:\"]*\)[sd]|%[sd%]|\{\w*\}|</?[a-z]+")


def languages() -> list[str]:
    """Each language with a folder in locale/, except English, whose words the code itself holds."""
    return sorted(folder.name for folder in (ROOT / "locale").iterdir() if (folder / "LC_MESSAGES").is_dir())


def po_path(language: str) -> Path:
    """The file a translator writes in; the compiled one beside it ends in .mo."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    """The files whose words people read: Python without migrations, and templates of pages and mails."""
    for area in CODE:
        for path in sorted((ROOT / area).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def extracted() -> Catalog:
    """Every message of the code; without places, so that moving a file changes nothing for translators."""
    catalogue = Catalog(project="CAS Portal", charset="utf-8")
    for path in sources():
        code = _as_python(path)
        keywords = KEYWORDS | {own: KEYWORDS[name] for name, own in ALIAS.findall(code.decode())}
        for _line, words, _comments, context in extract("python", io.BytesIO(code), keywords=keywords):
            catalogue.add(words, context=context)
    return catalogue


def read(language: str) -> Catalog:
    """The catalogue of a language as it is stored; an empty one when its file is new."""
    path = po_path(language)
    if not path.exists():
        return Catalog(project="CAS Portal", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream)


def write(language: str) -> None:
    """Bring the catalogue of a language up to the code: new messages empty, vanished ones gone; then compile it."""
    old, new = read(language), Catalog(project="CAS Portal", charset="utf-8", fuzzy=False)
    nothing = ("",) * forms(language)
    for message in _messages(extracted()):
        kept = old.get(message.id, context=message.context)
        same = kept is not None and kept.id == message.id
        string = kept.string if kept is not None and same else nothing if message.pluralizable else ""
        new.add(message.id, string, flags=message.flags, context=message.context)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = io.BytesIO()
    write_po(body, new, width=110, no_location=True, omit_header=True, sort_output=True)
    path.write_bytes(_header(language).encode() + body.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(language))


def compiled(language: str) -> bytes:
    """What the .mo file of a language must hold, byte for byte; English shows where a translation is not complete."""
    body, catalogue = io.BytesIO(), read(language)
    catalogue.creation_date = catalogue.revision_date = SAME_DAY
    for message in list(_messages(catalogue)):
        if not all(_forms(message.string)):
            catalogue.delete(message.id, context=message.context)
    write_mo(body, catalogue)
    return body.getvalue()


def faults(language: str) -> list[str]:
    """What is missing or wrong in a catalogue, one sentence for each message; empty when it is complete."""
    stored = read(language)
    known = {(message.context, message.id) for message in _messages(stored)}
    wanted = {(message.context, message.id) for message in _messages(extracted())}
    found = [f"not in the catalogue: {words!r}" for _context, words in sorted(wanted - known, key=str)]
    found += [f"no longer in the code: {words!r}" for _context, words in sorted(known - wanted, key=str)]
    for message in _messages(stored):
        found += [f"{fault}: {message.id!r}" for fault in _faults(message, forms(language))]
    return found


def forms(language: str) -> int:
    """How many forms a language has for one message with a number."""
    return int(PLURAL_FORMS[language].partition("nplurals=")[2][0])


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _faults(message: Message, plurals: int) -> Iterator[str]:
    originals = _forms(message.id)[-plurals:]
    answers = _forms(message.string or "")
    if message.fuzzy:
        yield "uncertain"
    if not all(answers) or len(answers) < (plurals if message.pluralizable else 1):
        yield "not translated"
        return
    for original, answer in zip(originals, answers, strict=False):
        if places(original) != places(answer):
            yield "other placeholders or tags than the original"
        if (original[:1].isspace(), original[-1:].isspace()) != (answer[:1].isspace(), answer[-1:].isspace()):
            yield "starts or ends with a space where the original does not, or the other way round"


def places(text: str) -> Counter[str]:
    """The placeholders and tags of a message, counted; a translation may order them anew, and no more."""
    return Counter(PLACES.findall(text))


def _forms(words: object) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)  # type: ignore[arg-type]


def _as_python(path: Path) -> bytes:
    """Django turns a template into calls of gettext; indentation means nothing there, so Python must not see it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    return text.encode()


def _header(language: str) -> str:
    lines = [
        "Project-Id-Version: CAS Portal",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {PLURAL_FORMS[language]}",
    ]
    return "\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in lines), "", ""])
