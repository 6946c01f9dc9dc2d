"""Whose pages these are, where a section is asked of each adult: by name for those who may see it, else without one."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from assessments.engine.person import Person
from assessments.engine.visibility import Reading
from assessments.models import Assessment, Draft
from assessments.surroundings import DraftReading, read_draft, read_record
from cas_portal.access.actor import Actor
from cas_portal.audit import record
from clients.models import Client, HouseholdMember
from clients.policies import client_reach
from clients.presenters import client_name


def named_draft(draft: Draft, by: Actor) -> DraftReading:
    """Read a draft for a page that people look at; its sections carry the names of whom they are about."""
    current = read_draft(draft, by)
    reading = _named(current.reading, draft.client, by)
    return DraftReading(draft, reading.definition, reading)


def named_record(assessment: Assessment, by: Actor) -> Reading:
    """Read a record for a page that people look at, in the same way."""
    return _named(read_record(assessment, by), assessment.client, by)


def clients_of(reading: Reading, head: Client, by: Actor) -> dict[str, Client]:
    """Return the adults whom pages are about and whose record the reader sees, by key; that they were seen is noted."""
    keys = {one.key for one in _people(reading) if one.asked}
    rows = HouseholdMember.objects.visible_to(by).filter(public_id__in=keys).select_related("client__identity")
    found = {str(row.public_id): row.client for row in rows} if keys else {}
    if str(head.public_id) in keys:
        # A head who is in no household has a key of their own.
        found[str(head.public_id)] = head
    if found:
        record.log_read(sorted({client.pk for client in found.values()}), purpose="assessment_household")
    return found


def _people(reading: Reading) -> Iterable[Person]:
    return {section.person for section in reading.definition.sections if section.person}


def _named(reading: Reading, head: Client, by: Actor) -> Reading:
    people = [one for one in _people(reading) if one.asked]
    if not people:
        return reading
    seen, reach = clients_of(reading, head, by), client_reach(by)
    names = {key: client_name(client, reach) for key, client in seen.items()}
    said = {one: replace(one, name=names.get(one.key) or _closed(one)) for one in people}
    sections = (
        replace(section, person=said.get(section.person, section.person)) if section.person else section
        for section in reading.definition.sections
    )
    return replace(reading, definition=replace(reading.definition, sections=tuple(sections)))


def _closed(person: Person) -> str:
    """Say who it is without a name, as in the list of the household."""
    if person.age is None:
        return _("A person whose record is closed to you")
    return _("A person whose record is closed to you (age %(age)s)") % {"age": person.age}
