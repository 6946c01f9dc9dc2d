"""Importing again after two records were merged here: nothing comes back to life, nothing goes to the wrong one."""

import pytest

from cas_portal.access.roles import Role
from clients.models import Client, Enrollment, HouseholdMember, Merge
from clients.services import merging
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.hmis_csv.export_folder import STAMP

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def merged(run_import, export):
    """The single woman of the export is the mother of the family; her second record was merged away."""
    run_import(export)
    with run_import.looking():
        kept, other = (Client.objects.select_related("agency").get(hud_id=key) for key in ("c1", "c3"))
    sysadmin = staff(Role.SYSADMIN, kept.agency)
    with acting(sysadmin):
        done = merging.merge(by=sysadmin, kept_id=kept.pk, other_id=other.pk)
    return kept, other, sysadmin, done


def test_same_export_again_changes_nothing(run_import, export, merged):
    result = run_import(export)
    assert result.written == 0
    assert not [one for one in result.findings if one.rule == "client.merged"]


def test_new_stay_goes_to_the_record_that_was_kept(run_import, export, merged):
    kept, other, *_rest = merged
    export.add("Enrollment", EnrollmentID="e9", PersonalID="c3", ProjectID="p1", HouseholdID="h9",
               EntryDate="2025-09-01", RelationshipToHoH=1, EnrollmentCoC="CA-503", LivingSituation=116,
               DisablingCondition=0, DateCreated=STAMP, DateUpdated=STAMP)  # fmt: skip
    run_import(export)
    with run_import.looking():
        assert Enrollment.objects.get(hud_id="e9").client_id == kept.pk
        assert HouseholdMember.objects.get(household__hud_id="h9").client_id == kept.pk
        assert not Enrollment.objects.filter(client=other).exists()


def test_changed_stay_keeps_its_place(run_import, export, merged):
    kept, *_rest = merged
    stay = next(row for row in export.rows["Enrollment"] if row["EnrollmentID"] == "e3")
    stay["LivingSituation"] = 101
    run_import(export)
    with run_import.looking():
        found = Enrollment.objects.get(hud_id="e3")
        assert (found.client_id, found.living_situation) == (kept.pk, 101)


def test_changed_profile_is_told_and_overwrites_neither_record(run_import, export, merged):
    kept, other, sysadmin, done = merged
    export.rows["Client"][2]["LastName"] = "Changed"
    result = run_import(export)
    assert [(one.line, one.shown) for one in result.findings if one.rule == "client.merged"] == [(4, "c3")]
    with run_import.looking():
        names = {one.pk: one.identity.last_name for one in Client.objects.select_related("identity")}
        assert (names[kept.pk], names[other.pk]) == ("Thistle", "Bramble")
        assert Client.objects.get(pk=other.pk).merged_into_id == kept.pk
        assert Client.objects.count() == 3
    with acting(sysadmin):
        merging.undo_merge(by=sysadmin, merge_id=done.pk)
    run_import(export)
    with run_import.looking():
        assert Client.objects.get(pk=other.pk).identity.last_name == "Changed"
        assert Enrollment.objects.get(hud_id="e3").client_id == other.pk
        assert Merge.objects.standing().count() == 0
