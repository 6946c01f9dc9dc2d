"""How a client is shown. No queries: what a page needs is loaded before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cas_portal.hud import lists
from cas_portal.time import clock
from cas_portal.time.dates import age_on
from cas_portal.ui.templatetags.ui import day, phone
from clients.models import RACES, CEParticipation, Client, Identity, Program
from clients.policies import ClientReach, is_shared
from clients.services.people import Profile, ssn_last_four

RACE_LABELS = {
    "am_ind_ak_native": gettext_lazy("American Indian, Alaska Native, or Indigenous"),
    "asian": gettext_lazy("Asian or Asian American"),
    "black_af_american": gettext_lazy("Black, African American, or African"),
    "hispanic_latinao": gettext_lazy("Hispanic/Latina/o"),
    "mid_east_n_african": gettext_lazy("Middle Eastern or North African"),
    "native_hi_pacific": gettext_lazy("Native Hawaiian or Pacific Islander"),
    "white": gettext_lazy("White"),
}
_FIELDS = {
    "first_name": gettext_lazy("First name"),
    "middle_name": gettext_lazy("Middle name"),
    "last_name": gettext_lazy("Last name"),
    "suffix": gettext_lazy("Suffix"),
    "alias": gettext_lazy("Goes by"),
    "name_quality": gettext_lazy("How complete the name is"),
    "birth_date": gettext_lazy("Birth date"),
    "dob_quality": gettext_lazy("How sure the birth date is"),
    "ssn_quality": gettext_lazy("How complete the Social Security number is"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "pronouns": gettext_lazy("Pronouns"),
    "veteran_status": gettext_lazy("Veteran"),
    "sex": gettext_lazy("Sex"),
    "races": gettext_lazy("Race and ethnicity"),
    "race_none": gettext_lazy("Race and ethnicity missing because"),
    "preferred_language": gettext_lazy("Preferred language"),
    "interpreter_needed": gettext_lazy("Needs an interpreter"),
}
_LISTS = {
    "name_quality": "3.01.5",
    "dob_quality": "3.03.2",
    "ssn_quality": "3.02.2",
    "veteran_status": "1.8",
    "sex": "4.21",
    "race_none": "1.6",
    "preferred_language": "C4.A",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in words, with the tone of the status tag."""

    text: str
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that two people gave differently."""

    label: str
    yours: str
    theirs: str


def identity_of(client: Client) -> Identity | None:
    """Return the identity that was loaded with the client; None for a survivor record."""
    return getattr(client, "identity", None)


def client_code(client: Client) -> str:
    """Return the reference that names nobody: the survivor code, or the first digits of the public id."""
    return client.survivor_code or str(client.public_id)[:8].upper()


def client_name(client: Client, reach: ClientReach | None = None) -> str:
    """Return the name as people say it; a code for survivors and for roles that see clients masked."""
    identity = identity_of(client)
    if identity is None or (reach is not None and reach.masked):
        return _("Client %(code)s") % {"code": client_code(client)}
    return identity.full_name


def birth_words(client: Client, reach: ClientReach | None = None) -> str:
    """Return birth date and age; the year alone where no date is kept, the age alone for masked roles."""
    identity, today = identity_of(client), clock.today()
    if client.stated_age is not None and client.stated_on is not None:
        told = {"age": client.stated_age, "day": day(client.stated_on)}
        return _("age %(age)s, told %(day)s") % told
    if identity is None or identity.birth_date is None:
        return str(client.birth_year) if client.birth_year else ""
    age = _("age %(age)s") % {"age": age_on(identity.birth_date, today)}
    return age if reach is not None and reach.masked else f"{day(identity.birth_date)} ({age})"


def client_tags(client: Client, sharing: int = 0) -> list[Tag]:
    """Return the states worth seeing before anything else; `sharing` is with how many agencies it is shared by name."""
    tags = []
    if client.deceased_on:
        tags.append(Tag(_("Died %(day)s") % {"day": day(client.deceased_on)}))
    if client.survivor:
        tags.append(Tag(_("Anonymous record"), "info"))
    elif not is_shared(client) and sharing:
        words = ngettext("Shared with %(n)s agency", "Shared with %(n)s agencies", sharing)
        tags.append(Tag(words % {"n": sharing}, "info"))
    elif not is_shared(client):
        tags.append(Tag(_("Not shared"), "attention"))
    if client.interpreter_needed:
        tags.append(Tag(_("Interpreter needed"), "info"))
    return tags


def result_facts(client: Client, reach: ClientReach) -> list[tuple[str, str]]:
    """Return the few facts by which a person is recognized in a list."""
    identity = identity_of(client)
    facts = [(_("Born"), birth_words(client, reach))]
    if identity is not None and not reach.masked:
        facts += [(_("Goes by"), identity.alias), (_("Phone"), phone(identity.phone))]
    facts.append((_("Agency"), client.agency.name))
    return [(label, value) for label, value in facts if value]


def profile_facts(client: Client, reach: ClientReach, ssn: str = "") -> list[tuple[str, str]]:
    """Return the profile for the client page; `ssn` is the masked number, or empty for who may not see it."""
    identity = identity_of(client)
    facts: list[tuple[str, Any]] = []
    if identity is not None and not reach.masked:
        facts += [
            *([(_("Goes by"), identity.alias)] if identity.alias else []),
            (_("Birth date"), birth_words(client) or lists.label("3.03.2", identity.dob_quality)),
            (_("Phone"), phone(identity.phone)),
            *([(_("E-mail"), identity.email)] if identity.email else []),
            *([(_("SSN"), ssn)] if ssn else []),
            *([(_("Pronouns"), identity.pronouns)] if identity.pronouns else []),
        ]
    else:
        facts.append((_("Born"), birth_words(client, reach)))
    facts += [
        (_("Sex"), lists.label("4.21", client.sex)),
        (_("Veteran"), lists.label("1.8", client.veteran_status)),
        (_("Race and ethnicity"), race_words([race for race in RACES if getattr(client, race)], client.race_none)),
        (_("Language"), language_words(client)),
        *([(_("HMIS ID"), client.hud_id)] if client.hud_id else []),
        (_("Entered by"), client.agency.name),
    ]
    if client.survivor:  # what is never asked of a survivor is not missing
        facts = [(label, value) for label, value in facts if value]
    return facts


def reaching_words(client: Client, reach: ClientReach) -> list[str]:
    """Return phone and e-mail of the profile; what may be left behind there was not asked."""
    identity = identity_of(client)
    if identity is None or reach.masked:
        return []
    return [words for words in (phone(identity.phone), identity.email) if words]


def race_words(races: Iterable[str], none: int | None) -> str:
    """Return the races and ethnicities in HUD's words, or why there are none."""
    chosen = [str(RACE_LABELS[race]) for race in RACES if race in set(races)]
    return "; ".join(chosen) or lists.label("1.6", none)


def language_words(client: Client) -> str:
    """Return the preferred language, and whether an interpreter is needed."""
    language = lists.label("C4.A", client.preferred_language)
    if client.interpreter_needed:
        return _("%(language)s, interpreter needed") % {"language": language or _("Not recorded")}
    return language


def differences(yours: Profile, theirs: Profile) -> list[Difference]:
    """Return the answers that differ between what somebody typed and what is stored now, in words."""
    rows = []
    for name, label in _FIELDS.items():
        mine, stored = getattr(yours, name), getattr(theirs, name)
        if mine != stored:
            rows.append(Difference(str(label), _words(name, mine), _words(name, stored)))
    return rows


def _words(name: str, value: Any) -> str:
    if name in _LISTS:
        return lists.label(_LISTS[name], value) or _("Not recorded")
    if name == "races":
        return race_words(value, None) or _("None chosen")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return day(value)
    return (phone(value) if name == "phone" else str(value)) if value else _("Empty")


def program_facts(program: Program) -> list[tuple[str, str]]:
    """Return HUD's descriptors of a program as label and words, always the same labels in the same order."""
    return [
        (_("Name"), program.name),
        (_("Project type"), lists.label("2.02.6", program.project_type)),
        (_("Kind of rapid re-housing"), lists.label("2.02.A", program.rrh_subtype)),
        (_("Housing type"), lists.label("2.02.D", program.housing_type)),
        (_("Target population"), lists.label("2.02.7", program.target_population)),
        (_("Continuum project"), _("Yes") if program.continuum_project else _("No")),
        (_("CoC code"), program.coc_code),
        (_("Geocode"), program.geocode),
        (_("HUD project ID"), program.hud_id),
        (_("First operating day"), day(program.starts_on)),
        (_("Last operating day"), day(program.ends_on)),
        (_("Offered in forms"), _("Yes") if program.active else _("No")),
    ]


def participation_words(row: CEParticipation) -> dict[str, str]:
    """Return what a program does in coordinated entry over a time, in words (HUD 2.09)."""
    flags = (row.prevention_assessment, row.crisis_assessment, row.housing_assessment, row.direct_services)
    services = [label for (_code, label), offered in zip(lists.choices("2.09.A"), flags, strict=True) if offered]
    parts = [_("Access point") + (f" ({', '.join(services)})" if services else "")] if row.access_point else []
    parts += [_("Receives referrals")] if row.receives_referrals else []
    when = f"{day(row.starts_on)} – {day(row.ends_on)}" if row.ends_on else _("Since %s") % day(row.starts_on)
    return {"what": ". ".join(parts) or _("Takes no part"), "when": when}


def answer_words(key: str, client: Client) -> str:
    """Return one answer of a profile in words, for a comparison of two records."""
    identity = client.identity
    if key == "name":
        name = " ".join(filter(None, [identity.first_name, identity.middle_name, identity.last_name, identity.suffix]))
        return name or lists.label("3.01.5", identity.name_quality)
    if key == "birth_date":
        return birth_words(client) or lists.label("3.03.2", identity.dob_quality)
    if key == "ssn":
        four = ssn_last_four(client, identity)
        return f"•••-••-{four}" if four else lists.label("3.02.2", identity.ssn_quality)
    if key == "races":
        chosen = [race for race in RACES if getattr(client, race)]
        return race_words(chosen, client.race_none) or _("None chosen")
    if key == "language":
        return language_words(client) or _("Not recorded")
    if key == "disabling_condition":
        return lists.label("1.8", client.disabling_condition)
    return _words(key, getattr(identity, key, None) if hasattr(identity, key) else getattr(client, key))
