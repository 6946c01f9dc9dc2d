"""What is still going on in the demo community, done through the services by the staff whose work it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from assessments import services as assessing
from assessments.surroundings import read_draft
from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.time import clock
from clients.models import Client, Grievance
from clients.services import grievances
from reports.demo.answers import filled
from reports.demo.institutions import Institutions
from reports.demo.people import CORNERS
from reports.demo.rows import Written

FEWEST_ANSWERS, SPREAD = 4, 9
NEW_DAYS, LONG_DAYS = 2, 14
GRIEVANCES = (
    (1, Grievance.Kind.STAFF, "The person at the desk did not call an interpreter when I asked for one."),
    (10, Grievance.Kind.SHELTER, "They closed the door at nine, before my work ends."),
    (40, Grievance.Kind.SHELTER, "I lost my bed because the bus was late."),
)


class Acts:
    """Acts of staff on days gone by; `start` is the moment of loading, which all days are counted back from."""

    def __init__(self, community: Institutions, start: datetime) -> None:
        self.community = community
        self.start = start

    @contextmanager
    def acting(self, login: str, days_ago: int) -> Iterator[Actor]:
        """Hold the clock on a day gone by and bind a member of staff."""
        actor = self.community.actor(login)
        with clock.freeze(self.start - timedelta(days=days_ago)), bind(actor):
            yield actor

    def file_grievances(self) -> None:
        """Three grievances: one new, one that is due soon and has an owner, one that was answered."""
        for days_ago, kind, words in GRIEVANCES:
            with clock.freeze(self.start - timedelta(days=days_ago)):
                visitor = grievances.visitor(self.community.continuum.pk)
                receipt = grievances.file_grievance(by=visitor, kind=kind, what_happened=words)
            if days_ago > NEW_DAYS:
                self._own(receipt, days_ago)

    def _own(self, receipt: str, days_ago: int) -> None:
        with self.acting("ssf", days_ago - NEW_DAYS) as by:
            key = Grievance.objects.visible_to(by).get(receipt=receipt).public_id
            grievances.give_owner(by=by, grievance_id=key, owner_id=by.person_id)
            grievances.add_note(by=by, grievance_id=key, text="Called the shelter and asked for its house rules.")
        if days_ago > LONG_DAYS:
            with self.acting("ssf", days_ago - LONG_DAYS) as by:
                text = "The shelter changed its rule: the door stays open until 10 PM."
                grievances.answer(by=by, grievance_id=key, outcome=Grievance.Outcome.PARTLY, text=text)

    def begin_conversation(self, one: Written) -> None:
        """Begin a Housing Conversation and leave it half filled in."""
        with self.acting(one.demo.worker, min(one.demo.contact_days_ago, 2)) as by:
            client = Client.objects.visible_to(by).get(pk=one.head.pk)
            draft = assessing.start_draft(by=by, client=client)
            points = (program for key, program in self.community.programs.items() if key.startswith("at_"))
            program = next(program for program in points if program.agency_id in by.agency_ids)
            place = CORNERS[one.demo.number % len(CORNERS)]
            answers = filled(
                read_draft(draft).reading, one.demo.answers, access_point=str(program.public_id), location=place
            )
            some = dict(list(answers.items())[: FEWEST_ANSWERS + one.demo.number % SPREAD])
            assessing.save_answers(by=by, draft_id=draft.public_id, answers=some)
