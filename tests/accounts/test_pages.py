"""The pages about people, requests, training and invitations, as each role sees them."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from cas_portal.access.errors import Invalid
from cas_portal.access.roles import Role
from cas_portal.accounts import invitations
from cas_portal.accounts.models import Certificate, Invitation, Membership, RoleRequest, User
from cas_portal.accounts.services import people, requests
from cas_portal.time import clock
from tests.accounts.conftest import PASSWORD, user_of, with_password
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, change_roles, staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEW = {"name": "Kim Kay", "email": "kim@example.org", "role": "assessor"}


def proved(actor) -> Browser:
    """A browser in which the person signed in by password a moment ago."""
    user = with_password(actor)
    browser = Browser()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def link(invitation) -> str:
    return f"/accounts/invitations/{invitation.public_id}/{invitations.key(invitation)}/"


@pytest.fixture
def invited(admin, agency):
    with acting(admin):
        people.invite(by=admin, email="kim@example.org", name="Kim Kay", agency_id=agency.pk, role=Role.ASSESSOR)
    return Invitation.objects.get()


def test_the_administrator_invites_on_a_page(admin, agency):
    browser = proved(admin)
    assert browser.get("/people/invite/").status_code == 200
    answer = browser.post("/people/invite/", NEW | {"agency": agency.pk})
    user = User.objects.get(email="kim@example.org")
    assert answer.url == f"/people/{user.public_id}/"
    text = browser.get(answer.url).content.decode()
    assert "Link works until" in text and "Assessor, Harbor House" in text


def test_wrong_input_is_shown_again(admin, agency):
    browser = proved(admin)
    answer = browser.post("/people/invite/", NEW | {"agency": agency.pk, "email": "no", "scas_desk": "on"})
    assert answer.status_code == 422
    answer = browser.post("/people/invite/", NEW | {"agency": agency.pk, "scas_desk": "on"})
    assert answer.status_code == 422 and "S-CAS desk belongs" in answer.content.decode()
    assert not User.objects.filter(email="kim@example.org").exists()


def test_whose_address_it_is_stands_on_a_page_first(admin, agency, assessor):
    browser, person = proved(admin), user_of(assessor)
    typed = {"agency": agency.pk, "role": "can_navigator", "email": person.email}
    held = Membership.objects.filter(user=person)
    asked = browser.post("/people/invite/", NEW | typed)
    text = asked.content.decode()
    assert asked.status_code == 409 and person.name in text and "CAN navigator, Harbor House?" in text
    assert held.count() == 1
    again = dict(asked.context["sent"]) | {"confirmed": "1"}
    for _click in range(2):
        assert browser.post("/people/invite/", again).url == f"/people/{person.public_id}/"
    assert held.count() == 2


def test_a_known_address_is_asked_about_when_a_manager_asks_and_when_it_is_granted(manager, admin, agency, assessor):
    """A manager is shown people of their own agency alone."""
    elsewhere = user_of(staff(Role.CAN_NAVIGATOR, AgencyFactory(continuum=agency.continuum)))
    browser, office = signed_in(manager), proved(admin)
    typed = NEW | {"agency": agency.pk, "role": "agency_manager"}
    assert browser.post("/people/ask/", typed | {"email": user_of(assessor).email}).status_code == 409
    assert browser.post("/people/ask/", typed | {"email": elsewhere.email}).status_code == 302
    with acting(manager):
        grant = f"/people/requests/{RoleRequest.objects.get().public_id}/grant/"
    asked = office.post(grant)
    assert asked.status_code == 409 and elsewhere.name in asked.content.decode()
    assert office.post(grant, {"confirmed": "1"}).status_code == 302
    assert Membership.objects.filter(user=elsewhere).count() == 2


def test_rights_are_given_only_shortly_after_proving_who_one_is(admin, agency):
    browser = proved(admin)
    session = browser.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()
    answer = browser.post("/people/invite/", NEW | {"agency": agency.pk})
    assert answer.url == "/accounts/reauthenticate/?next=%2Fpeople%2F"
    assert not User.objects.filter(email="kim@example.org").exists()
    again = browser.post(
        "/accounts/reauthenticate/?next=/people/invite/", {"password": PASSWORD, "next": "/people/invite/"}
    )
    assert again.url == "/people/invite/"
    assert browser.get("/people/invite/").status_code == 200


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.SYSADMIN, Role.SSF_ADMIN, Role.AGENCY_MANAGER}])
def test_other_roles_have_no_people_page(role, agency):
    browser = signed_in(staff(role, agency))
    assert browser.get("/people/").status_code == 403
    assert browser.get("/training/").status_code == 200


def test_managers_see_their_agency_only(manager, assessor, agency):
    stranger = staff(Role.ASSESSOR, AgencyFactory(continuum=agency.continuum))
    browser = signed_in(manager)
    text = browser.get("/people/").content.decode()
    assert user_of(assessor).name in text and user_of(stranger).name not in text
    assert browser.get(f"/people/{user_of(assessor).public_id}/").status_code == 200
    assert browser.get(f"/people/{user_of(stranger).public_id}/").status_code == 404
    assert browser.post(f"/people/{user_of(assessor).public_id}/close/").status_code == 403
    assert browser.get("/people/invite/").status_code == 403


def test_filters(admin, assessor, agency):
    browser = signed_in(admin)
    name = user_of(assessor).name
    assert name in browser.get("/people/", {"q": name, "agency": agency.pk, "state": "active"}).content.decode()
    assert "Nobody fits" in browser.get("/people/", {"q": name, "state": "closed"}).content.decode()


def test_a_manager_asks_and_an_administrator_does_it(manager, admin, agency):
    browser = signed_in(manager)
    assert browser.post("/people/ask/", NEW | {"agency": agency.pk, "note": "from Monday"}).status_code == 302
    with acting(manager):
        asked = RoleRequest.objects.get()
    assert browser.post(f"/people/requests/{asked.public_id}/grant/").status_code in {302, 403}
    office = proved(admin)
    assert "from Monday" in office.get(f"/people/requests/{asked.public_id}/").content.decode()
    assert office.post(f"/people/requests/{asked.public_id}/grant/").url == "/people/requests/"
    assert User.objects.get(email="kim@example.org").inactive_reason == "invited"
    assert office.post(f"/people/requests/{asked.public_id}/grant/").status_code == 409
    assert "Done" in browser.get("/people/requests/?show=answered").content.decode()


def test_a_declined_request_says_why(manager, admin, agency):
    with acting(manager):
        asked = requests.ask_role(by=manager, agency_id=agency.pk, **(NEW | {"role": Role.ASSESSOR}))
    office = proved(admin)
    path = f"/people/requests/{asked.public_id}/decline/"
    assert office.post(path, {"answer": ""}).status_code == 422
    assert office.post(path, {"answer": "Not trained yet."}).status_code == 302
    assert "Not trained yet." in signed_in(manager).get(f"/people/requests/{asked.public_id}/").content.decode()


def test_a_manager_cannot_ask_for_other_agencies_or_high_roles(manager, agency):
    other = AgencyFactory(continuum=agency.continuum)
    browser = signed_in(manager)
    for wrong in ({"agency": other.pk}, {"agency": agency.pk, "role": "sysadmin"}):
        assert browser.post("/people/ask/", NEW | wrong).status_code == 422


@pytest.mark.parametrize("is_vsp", [False, True])
def test_a_manager_is_offered_the_roles_that_can_be_held_at_the_agency(manager, agency, is_vsp):
    agency.is_vsp = is_vsp
    agency.save(update_fields=["is_vsp"])
    offered = {role for role, _label in signed_in(manager).get("/people/ask/").context["form"].fields["role"].choices}
    assert ("vsp_assessor" in offered, "assessor" in offered) == (is_vsp, not is_vsp)
    wrong = Role.ASSESSOR if is_vsp else Role.VSP_ASSESSOR
    assert signed_in(manager).post("/people/ask/", NEW | {"agency": agency.pk, "role": wrong}).status_code == 422
    with acting(manager), pytest.raises(Invalid):
        requests.ask_role(by=manager, agency_id=agency.pk, name="Kim", email="kim@example.org", role=wrong)


def test_ending_a_role_by_administrator_and_by_request(admin, manager, assessor):
    held = Membership.objects.get(user_id=assessor.user_id)
    asking = signed_in(manager)
    assert asking.post(f"/people/roles/{held.public_id}/end/", {"when": "now"}).status_code == 302
    with acting(manager):
        assert RoleRequest.objects.get().kind == "end"
    browser = proved(admin)
    assert browser.post(f"/people/roles/{held.public_id}/end/", {"ends_on": ""}).status_code == 422
    assert browser.post(f"/people/roles/{held.public_id}/end/", {"when": "now"}).status_code == 302
    held.refresh_from_db()
    assert held.ends_at <= clock.now()


def test_a_planned_end_is_changed_and_taken_back(admin, manager, assessor):
    held = Membership.objects.get(user_id=assessor.user_id)
    browser, url = proved(admin), f"/people/roles/{held.public_id}/end/"
    assert "No end planned" not in browser.get(url).content.decode()
    assert browser.post(url, {"when": "never"}).status_code == 422
    assert browser.post(url, {"when": "later", "ends_on": ""}).status_code == 422
    assert browser.post(url, {"when": "later", "ends_on": "2090-12-15"}).status_code == 302
    person = browser.get(f"/people/{user_of(assessor).public_id}/").content.decode()
    assert "through Dec 15, 2090" in person
    assert "12:00 AM" not in person
    assert "Change its end" in person
    shown = browser.get(url).content.decode()
    assert "No end planned" in shown and "It holds through Dec 15, 2090." in shown
    assert "No end planned" not in signed_in(manager).get(url).content.decode()
    assert browser.post(url, {"when": "never", "ends_on": "2090-12-15"}).status_code == 302
    held.refresh_from_db()
    assert held.ends_at is None


def test_accounts_are_closed_opened_and_links_renewed_on_the_page(admin, invited):
    browser, path = proved(admin), f"/people/{invited.user.public_id}"
    assert browser.post(f"{path}/link/").status_code == 302
    assert "Close the account of Kim Kay?" in browser.get(f"{path}/close/").content.decode()
    assert browser.post(f"{path}/close/").status_code == 302
    assert User.objects.get(pk=invited.user_id).inactive_reason == "closed"
    assert browser.post(f"{path}/open/").status_code == 302
    assert User.objects.get(pk=invited.user_id).inactive_reason == "invited"
    assert browser.get(f"{path}/second-step/").status_code == 200
    assert browser.post(f"{path}/second-step/").status_code == 302


def test_the_invited_choose_a_password_and_sign_in(invited):
    browser = Browser()
    assert "Welcome" in browser.get(link(invited)).content.decode()
    weak = browser.post(link(invited), {"password1": "housing shelter cas", "password2": "housing shelter cas"})
    assert weak.status_code == 422 and "words of your own" in weak.content.decode()
    short = browser.post(link(invited), {"password1": "short one", "password2": "short one"})
    assert short.status_code == 422 and "too short" in short.content.decode()
    other = browser.post(link(invited), {"password1": PASSWORD, "password2": PASSWORD + "x"})
    assert other.status_code == 422
    assert browser.post(link(invited), {"password1": PASSWORD, "password2": PASSWORD}).url == "/accounts/login/"
    assert browser.post("/accounts/login/", {"login": "kim@example.org", "password": PASSWORD}).url == "/"


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("used", 410, "This invitation was used"),
        ("expired", 410, "This invitation is too old"),
        ("withdrawn", 410, "This link does not work"),
        ("wrong", 404, "This link does not work"),
        ("other", 409, "Somebody is signed in here"),
    ],
)
def test_links_of_no_use_say_why(state, status, words, invited, assessor):
    path, browser = link(invited), Browser()
    if state == "wrong":
        path = path[:-3] + "00/"
    elif state == "other":
        browser = signed_in(assessor)
    else:
        column = {"used": "accepted_at", "expired": "expires_at", "withdrawn": "withdrawn_at"}[state]
        change(invited, column)
    answer = browser.get(path)
    assert (answer.status_code, words in answer.content.decode()) == (status, True)


def change(invitation, column):
    """Set a moment of an invitation to now, as the role that may."""
    if column == "accepted_at":
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=clock.now())
        return
    with acting(staff(Role.SYSADMIN, invitation.user.memberships.get().agency)):
        Invitation.objects.filter(pk=invitation.pk).update(**{column: clock.now()})


def test_ssf_records_extends_and_takes_back_a_certificate(trainer, assessor):
    browser, who = signed_in(trainer), user_of(assessor)
    today = clock.today()
    parts = {f"done_on_{n}": v for n, v in enumerate((today.month, today.day, today.year))}
    assert user_of(assessor).name in browser.get("/training/").content.decode()
    assert browser.get(f"/training/{who.public_id}/record/").status_code == 200
    assert browser.post(f"/training/{who.public_id}/record/", parts).url == "/training/"
    with acting(trainer):
        made = Certificate.objects.get()
    assert browser.post(f"/training/{who.public_id}/extend/", {"reason": "x"}).status_code == 422
    assert browser.get(f"/training/certificates/{made.public_id}/revoke/").status_code == 200
    answer = browser.post(f"/training/certificates/{made.public_id}/revoke/", {"reason": "wrong person"})
    assert answer.url == f"/people/{who.public_id}/"
    assert "wrong person" in browser.get(answer.url).content.decode()


def test_lapsed_people_read_what_is_blocked(assessor):
    change_roles(assessor, certified_through="2020-01-01")
    text = signed_in(assessor).get("/training/").content.decode()
    assert "cannot start or submit assessments" in text
    change_roles(assessor, certified_through="2099-01-01")
    assert "cannot start or submit" not in signed_in(assessor).get("/training/").content.decode()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (31, None),
        (30, "Your certificate ends soon"),
        (0, "Your certificate ends soon"),
        (-1, "has lapsed"),
        (None, "has lapsed"),
    ],
)
def test_today_speaks_of_a_certificate_that_ends(days, words, assessor):
    through = None if days is None else clock.today() + timedelta(days=days)
    change_roles(assessor, certified_through=through)
    text = signed_in(assessor).get("/").content.decode()
    assert ("How to renew" in text) is bool(words)
    assert words is None or words in text


def test_today_counts_requests_for_administrators(manager, admin, agency):
    with acting(manager):
        requests.ask_role(by=manager, agency_id=agency.pk, **(NEW | {"role": Role.ASSESSOR}))
    assert "1 request waits" in signed_in(admin).get("/").content.decode()
    assert "request waits" not in signed_in(manager).get("/").content.decode()


def test_my_settings_lead_to_everything_of_mine(assessor):
    text = signed_in(assessor).get("/me/").content.decode()
    for path in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/", "/training/"):
        assert f'href="{path}"' in text
