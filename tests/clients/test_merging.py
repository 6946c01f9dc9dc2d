"""Two records of one person become one, and two again, and nothing is lost on the way."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from cas_portal.access.errors import Conflict, Forbidden, Missing, StaleForm
from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients import merging as registry
from clients.models import CaseManager, Client, Contact, Enrollment, HouseholdMember, Identity, Merge, Note, Release
from clients.services import duplicates, merging, profiles
from clients.services.people import Profile, create_client, edit_profile, profile_of, profile_version, ssn_last_four
from tests.architecture.world import our_models, row_about
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import (
    CaseManagerFactory,
    ClientAccessFactory,
    ClientFactory,
    ContactFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    NoteFactory,
    ProgramFactory,
    ReleaseFactory,
    cas_program,
)

# Tell of the record itself, or of the merge: they stay where they are.
STAY = {"clients.Identity", "clients.Merge"}
# Only about survivors, who are never merged.
OF_SURVIVORS = {"referrals.HandOver"}
# About a client without hanging on it by a wall: derived, past days, or moved by name in clients/sql/merge.sql.
OTHERWISE = {
    "clients.Client", "clients.ClientAccess", "clients.SuspectedPair", "clients.PairDecision", "queues.Standing",
    "queues.DirtyClient", "queues.HousingListSnapshot", "queues.ByNameEntry", "assessments.ChronicFinding",
}  # fmt: skip


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = "1:" + "A" * 43 + "="
    settings.SSN_INDEX_KEY = "tests"


@pytest.fixture
def sysadmin(agency):
    return staff(Role.SYSADMIN, AgencyFactory(continuum=agency.continuum, name="Lead"))


@pytest.fixture
def twins(agency, other_agency):
    """One person, entered by two agencies."""
    made = []
    for owner, first, born in ((agency, "Rosa", date(1985, 5, 5)), (other_agency, "Rossa", None)):
        client = ClientFactory(agency=owner)
        quality = {"birth_date": born, "dob_quality": 1 if born else 99}
        IdentityFactory(client=client, first_name=first, last_name="Example", **quality)
        made.append(client)
    return made


def merge(sysadmin, kept, other, **kwargs):
    with acting(sysadmin):
        return merging.merge(by=sysadmin, kept_id=kept.pk, other_id=other.pk, **kwargs)


def undo(sysadmin, done):
    with acting(sysadmin):
        return merging.undo_merge(by=sysadmin, merge_id=done.pk)


def test_every_table_about_a_client_is_registered_or_stays():
    """A new table cannot be forgotten: say in its app's `merging.py` what its rows are called, and what is settled."""
    told = {rows.model._meta.label for rows in registry.registered()}
    assert {model._meta.label for model in our_models(Wall.CLIENT_ROW)} - told == STAY
    naming = {
        model._meta.label
        for model in our_models()
        for field in model._meta.fields
        if field.column == "client_id" or getattr(field, "related_model", None) is Client
    }
    assert naming - told - STAY == OTHERWISE


@pytest.mark.django_db
def test_database_moves_the_tables_that_are_registered(owner_sql):
    moved = {name for (name,) in owner_sql("SELECT clients_tables_about()::text")}
    assert moved == {rows.model._meta.db_table for rows in registry.registered()}


def test_what_a_person_has_once_is_settled_or_in_the_way():
    """Each unique constraint over the client needs a rule: two records may both hold what one person has once."""
    ruled = {
        r.model
        for r in registry.registered()
        if r.settle is not registry._nothing or r.obstacles is not registry._nothing
    }
    once = {
        model
        for model in our_models(Wall.CLIENT_ROW)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and "client" in constraint.fields
    }
    assert {model._meta.label for model in once - ruled} == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "model",
    [rows.model for rows in registry.registered() if rows.model._meta.label not in OF_SURVIVORS],
    ids=lambda model: model._meta.db_table,
)
def test_every_kind_of_row_goes_over_and_comes_back(sysadmin, twins, model):
    kept, other = twins
    row = row_about(model, other)
    done = merge(sysadmin, kept, other)
    with acting(sysadmin):
        assert model.objects.get(pk=row.pk).client_id == kept.pk
    assert row.pk in done.moved[model._meta.db_table]
    undo(sysadmin, done)
    with acting(sysadmin):
        assert model.objects.get(pk=row.pk).client_id == other.pk


def test_merged_record_is_gone_from_lists_and_found_by_what_it_was_called(sysadmin, twins, assessor):
    kept, other = twins
    merge(sysadmin, kept, other)
    with acting(sysadmin):
        assert list(Client.objects.visible_to(sysadmin)) == [kept]
        assert Client.objects.get(pk=other.pk).merged_into_id == kept.pk


def test_answers_are_taken_one_by_one_and_put_back(sysadmin, twins):
    kept, other = twins
    done = merge(sysadmin, other, kept, taken={"birth_date"})
    with acting(sysadmin):
        identity = Identity.objects.select_related("client").get(client=other)
        assert (identity.first_name, identity.birth_date, identity.dob_quality) == ("Rossa", date(1985, 5, 5), 1)
        assert identity.client.birth_year == 1985
    undo(sysadmin, done)
    with acting(sysadmin):
        identity.refresh_from_db()
        assert (identity.birth_date, identity.dob_quality) == (None, 99)


def test_what_was_changed_since_is_not_overwritten_by_undoing(sysadmin, twins):
    kept, other = twins
    done = merge(sysadmin, other, kept, taken={"birth_date", "name"})
    with acting(sysadmin):
        Identity.objects.filter(client=other).update(birth_date=date(1986, 6, 6))
    undo(sysadmin, done)
    with acting(sysadmin):
        identity = Identity.objects.get(client=other)
        assert (identity.birth_date, identity.first_name) == (date(1986, 6, 6), "Rossa")


def test_number_is_sealed_again_for_the_record_that_is_kept(sysadmin, assessor, partner):
    def enter(actor, **kwargs):
        profile = Profile(first_name="Rosa", last_name="Example", name_quality=1, **kwargs)
        with acting(actor):
            return create_client(by=actor, profile=profile)

    kept, other = enter(assessor), enter(partner, ssn="123456789", ssn_quality=1)
    done = merge(sysadmin, kept, other, taken={"ssn"})
    with acting(sysadmin):
        identity = Identity.objects.get(client=kept)
        assert (ssn_last_four(kept, identity), identity.ssn_quality) == ("6789", 1)
    undo(sysadmin, done)
    with acting(sysadmin):
        identity.refresh_from_db()
        assert (identity.ssn_sealed, identity.ssn_index, identity.ssn_quality) == (None, None, 99)
        assert ssn_last_four(other, Identity.objects.get(client=other)) == "6789"


def test_what_only_one_record_knows_is_offered(sysadmin, twins):
    kept, other = twins
    with acting(sysadmin):
        pair = merging.pair_for(by=sysadmin, kept_id=other.pk, other_id=kept.pk)
        assert profiles.better_from_other(pair) == {"birth_date"}
        assert {answer.key for answer in profiles.differing(pair)} == {"name", "birth_date"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSADMIN])
def test_nobody_else_merges(role, agency, twins):
    actor = staff(role, agency)
    with pytest.raises(Forbidden):
        merge(actor, *twins)
    with acting(actor), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT clients_merge(%s, %s)", [client.pk for client in twins])


def test_nobody_makes_one_client_lead_to_another_by_hand(sysadmin, twins):
    kept, other = twins
    with acting(sysadmin), pytest.raises(DatabaseError), transaction.atomic():
        Client.objects.filter(pk=other.pk).update(merged_into=kept)


@pytest.mark.case("X10")
def test_survivors_are_never_merged(sysadmin, twins, agency):
    anonymous = ClientFactory(agency=AgencyFactory(is_vsp=True, continuum=agency.continuum), anonymous=True)
    with pytest.raises(Missing):
        merge(sysadmin, twins[0], anonymous)
    with acting(sysadmin), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT clients_merge(%s, %s)", [twins[0].pk, anonymous.pk])


def test_record_of_another_community_is_missing(sysadmin, twins, far_agency):
    with pytest.raises(Missing):
        merge(sysadmin, twins[0], ClientFactory(agency=far_agency))


def test_second_merge_of_the_same_pair_is_missing(sysadmin, twins):
    merge(sysadmin, *twins)
    with pytest.raises(Missing):
        merge(sysadmin, *twins)


def test_profile_saved_in_between_is_compared_again(sysadmin, assessor, twins):
    kept, other = twins
    with acting(sysadmin):
        seen = merging.versions(merging.pair_for(by=sysadmin, kept_id=kept.pk, other_id=other.pk))
    with acting(assessor):
        stored = Client.objects.select_related("identity").get(pk=kept.pk)
        profile = replace(profile_of(stored, stored.identity), alias="Rosie")
        edit_profile(by=assessor, client_id=kept.pk, profile=profile, version=profile_version(stored, stored.identity))
    with pytest.raises(StaleForm):
        merge(sysadmin, kept, other, seen=seen)
    with acting(sysadmin):
        assert Merge.objects.count() == 0


def test_two_open_enrollments_leave_one_and_undoing_opens_both(sysadmin, twins, agency):
    program = cas_program(agency)
    stays = [EnrollmentFactory(client=client, program=program) for client in twins]
    done = merge(sysadmin, *twins)
    with acting(sysadmin):
        kept, left = (Enrollment.objects.get(pk=stay.pk) for stay in stays)
        assert (kept.exit_date, left.exit_date, left.destination) == (None, clock.today(), 30)
    undo(sysadmin, done)
    with acting(sysadmin):
        assert Enrollment.objects.filter(exit_date=None).count() == 2


def test_household_of_the_record_that_stays_goes_on(sysadmin, twins):
    members = [HouseholdMemberFactory(client=client) for client in twins]
    done = merge(sysadmin, *twins, stays_id=twins[1].pk)
    with acting(sysadmin):
        open_ones = HouseholdMember.objects.filter(client=twins[0], left_on=None)
        assert [row.pk for row in open_ones] == [members[1].pk]
    undo(sysadmin, done)
    with acting(sysadmin):
        assert HouseholdMember.objects.filter(left_on=None).count() == 2


def test_two_members_of_one_household_are_not_merged(sysadmin, twins):
    home = HouseholdFactory(client=twins[0])
    HouseholdMemberFactory(client=twins[0], household=home)
    HouseholdMemberFactory(client=twins[1], household=home, relationship=3)
    with pytest.raises(Conflict, match="same household"):
        merge(sysadmin, *twins)


def test_household_with_others_does_not_lose_its_head(sysadmin, twins, agency):
    HouseholdMemberFactory(client=twins[0])
    home = HouseholdFactory(client=twins[1])
    HouseholdMemberFactory(client=twins[1], household=home)
    HouseholdMemberFactory(client=ClientFactory(agency=agency), household=home, relationship=2)
    with pytest.raises(Conflict, match="other members"):
        merge(sysadmin, *twins)
    assert merge(sysadmin, *twins, stays_id=twins[1].pk)


def test_one_case_manager_leads(sysadmin, twins):
    first, second = (CaseManagerFactory(client=client) for client in twins)
    CaseManagerFactory(client=twins[1], user=first.user, lead=False)
    merge(sysadmin, *twins)
    with acting(sysadmin):
        present = CaseManager.objects.filter(client=twins[0], ends_on=None)
        assert {(row.user_id, row.lead) for row in present} == {(first.user_id, True), (second.user_id, False)}


def release(client, **kwargs):
    through = {"valid_through": date(2099, 1, 1)} if kwargs.get("scope") != "none" else {"valid_through": None}
    return ReleaseFactory(client=client, **through, **kwargs)


def test_latest_word_about_sharing_counts_for_both(sysadmin, twins, partner):
    kept, other = twins
    release(kept, signed_on=date(2025, 1, 1))
    release(other, signed_on=date(2025, 6, 1), method="refused", scope="none")
    done = merge(sysadmin, kept, other)
    with acting(sysadmin):
        assert Client.objects.get(pk=kept.pk).shared_until is None
    undo(sysadmin, done)
    with acting(sysadmin):
        assert Client.objects.get(pk=kept.pk).shared_until is not None
        assert Client.objects.get(pk=other.pk).shared_until is None


def test_release_of_the_other_record_opens_the_one_and_undoing_closes_it(sysadmin, twins):
    kept, other = twins
    release(other)
    done = merge(sysadmin, kept, other)
    with acting(sysadmin):
        assert Client.objects.get(pk=kept.pk).shared_until is not None
        assert Release.objects.get().wall_shared_until is not None
    undo(sysadmin, done)
    with acting(sysadmin):
        assert Client.objects.get(pk=kept.pk).shared_until is None
        assert Client.objects.get(pk=other.pk).shared_until is not None


def test_row_written_for_the_merged_record_lands_on_the_one_that_was_kept(sysadmin, twins):
    merge(sysadmin, *twins)
    assert ContactFactory(client=twins[1]).client_id == twins[0].pk


def test_what_was_written_since_goes_back_with_what_it_hangs_on(sysadmin, twins, agency):
    kept, other = twins
    stay = EnrollmentFactory(client=other, program=ProgramFactory(agency=agency))
    done = merge(sysadmin, kept, other)
    living = apps.get_model("assessments", "CurrentLivingSituation")
    later = living(client=kept, enrollment=stay, agency=kept.agency, continuum=kept.continuum, situation=116,
                   information_date=clock.today(), contact_kind="in_person")  # fmt: skip
    own = ContactFactory(client=kept)
    with acting(staff(Role.ASSESSOR, kept.agency)):
        later.save(force_insert=True)
    undo(sysadmin, done)
    with acting(sysadmin):
        assert living.objects.get(pk=later.pk).client_id == other.pk
        assert Contact.objects.get(pk=own.pk).client_id == kept.pk


def test_undone_merge_is_never_asked_again_and_not_merged_by_mistake(sysadmin, twins):
    done = merge(sysadmin, *twins)
    undo(sysadmin, done)
    with acting(sysadmin):
        said = duplicates.verdict_about(*(client.pk for client in twins))
        assert said.different and said.who and said.at
    with pytest.raises(Conflict, match="different people"):
        merge(sysadmin, *twins)
    with acting(sysadmin):
        duplicates.decide(by=sysadmin, client_id=twins[0].pk, others=[twins[1].pk], answer="same")
    assert merge(sysadmin, *twins)


def test_undoing_twice_or_late_is_refused(sysadmin, twins):
    done = merge(sysadmin, *twins)
    late = datetime.now(ZoneInfo("UTC")) + timedelta(days=31)
    with clock.freeze(late), pytest.raises(Conflict, match="is over"):
        undo(sysadmin, done)
    undo(sysadmin, done)
    with pytest.raises(Conflict, match="undone already"):
        undo(sysadmin, done)


def test_chain_is_undone_from_its_end(sysadmin, twins, agency):
    third = ClientFactory(agency=agency)
    IdentityFactory(client=third)
    first = merge(sysadmin, *twins)
    merge(sysadmin, third, twins[0])
    with pytest.raises(Conflict, match="merged since"):
        undo(sysadmin, first)


def test_merge_is_written_down(sysadmin, twins, monkeypatch):
    acts = []
    monkeypatch.setattr(merging.record, "log_act", lambda kind, client_ids=(), **more: acts.append((kind, client_ids)))
    undo(sysadmin, merge(sysadmin, *twins))
    assert acts == [(kind, [client.pk for client in twins]) for kind in ("clients_merged", "clients_unmerged")]


@pytest.mark.slow
def test_private_notes_of_a_third_agency_go_over_and_come_back(sysadmin, twins):
    kept, other = twins
    third = AgencyFactory(continuum=kept.continuum, name="Third")
    writer = staff(Role.ASSESSOR, third)
    ClientAccessFactory(client=other, agency=third)
    note = NoteFactory(client=other, agency=third, private=True)
    done = merge(sysadmin, kept, other)
    with acting(writer):
        found = Note.objects.get(pk=note.pk)
        assert (found.client_id, found.wall_agency_id) == (kept.pk, kept.agency_id)
    undo(sysadmin, done)
    with acting(writer):
        assert Note.objects.get(pk=note.pk).client_id == other.pk
