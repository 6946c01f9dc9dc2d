"""SQL in the wrong hands: deciding about pairs tells nobody who exists, and takes no suspicion away unseen."""

import pytest

from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from clients import tasks
from clients.models import PairDecision, SuspectedPair
from clients.services import duplicates
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientAccessFactory, ClientFactory, IdentityFactory

pytestmark = pytest.mark.django_db
NOBODY = 2**40


def alike(agency, **traits):
    client = ClientFactory(agency=agency, **traits)
    IdentityFactory(client=client, first_name="Alike", last_name="Example")
    return client


def told(actor, about, *others, answer="different"):
    with acting(actor):
        return duplicates.tell(about, others, answer)


def test_hidden_is_answered_like_missing(assessor, partner, agency, far_agency, person):
    mine, hidden = alike(agency), alike(AgencyFactory(continuum=agency.continuum))
    survivor = ClientFactory(agency=agency, anonymous=True)
    far = alike(far_agency)
    for key in (hidden.pk, survivor.pk, far.pk, NOBODY, mine.pk):
        assert told(assessor, mine.pk, key) == 0
        assert told(assessor, key, mine.pk) == 0
    assert told(assessor, mine.pk, person.pk, hidden.pk) == 1
    assert told(partner, mine.pk, person.pk) == 0


def test_who_sees_both_decides(assessor, partner, agency, other_agency):
    mine, shared, granted = alike(agency), alike(other_agency, released=True), alike(other_agency)
    assert told(assessor, mine.pk, shared.pk, granted.pk) == 1
    ClientAccessFactory(client=granted, agency=agency)
    assert told(assessor, mine.pk, shared.pk, granted.pk) == 2
    sysadmin = staff(Role.SYSADMIN, AgencyFactory(continuum=agency.continuum))
    assert told(sysadmin, mine.pk, granted.pk, answer="same") == 1
    assert told(staff(Role.AUDITOR, AgencyFactory(continuum=agency.continuum)), mine.pk, granted.pk) == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_suspicions_about_hidden_records_stay(partner, agency, as_worker):
    one, two = alike(agency), alike(agency)
    with as_worker():
        assert tasks.suspect_duplicates() == 1
    assert told(partner, one.pk, two.pk) == 0
    job = Actor.system("clients-suspect-duplicates", agency.continuum_id)
    with as_worker(), acting(job):
        assert (SuspectedPair.objects.count(), PairDecision.objects.count()) == (1, 0)
    assert told(staff(Role.ASSESSOR, agency), one.pk, two.pk) == 1
