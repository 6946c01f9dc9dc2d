"""Putting on profiles what an assessment says of a person (instruments §3, §5; HUD 3.07, 3.08, C4)."""

from assessments.about_adults import FACTS, facts_in
from assessments.models import Assessment
from cas_portal.access.actor import Actor
from cas_portal.audit import record
from clients.services.facts import record_facts


def keep_on_profiles(*, by: Actor, assessment: Assessment) -> None:
    """Write each answer on the profile it was given for, and note from which record it came.

    The worker decided before sending whom an answer is about, and whether a profile that says otherwise stays.
    """
    wanted: dict[int, dict[str, int]] = {}
    for fact in facts_in(assessment):
        if not fact.stays:
            wanted.setdefault(fact.client_id, {})[FACTS[fact.link_id]] = fact.answer
    for client_id, facts in sorted(wanted.items()):
        record_facts(by=by, client_id=client_id, facts=facts)
        record.log_act(
            "profile_from_assessment", client_ids=[client_id], purpose=assessment.kind.lower(),
            assessment=str(assessment.public_id), facts=sorted(facts),
        )  # fmt: skip
