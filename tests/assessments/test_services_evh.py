"""Who hears of an extremely vulnerable household (N1), and who must not."""

import pytest

from assessments import services
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.services import consent
from tests.factories.accounts import staff
from tests.factories.assessments import full_answers, ready_household

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
EVH = {"VB05": 1, "VB10": 1, "VB11": 1}


def submit(home, acting, **answers):
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client)
        given = full_answers(home.program, **answers)
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=given)
        return services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7)


def notices(owner_sql):
    return owner_sql("SELECT recipient_id, kind, text, url FROM notifications_notification ORDER BY recipient_id")


def test_211_and_the_managers_of_the_agency_hear_of_it_without_a_name(acting, owner_sql):
    home = ready_household()
    desk, manager = staff(Role.CALL_CENTER), staff(Role.AGENCY_MANAGER, home.agency)
    staff(Role.AGENCY_MANAGER)
    assert submit(home, acting, **EVH).evh
    told = notices(owner_sql)
    assert [row[0] for row in told] == sorted([desk.user_id, manager.user_id])
    assert {row[1] for row in told} == {"N1"}
    assert all(str(home.client.public_id) in row[3] for row in told)
    assert not any(word in row[2].lower() for row in told for word in ("score", "vulnerable", "testa"))


def test_without_a_release_the_own_agency_alone_hears_of_it(acting, owner_sql):
    home = ready_household(released=False)
    staff(Role.CALL_CENTER)
    manager = staff(Role.AGENCY_MANAGER, home.agency)
    with acting(home.assessor):
        consent.record_refusal(by=home.assessor, client_id=home.client.pk, signed_on=clock.today())
    assert submit(home, acting, **EVH).evh
    assert [row[0] for row in notices(owner_sql)] == [manager.user_id]


def test_below_the_threshold_nobody_is_called(acting, owner_sql):
    home = ready_household()
    staff(Role.CALL_CENTER)
    assert not submit(home, acting).evh
    assert notices(owner_sql) == []
