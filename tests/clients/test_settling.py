"""What a person has once, when two records become one: which of the two goes on, and that undoing brings both back."""

from datetime import UTC, date, datetime

import pytest

from assessments.models import Draft
from cas_portal.access.errors import Conflict
from cas_portal.access.roles import Role
from clients.services import merging
from queues.models import EmergencyTransfer, ManualEvh
from referrals.models import Referral
from referrals.states import State
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, UserFactory, staff
from tests.factories.assessments import DraftFactory
from tests.factories.base import seeding
from tests.factories.clients import (
    CaseManagerFactory,
    ClientFactory,
    ContactMethodFactory,
    IdentityFactory,
    ReleaseFactory,
)
from tests.factories.documents import DocumentItemFactory
from tests.factories.referrals import OpeningFactory, ReferralFactory

pytestmark = pytest.mark.slow
EARLY, LATE = (datetime(2025, month, 1, 18, tzinfo=UTC) for month in (6, 8))


@pytest.fixture
def sysadmin(agency):
    return staff(Role.SYSADMIN, AgencyFactory(continuum=agency.continuum, name="Lead"))


@pytest.fixture
def twins(agency, other_agency):
    made = [ClientFactory(agency=owner) for owner in (agency, other_agency)]
    for client in made:
        IdentityFactory(client=client, first_name="Rosa", last_name="Example", birth_date=date(1985, 5, 5))
    return made


@pytest.fixture
def merged(sysadmin, twins):
    """merged(rows, kept=0): merge, give what `told` says of each row; then undo and give it again."""

    def run(rows, told, *, kept=0):
        with acting(sysadmin):
            done = merging.merge(by=sysadmin, kept_id=twins[kept].pk, other_id=twins[1 - kept].pk)
            during = [told(type(row).objects.get(pk=row.pk)) for row in rows]
        with acting(sysadmin):
            merging.undo_merge(by=sysadmin, merge_id=done.pk)
            return during, [told(type(row).objects.get(pk=row.pk)) for row in rows]

    return run


def written(model, client, **values):
    """A row of a table without a factory."""
    with seeding(client.continuum):
        row = model(client=client, agency=client.agency, continuum=client.continuum, **values)
        row.save(force_insert=True)
        return row


def test_accepted_paper_goes_before_a_newer_one(merged, twins):
    rows = [DocumentItemFactory(client=twins[0]), DocumentItemFactory(client=twins[1], uploaded=True)]
    during, after = merged(rows, lambda row: row.current)
    assert (during, after) == ([True, False], [True, True])


def test_of_two_accepted_papers_the_newer_one_goes_on_and_other_kinds_stay(merged, twins):
    rows = [DocumentItemFactory(client=client) for client in twins]
    rows.append(DocumentItemFactory(client=twins[1], kind="SSN_CARD"))
    during, after = merged(rows, lambda row: row.current)
    assert (during, after) == ([False, True, True], [True, True, True])


@pytest.mark.parametrize("newer", [0, 1])
def test_draft_saved_last_goes_on(merged, twins, newer):
    saved = {newer: LATE, 1 - newer: EARLY}
    rows = [DraftFactory(client=twins[n], agency=twins[0].agency, saved_at=saved[n]) for n in (0, 1)]
    during, after = merged(rows, lambda row: row.status)
    assert during == [Draft.Status.OPEN if n == newer else Draft.Status.CLOSED for n in (0, 1)]
    assert after == [Draft.Status.OPEN, Draft.Status.OPEN]


def test_drafts_of_two_agencies_both_go_on(merged, twins):
    rows = [DraftFactory(client=client) for client in twins]
    assert merged(rows, lambda row: row.status)[0] == [Draft.Status.OPEN, Draft.Status.OPEN]


def test_draft_begun_since_is_not_pushed_aside_by_undoing(sysadmin, twins):
    """The closed draft of the kept record cannot open again beside it; it stays closed, and nothing is lost."""
    closed = DraftFactory(client=twins[0], agency=twins[0].agency, saved_at=EARLY)
    went_on = DraftFactory(client=twins[1], agency=twins[0].agency, saved_at=LATE)
    with acting(sysadmin):
        done = merging.merge(by=sysadmin, kept_id=twins[0].pk, other_id=twins[1].pk)
        Draft.objects.filter(pk=went_on.pk).update(status=Draft.Status.DISCARDED, ended_at=LATE, discard_reason="x")
    begun = DraftFactory(client=twins[0], agency=twins[0].agency)
    with acting(sysadmin):
        merging.undo_merge(by=sysadmin, merge_id=done.pk)
        found = {row.pk: (row.client_id, row.status) for row in Draft.objects.all()}
    assert found == {
        closed.pk: (twins[0].pk, "closed"),
        went_on.pk: (twins[1].pk, "discarded"),
        begun.pk: (twins[0].pk, "open"),
    }


def test_later_decision_by_hand_goes_on(merged, twins):
    said = {"reason": "Reviewed", "starts_on": date(2025, 8, 1), "ends_on": date(2025, 9, 1)}
    rows = [written(ManualEvh, client, evh=bool(n), **said) for n, client in enumerate(twins)]
    during, after = merged(rows, lambda row: row.ended_at is None)
    assert (during, after) == ([False, True], [True, True])


def test_earlier_transfer_request_keeps_its_turn(merged, twins):
    rows = [written(EmergencyTransfer, client, requested_on=date(2025, 9 - n, 1)) for n, client in enumerate(twins)]
    during, after = merged(rows, lambda row: row.closed_on is None)
    assert (during, after) == ([False, True], [True, True])


def test_preferred_way_to_reach_them_is_that_of_the_kept_record(merged, twins):
    rows = [ContactMethodFactory(client=client, preferred=True) for client in twins]
    during, after = merged(rows, lambda row: row.preferred)
    assert (during, after) == ([True, False], [True, True])


def test_preferred_way_of_the_other_stays_where_the_kept_record_has_none(merged, twins):
    row = ContactMethodFactory(client=twins[1], preferred=True)
    assert merged([row], lambda one: one.preferred) == ([True], [True])


def test_same_case_manager_of_both_is_one(merged, twins):
    user = UserFactory()
    rows = [CaseManagerFactory(client=client, user=user, lead=not n) for n, client in enumerate(twins)]
    during, after = merged(rows, lambda row: (row.ends_on is None, row.lead))
    assert (during, after) == ([(True, True), (False, False)], [(True, True), (True, False)])


def test_withdrawal_on_one_record_ends_what_was_given_on_the_other(merged, twins):
    """The latest word counts for the person (policy §13)."""
    given = {"valid_through": date(2099, 1, 1)}
    rows = [
        ReleaseFactory(client=twins[0], signed_on=date(2025, 1, 1), **given),
        ReleaseFactory(client=twins[1], signed_on=date(2025, 6, 1), revoked_at=LATE, revoked_by=UserFactory(), **given),
    ]
    during, after = merged(rows, lambda row: row.revoked_at is None)
    assert (during, after) == ([False, False], [True, False])


def test_narrower_release_on_one_record_ends_the_wider_one_on_the_other(merged, twins, agency):
    given = {"valid_through": date(2099, 1, 1)}
    named = {"scope": "named", "agencies": [AgencyFactory(continuum=agency.continuum).pk]}
    rows = [
        ReleaseFactory(client=twins[0], signed_on=date(2025, 1, 1), **given),
        ReleaseFactory(client=twins[1], signed_on=date(2025, 6, 1), **named, **given),
    ]
    during, after = merged(rows, lambda row: row.revoked_at is None)
    assert (during, after) == ([False, True], [True, True])


def refused(sysadmin, twins):
    with acting(sysadmin), pytest.raises(Conflict, match="Both records have a live referral"):
        merging.merge(by=sysadmin, kept_id=twins[0].pk, other_id=twins[1].pk)


def test_two_live_referrals_stand_in_the_way_until_one_is_withdrawn(sysadmin, twins):
    rows = [ReferralFactory(client=client) for client in twins]
    refused(sysadmin, twins)
    with acting(sysadmin):
        pair = merging.pair_for(by=sysadmin, kept_id=twins[0].pk, other_id=twins[1].pk)
        assert "withdraw one" in merging.preview(pair).obstacles[0].what_to_do
        assert {row.client_id for row in Referral.objects.all()} == {client.pk for client in twins}
    with seeding(twins[0].continuum):
        Referral.objects.filter(pk=rows[1].pk).update(state=State.CANCELLED)
    with acting(sysadmin):
        assert merging.merge(by=sysadmin, kept_id=twins[0].pk, other_id=twins[1].pk)


def test_two_places_in_one_opening_stand_in_the_way(sysadmin, twins):
    """One has moved in, the other is offered the same home: a household holds one place."""
    opening = OpeningFactory()
    moving = {"sent_on": date(2025, 8, 27), "enrolled_on": date(2025, 8, 28)}
    ReferralFactory(client=twins[0], opening=opening, state=State.ENROLLED, slot=1, **moving)
    ReferralFactory(client=twins[1], opening=opening, slot=2)
    refused(sysadmin, twins)


def test_one_live_referral_goes_over(merged, twins):
    row = ReferralFactory(client=twins[1])
    during, after = merged([row], lambda one: one.client_id)
    assert (during, after) == ([twins[0].pk], [twins[1].pk])
