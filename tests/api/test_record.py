"""Contacts, locations, notes, services and history over the API."""

import pytest

from cas_portal.access.roles import Role
from cas_portal.time import clock
from tests.factories.accounts import AgencyFactory
from tests.factories.clients import ClientFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def done(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def test_what_is_written_is_read_by_those_who_may(acting_for):
    agency = AgencyFactory()
    client = ClientFactory(agency=agency, released=True)
    ours, others = (
        acting_for(Role.ASSESSOR, agency),
        acting_for(Role.ASSESSOR, AgencyFactory(continuum=agency.continuum)),
    )
    at, today = f"clients/{client.public_id}", clock.today().isoformat()

    done(ours.send(f"{at}/contact-methods/", kind="phone", value="9165550123", message="any"), 201)
    done(ours.send(f"{at}/contact-methods/", kind="person"), 400)
    done(ours.send(f"{at}/locations/", place="Invented Park", seen_on=today), 201)
    done(ours.send(f"{at}/notes/", text="Ours alone", happened_on=today, private=True), 201)
    done(ours.send(f"{at}/services/", kind="food", given_on=today), 201)

    assert [row["value"] for row in done(others.get(f"{at}/contact-methods/"))] == ["9165550123"]
    assert [row["origin"] for row in done(others.get(f"{at}/locations/"))] == ["tab"]
    assert [row["text"] for row in done(ours.get(f"{at}/notes/"))["notes"]] == ["Ours alone"]
    assert done(others.get(f"{at}/notes/"))["notes"] == []
    assert {row["origin"] for row in done(ours.get(f"{at}/history/"))["entries"]} == {"note", "place", "service"}
    assert {row["origin"] for row in done(others.get(f"{at}/history/"))["entries"]} == {"place", "service"}


def test_a_survivor_has_no_contact_and_no_place_here_either(acting_for):
    agency = AgencyFactory(is_vsp=True)
    at = f"clients/{ClientFactory(agency=agency, anonymous=True).public_id}"
    vsp, today = acting_for(Role.VSP_ASSESSOR, agency), clock.today().isoformat()
    done(vsp.send(f"{at}/contact-methods/", kind="phone", value="9165550123"), 422)
    done(vsp.send(f"{at}/locations/", place="Invented Park", seen_on=today), 422)
    assert done(vsp.get(f"{at}/locations/")) == []
