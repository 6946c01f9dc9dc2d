"""A copy of what a client answered, to look at or to take along: no score, band, flag or staff note (X16).

Somebody else may read it over a shoulder or find it in a bag. What an answer could betray is left out unless the client
asks for it, and a copy says the same whether anything was left out or not.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import presenters, whose_pages
from assessments.engine.definition import Sensitive
from assessments.engine.people import is_of_another
from assessments.engine.visibility import Reading
from assessments.models import Assessment
from assessments.references import reference_names
from cas_portal.access.actor import Actor
from cas_portal.ui.templatetags.ui import day
from clients.summary import Section, Sheet

TOPICS = {
    Sensitive.VIOLENCE: gettext_lazy("violence, and what the client needs to stay safe"),
    Sensitive.HEALTH: gettext_lazy("pregnancy, disability, HIV and other health conditions"),
    Sensitive.RECORD: gettext_lazy("jail, a criminal record, a sex-offender register"),
    Sensitive.IDENTITY: gettext_lazy("gender and orientation"),
}


def answers_of(assessment: Assessment, by: Actor, *, private: bool = False) -> list[Section]:
    """Return the client's own answers by topic; what the worker answers, notes or computes is left out.

    With `private` the answers are there that could betray something; without it they are not. What was asked about
    another adult of the household is on no copy of this client.
    """
    reading = whose_pages.named_record(assessment, by)
    names = reference_names(assessment.answers, reading.definition)
    sections = []
    for part in reading.sections():
        if is_of_another(part):
            continue
        facts = _facts(part, reading, names, private=private)
        if facts:
            sections.append(Section(part.heading, facts=facts, for_client=True))
    return sections


def _facts(part: Any, reading: Reading, names: Any, *, private: bool) -> list[tuple[str, str]]:
    asked = [item for item in reading.items_of(part) if not item.worker_answers and (private or not item.sensitive)]
    given = [(item, reading.answers.get(item.link_id)) for item in asked]
    said = [(item, presenters.answer_text(item, answer, names, to_client=True)) for item, answer in given]
    return [(str(item.text), text) for item, text in said if text]


def sheet_of(assessment: Assessment, by: Actor, *, name: str, code: str, private: bool = False) -> Sheet:
    """Return the copy as a sheet."""
    without = [] if private else [_("Private answers are not on this copy. You can ask to see them.")]
    about = Section(
        _("About this copy"),
        lines=[
            _("These are the answers of %(day)s as they were written down.") % {"day": day(assessment.assessed_on)},
            *without,
            _("Is something wrong? Tell any worker, or the office named above. You can ask for a correction."),
        ],
        for_client=True,
    )
    return Sheet(
        title=_("Your answers"),
        name=name,
        agency=assessment.agency.name,
        on=assessment.assessed_on,
        reference=code,
        sections=[*answers_of(assessment, by, private=private), about],
    )
