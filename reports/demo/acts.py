"""What is still going on in the demo community, done through the services by the staff whose work it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from assessments import services as assessing
from assessments.surroundings import read_draft
from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.time import clock
from clients.models import Client
from reports.demo.answers import filled
from reports.demo.institutions import Institutions
from reports.demo.people import CORNERS
from reports.demo.rows import Written

FEWEST_ANSWERS, SPREAD = 4, 9


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
