"""A record whose place another one took says so in every list of assessments, and leads to the other one."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, ready_household

pytestmark = pytest.mark.slow
TAG = '<span class="status status--neutral">Superseded</span>'


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def newest(home):
    return AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 8, 4))


@pytest.fixture
def older(home, newest):
    return AssessmentFactory(
        client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 6, 1), superseded_by=newest
    )


def entries(text):
    """The lines of the timeline, newest first."""
    return text.split('class="timeline"')[1].split("</ol>")[0].split("</li>")[:-1]


@pytest.mark.parametrize("name", ["clients:assessments", "clients:client", "clients:history"])
@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.CALL_CENTER])
def test_it_is_tagged_and_leads_to_the_one_that_replaced_it(home, older, newest, browse, name, role):
    text = browse(staff(role, home.agency)).get(reverse(name, args=[home.client.public_id])).content.decode()
    own, other = (reverse("assessments:show", args=[row.public_id]) for row in (older, newest))
    (old,) = (line for line in entries(text) if TAG in line)
    assert f'href="{own}"' in old and f'href="{other}"' in old and "Valid through" not in old
    (new,) = (line for line in entries(text) if f'href="{other}"' in line and f'href="{own}"' not in line)
    assert "Superseded" not in new


def test_it_is_no_longer_tagged_once_the_other_one_is_void(home, older, newest, browse, acting):
    sysadmin = staff(Role.SYSADMIN, home.agency)
    page = reverse("assessments:void", args=[newest.public_id])
    sent = browse(sysadmin).post(page, {"code": "other", "reason": "Wrong person"})
    assert sent.status_code == 302
    text = browse(home.assessor).get(reverse("clients:history", args=[home.client.public_id])).content.decode()
    assert "Superseded" not in text
