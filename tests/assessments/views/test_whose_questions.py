"""A page of questions says whose assessment it is and which, so that answers do not go to the wrong person."""

import re

import pytest
from django.urls import reverse

from clients.presenters import client_code
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
CAPTION = re.compile(r'<p class="page-head__caption">(.*?)</p>')


def page_of(home, instrument="HCT"):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, instrument=instrument)
    return reverse("assessments:questions", args=[draft.public_id, "help" if instrument == "CRISIS" else "home"])


@pytest.mark.django_db(transaction=True)
def test_page_names_the_client_and_the_instrument_and_is_written_down(browse, owner_sql):
    home = ready_household()
    with seeding(home.client.continuum):
        name = home.client.identity.full_name
    hct, crisis = page_of(home), page_of(home, "CRISIS")
    assert CAPTION.findall(browse(home.assessor).get(hct).content.decode()) == [
        f"<strong>{name}</strong>, Housing Conversation Tool (HCT)"
    ]
    assert "Crisis Assessment" in CAPTION.findall(browse(home.assessor).get(crisis).content.decode())[0]
    read = owner_sql("SELECT client_ids FROM audit.act WHERE kind = 'read' AND purpose = 'assessment_draft'")
    assert read and all(home.client.pk in clients for (clients,) in read)


@pytest.mark.django_db
def test_page_about_a_survivor_says_the_code(browse):
    home = ready_household(survivor=True)
    page = browse(home.assessor).get(page_of(home)).content.decode()
    assert client_code(home.client) in CAPTION.findall(page)[0]
