"""Guards free text about survivors: nothing in it may name, reach or locate somebody (policy §11, instruments §10).

Two layers read every text. This one speaks to the person at the keyboard: it knows patterns, names (clients/naming.py),
the way names are written, and the first names of the community. The database (clients/sql/names_only.sql) refuses
numbers, addresses of any kind, links and what is a name and nothing else by itself, also in a text nobody thought of
guarding. Words that are names too are asked about, and who says that they name nobody is kept. What nobody can know is
said beside the field.
"""

from collections.abc import Iterator, Mapping

from django.db import connection
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Unconfirmed
from cas_portal.accounts.models import Agency
from cas_portal.audit import record
from clients import naming, patterns
from clients.models import Client, PlainWords
from clients.ordinary_words import ORDINARY

# A text about a survivor is a remark, not a story.
LONGEST = 1000
LONGEST_ACRONYM = 5


def identifying_part(value: object) -> str:
    """Return the first part of an answer that could name, reach or locate somebody, or an empty string."""
    texts = list(_texts(value))
    agencies = _agencies() if texts else []
    for text in texts:
        found = patterns.pattern_in(text) or naming.certain_name(naming.words_of(text, agencies))
        if found := found or _name_as_written(text, agencies):
            return found
    return _name_of_the_community(texts)


def maybe_names(value: object) -> list[str]:
    """Return the words of an answer, in small letters, of which only a person can say whether they name somebody."""
    agencies = _agencies()
    return list(dict.fromkeys(
        word for text in _texts(value) for word in naming.maybe_names(text, naming.words_of(text, agencies))
    ))  # fmt: skip


def refuse_identifying(survivor: bool, *texts: str, by: Actor, client_id: int | None = None) -> None:
    """Raise Invalid when a text about a survivor holds something that could name or locate somebody (policy §11).

    Words that are names too raise Unconfirmed until the actor has said that they name nobody; that is kept.
    """
    if not survivor:
        return
    if part := identifying_part(list(texts)):
        raise Invalid(
            _("Leave out “%(part)s”: a survivor’s record holds nothing that could name or locate them.")
            % {"part": part}
        )
    if any(len(text) > LONGEST for text in texts):
        raise Invalid(_("Write less: a text about a survivor has at most %(most)s characters.") % {"most": LONGEST})
    if (asked := question_about(list(texts), by)) is not None:
        raise asked
    keep_word(by, client_id, list(texts))


def question_about(value: object, by: Actor) -> Unconfirmed | None:
    """Return the question about words of an answer of which the actor has not said that they name nobody, or None."""
    words = [] if by.is_system else [word for word in maybe_names(value) if word not in by.said]
    if not words:
        return None
    named = ", ".join(f"“{word}”" for word in words)
    return Unconfirmed(
        _("Is one of these words a name? %(words)s") % {"words": named},
        _("Leave out whatever names somebody. Of the rest, say that it names nobody."),
        words=words,
        texts=[text for text in _texts(value) if text.strip()],
    )


def keep_word(by: Actor, client_id: int | None, value: object) -> None:
    """Keep with the record who said that words of an answer name nobody; the same said again is kept once.

    Where the actor does not see the record, or there is none (a grievance), the act alone is written down.
    """
    words = maybe_names(value) if by.said else []
    if not words:
        return
    client = None if client_id is None else Client.objects.visible_to(by).filter(pk=client_id).first()
    if client is None:
        record.log_act("named_nobody", client_ids=[] if client_id is None else [client_id], purpose="text")
        return
    said = {"client": client, "created_by_id": by.user_id, "words": " ".join(sorted(words))[:300]}
    if PlainWords.objects.visible_to(by).filter(**said).exists():
        return
    agency_id = client.agency_id if client.agency_id in by.agency_ids else by.agency_ids[0]
    PlainWords.objects.create(**said, continuum_id=client.continuum_id, agency_id=agency_id)


def _name_as_written(text: str, agencies: list[str]) -> str:
    """Return a word with a capital letter inside a sentence that is neither ordinary nor of an agency here."""
    known = frozenset(word.lower() for name in agencies for word in naming.WORD.findall(name))
    for found in naming.WORD.finditer(text):
        word = found.group()
        if not word[0].isupper() or word.lower() in ORDINARY or word.lower() in known:
            continue
        # Short words in capitals are names of programs; a text in capitals throughout says nothing by them.
        if word.isupper() and (len(word) <= LONGEST_ACRONYM or text.isupper()):
            continue
        if not naming.begins_sentence(text, found.start()):
            return word
    return ""


def _agencies() -> list[str]:
    return list(Agency.objects.values_list("name", flat=True))


def _name_of_the_community(texts: list[str]) -> str:
    """Return a word that at least eleven clients here have as their first name, however it is written.

    Fewer are not asked for: the answer would tell that somebody with a rare name is known (policy §11).
    """
    words = {word.lower(): word for text in texts for word in naming.WORD.findall(text) if len(word) > 2}
    asked = [word for word in words if word not in naming.WORDS_TOO]
    if not asked:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clients_common_first_names(%s)", [asked])
        found = cursor.fetchone()[0]
    return words[found[0]] if found else ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
