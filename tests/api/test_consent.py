"""Releases by name and by drawing, withdrawal, a household that parts: the same rules as on pages."""

import json

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import ReleasePaper
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory
from tests.factories.clients import ClientFactory, HouseholdFactory, HouseholdMemberFactory, IdentityFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DRAWN = json.dumps([[[n * 9, n * 5] for n in range(20)]])


def done(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


@pytest.fixture
def keys(settings):
    settings.FIELD_KEYS = "1:" + "A" * 43 + "="


@pytest.fixture
def client(agency):
    made = ClientFactory(agency=agency)
    IdentityFactory(client=made, first_name="Rosa", last_name="Quartzen")
    return made


def test_release_drawn_for_named_agencies_opens_to_them_alone(acting_for, agency, client, keys):
    second, third = (AgencyFactory(continuum=agency.continuum, name=name) for name in ("Second", "Third"))
    ours, chosen, other = (acting_for(Role.ASSESSOR, at) for at in (agency, second, third))
    at = f"clients/{client.public_id}/releases/"
    body = {"signed_on": clock.today().isoformat(), "drawn": DRAWN, "agencies": [str(second.public_id)]}

    assert done(ours.send(at, **body), 201)["scope"] == "named"
    assert (chosen.get(f"clients/{client.public_id}/").status_code, other.get(at).status_code) == (200, 404)
    with acting(ours.actor):
        assert ReleasePaper.objects.get(client=client).kind == "signature"

    done(ours.send(at, **{**body, "agencies": ["00000000-0000-4000-8000-000000000007"]}), 404)
    done(ours.send(at, **{**body, "drawn": "[[[1,1]]]"}), 422)
    done(ours.send(at, signed_on=body["signed_on"]), 422)


def test_withdrawal_closes_every_door_at_once_in_a_session_that_is_open(acting_for, agency, client):
    """The second browser has the record on its screen; whatever it asks next is answered as if there were none."""
    second = AgencyFactory(continuum=agency.continuum, name="Second")
    ours, theirs = acting_for(Role.ASSESSOR, agency), acting_for(Role.ASSESSOR, second)
    at = f"clients/{client.public_id}/"
    done(ours.send(f"{at}releases/", signed_on=clock.today().isoformat(), signature="Rosa Quartzen"), 201)
    pages = [reverse(f"clients:{name}", args=[client.public_id]) for name in OPEN]
    assert {theirs.browser.get(page).status_code for page in pages} == {200}
    token = theirs.browser.post(reverse("clients:find"), {"q": "Quartzen"}).url
    assert "Rosa Quartzen" in theirs.browser.get(token).content.decode()

    assert ours.send(f"{at}releases/withdraw/").status_code == 204

    assert {theirs.browser.get(page).status_code for page in pages} == {404}
    assert "Rosa Quartzen" not in theirs.browser.get(token).content.decode()
    assert done(theirs.get("clients/", q="Quartzen")) == []
    today = clock.today().isoformat()
    done(theirs.send(f"{at}notes/", text="Late", happened_on=today, private=False), 404)
    done(theirs.send(f"{at}releases/", signed_on=today, signature="Rosa Quartzen"), 404)
    done(ours.send(f"{at}releases/withdraw/"), 409)
    # Nothing is withheld from who withdrew: services go on.
    done(ours.send(f"{at}services/", kind="food", given_on=today), 201)


OPEN = ("client", "about", "programs", "assessments", "contact", "notes", "history", "summary", "summary_pdf")


def test_household_parts_and_nobody_is_named_who_is_not_in_it(acting_for, agency, client):
    home = HouseholdFactory(client=client)
    HouseholdMemberFactory(client=client, household=home, relationship=1)
    partner = ClientFactory(agency=agency)
    HouseholdMemberFactory(client=partner, household=home, relationship=3)
    ours, at = acting_for(Role.ASSESSOR, agency), f"clients/{client.public_id}/members/"
    before = done(ours.get(at))
    assert [row["relationship"] for row in before["members"]] == [1, 3]
    leaving = [{"member": before["members"][1]["id"], "relationship": 1}]
    staying = [{"member": before["members"][0]["id"], "relationship": 1}]
    body = {"on": clock.today().isoformat(), "leaving": leaving, "staying": staying, "seen": before["state"]}

    strange = [{"member": "00000000-0000-4000-8000-000000000007", "relationship": 1}]
    done(ours.send(f"{at}part/", **{**body, "leaving": strange}), 404)
    made = done(ours.send(f"{at}part/", **body), 201)
    assert [(row["client"], row["relationship"]) for row in made["members"]] == [(str(partner.public_id), 1)]
    assert len(done(ours.get(at))["members"]) == 1
    done(ours.send(f"{at}part/", **body), 404)
