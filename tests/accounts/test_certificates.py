"""The yearly certificate: what is recorded, how long it holds, who is warned."""

from datetime import UTC, date, datetime

import pytest

from cas_portal.access.errors import Conflict, Forbidden, Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Role
from cas_portal.accounts.backends import actor_by_id
from cas_portal.accounts.models import Certificate, Membership
from cas_portal.accounts.services import certificates
from cas_portal.accounts.services.memberships import give_role
from cas_portal.notifications import accounts as notices
from cas_portal.time import clock
from tests.accounts.conftest import user_of
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, ContinuumFactory, MembershipFactory, change_roles, staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def noon(year, month, day):
    return clock.freeze(datetime(year, month, day, 20, tzinfo=UTC))


def record(by, person, done_on):
    with acting(by):
        return certificates.record_training(by=by, public_id=user_of(person).public_id, done_on=done_on)


def through(person):
    return Membership.objects.get(user_id=person.user_id).certified_through


@pytest.mark.case("D19")
@pytest.mark.parametrize(
    ("done_on", "last"), [(date(2024, 10, 31), date(2025, 10, 31)), (date(2024, 2, 29), date(2025, 2, 28))]
)
def test_a_certificate_holds_a_year(done_on, last, trainer, assessor):
    assert certificates.valid_through(done_on, 12) == last
    with clock.freeze(datetime(done_on.year, done_on.month, done_on.day, 20, tzinfo=UTC)):
        assert record(trainer, assessor, done_on).valid_through == last
    assert through(assessor) == last


@pytest.mark.case("X15")
def test_on_the_day_after_the_right_to_submit_is_gone(trainer, assessor, agency):
    with noon(2024, 10, 31):
        record(trainer, assessor, date(2024, 10, 31))
    with noon(2025, 10, 31):
        assert actor_by_id(assessor.user_id, agency.continuum_id).can(Permission.SUBMIT_HCT)
    with noon(2025, 11, 1):
        lapsed = actor_by_id(assessor.user_id, agency.continuum_id)
        assert not lapsed.can(Permission.SUBMIT_HCT)
        assert not lapsed.can(Permission.SUBMIT_CRISIS)
        assert lapsed.can(Permission.VIEW_RELEASED_CLIENT)


def test_renewal_counts_for_every_role_of_the_person(trainer, assessor, agency):
    other = MembershipFactory(
        user=user_of(assessor), agency=AgencyFactory(continuum=agency.continuum), certified_through=None
    )
    with noon(2026, 3, 1):
        record(trainer, assessor, date(2026, 2, 1))
    assert set(Membership.objects.filter(user_id=assessor.user_id).values_list("certified_through", flat=True)) == {
        date(2027, 2, 1)
    }
    assert other.agency_id != agency.pk


def test_recording_twice_is_recording_once(trainer, assessor):
    with noon(2026, 3, 1):
        assert record(trainer, assessor, date(2026, 2, 1)) == record(trainer, assessor, date(2026, 2, 1))
    with acting(trainer):
        assert Certificate.objects.count() == 1


@pytest.mark.parametrize("done_on", [date(2026, 3, 2), date(2025, 2, 28)])
def test_a_training_is_neither_to_come_nor_lapsed(done_on, trainer, assessor):
    with noon(2026, 3, 1), pytest.raises(Invalid):
        record(trainer, assessor, done_on)


def test_an_extension_bridges_sixty_days_and_needs_a_reason(trainer, assessor):
    with noon(2026, 3, 1):
        record(trainer, assessor, date(2025, 3, 10))
        extend = lambda day, why="next class on April 20": certificates.extend(  # noqa: E731
            by=trainer, public_id=user_of(assessor).public_id, through=day, reason=why
        )
        with acting(trainer):
            for day, why in ((date(2026, 5, 10), "x"), (date(2026, 3, 10), "x"), (date(2026, 5, 9), " ")):
                with pytest.raises(Invalid):
                    extend(day, why)
            extend(date(2026, 5, 9))
    assert through(assessor) == date(2026, 5, 9)


def test_an_extension_cannot_be_extended(trainer, assessor):
    with noon(2026, 3, 1):
        record(trainer, assessor, date(2025, 3, 10))
        with acting(trainer):
            certificates.extend(by=trainer, public_id=user_of(assessor).public_id, through=date(2026, 5, 1), reason="a")
    with noon(2026, 4, 30), acting(trainer), pytest.raises(Invalid):
        certificates.extend(by=trainer, public_id=user_of(assessor).public_id, through=date(2026, 6, 1), reason="b")


def test_revoking_falls_back_to_what_else_is_good(trainer, assessor):
    with noon(2026, 3, 1):
        record(trainer, assessor, date(2025, 4, 1))
        wrong = record(trainer, assessor, date(2026, 2, 1))
        with acting(trainer):
            certificates.revoke(by=trainer, certificate_id=wrong.public_id, reason="another person")
    assert through(assessor) == date(2026, 4, 1)


def test_who_may_record(assessor, agency, manager, admin, trainer):
    far = staff(Role.SSF_ADMIN, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    with noon(2026, 3, 1):
        for actor in (manager, assessor):
            with pytest.raises(Forbidden):
                record(actor, assessor, date(2026, 2, 1))
        with pytest.raises(Missing):
            record(far, assessor, date(2026, 2, 1))
        with pytest.raises(Forbidden):
            record(trainer, trainer, date(2026, 2, 1))
        record(admin, assessor, date(2026, 2, 1))


@pytest.mark.django_db(transaction=True)
def test_warnings_come_once_for_each_step_and_the_manager_hears_of_a_lapse(assessor, manager, as_worker, audit_log):
    change_roles(manager, certified_through=date(2027, 1, 1))
    change_roles(assessor, certified_through=date(2026, 6, 30))
    days = [(5, 30), (5, 31), (6, 1), (6, 16), (6, 27), (6, 29), (6, 30), (7, 1), (7, 2), (7, 9)]
    told = []
    for month, day in days:
        with noon(2026, month, day), as_worker():
            notices.warn_of_certificates()
        told.append(audit_log("SELECT count(*) FROM notifications_notification")[0][0])
    #                30  again   14     3     1         lapse: both
    assert told == [0, 1, 1, 2, 3, 4, 4, 6, 6, 6]


def test_a_known_certificate_of_before_is_kept_for_a_new_role(admin, assessor, agency):
    held = through(assessor)
    with acting(admin):
        made = give_role(by=admin, user=user_of(assessor), agency_id=agency.pk, role=Role.CAN_NAVIGATOR)
    assert made.certified_through == held


def test_the_same_day_with_another_end_is_a_conflict(trainer, assessor):
    with noon(2026, 3, 1):
        record(trainer, assessor, date(2025, 4, 1))
        with acting(trainer):
            certificates.extend(
                by=trainer, public_id=user_of(assessor).public_id, through=date(2026, 4, 20), reason="a"
            )
            with pytest.raises(Conflict):
                certificates.extend(
                    by=trainer, public_id=user_of(assessor).public_id, through=date(2026, 4, 30), reason="b"
                )
