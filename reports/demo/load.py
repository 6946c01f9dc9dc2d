"""Loads the demo community, whole or not at all."""

from django.db import connection, transaction

from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.time import clock
from reports.demo import institutions, sign_ins
from reports.demo.acts import Acts
from reports.demo.assessed import write_assessments, write_papers
from reports.demo.holidays import write_holidays
from reports.demo.institutions import Institutions
from reports.demo.offers import Offers
from reports.demo.people import Stage, households
from reports.demo.rows import Writer

LOCK = 2_026_503


def load() -> bool:
    """Load the community in one transaction: a load that is killed leaves nothing. False when it is there already.

    Two loads at the same time: the second waits and finds it done. Raises Forbidden unless DEMO=1.
    """
    sign_ins.require_demo()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if institutions.found():
            return False
        _write_history(*_found_community())
    return True


def _found_community() -> tuple[Institutions, Actor]:
    continuum, agencies, staff = institutions.write_people_and_agencies()
    everybody = tuple(ActorMembership(agency_id=agency.pk, role=Role.SYSADMIN) for agency in agencies.values())
    sysadmin = staff["sysadmin"]
    founder = Actor(sysadmin.user_id, continuum.pk, everybody, request_id="demo", name=sysadmin.name)
    with bind(founder):
        write_holidays(continuum, clock.today(continuum.time_zone))
        programs = institutions.write_programs(continuum, agencies)
    return Institutions(continuum, agencies, staff, programs), founder


def _write_history(community: Institutions, founder: Actor) -> None:
    start = clock.now()
    writer = Writer(community, start, clock.today(community.continuum.time_zone))
    with bind(founder):
        found = writer.write(households())
        write_assessments(writer, found)
        write_papers(writer, found)
    acts = Acts(community, start)
    for one in found:
        if one.demo.stage is Stage.DRAFTING:
            acts.begin_conversation(one)
    acts.file_grievances()
    offers = Offers(acts)
    offers.report_free_units()
    offers.carry_out(found)
