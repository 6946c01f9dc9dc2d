"""The diversion talk, on or off: the community's setting is the default, each agency may choose (instruments §7)."""

import uuid
from dataclasses import replace

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Assessment, Draft
from assessments.services.readiness import agencies_offering, is_offered
from cas_portal.access import errors
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency, Setting
from cas_portal.time import clock
from tests.assessments.test_services_unscored import DIVERTED, offer_diversion
from tests.factories.accounts import AgencyFactory, MembershipFactory, actor_for, staff
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


def choose(agency, choice):
    Agency.objects.filter(pk=agency.pk).update(diversion_intake=choice)


def begun(home, by=None):
    by = by or home.assessor
    draft = services.start_draft(by=by, client=home.client, instrument="DIVERSION")
    assert services.save_answers(by=by, draft_id=draft.public_id, answers=DIVERTED).problems == {}
    return draft


def also_at(actor, agency, role=Role.ASSESSOR):
    """The same person with another role at another agency."""
    more = MembershipFactory(user_id=actor.user_id, agency=agency, role=role)
    return replace(actor, memberships=actor.memberships + actor_for(more).memberships)


@pytest.mark.parametrize(
    ("community", "choice", "offered"),
    [(False, "community", False), (False, "on", True), (True, "community", True), (True, "off", False)],
)
def test_an_agency_has_it_as_the_community_unless_it_chose(acting, home, community, choice, offered):
    if community:
        offer_diversion(home)
    choose(home.agency, choice)
    with acting(home.assessor):
        assert is_offered(home.assessor, "DIVERSION", home.client) is offered
        if offered:
            assert begun(home).agency_id == home.agency.pk
        else:
            with pytest.raises(errors.Forbidden, match="not offered at your agency"):
                begun(home)


def test_of_several_agencies_one_that_offers_it_writes_the_draft(acting, home):
    second = AgencyFactory(continuum=home.agency.continuum, diversion_intake="on")
    both = also_at(home.assessor, second)
    with acting(both):
        assert agencies_offering(both, "DIVERSION", home.client) == (second.pk,)
        assert begun(home, both).agency_id == second.pk
        with pytest.raises(errors.Forbidden):
            services.start_draft(by=both, client=home.client, instrument="DIVERSION", agency_id=home.agency.pk)


def test_an_agency_that_could_not_assess_the_client_offers_nothing(acting, db):
    home = ready_household(released=False)
    second = AgencyFactory(continuum=home.agency.continuum, diversion_intake="on")
    both = also_at(home.assessor, second)
    elsewhere = also_at(home.assessor, AgencyFactory(continuum=home.agency.continuum, diversion_intake="on"))
    with acting(both):
        assert not is_offered(both, "DIVERSION", home.client)
    provider = also_at(home.assessor, second, Role.HOUSING_PROVIDER)
    with acting(provider):
        assert not is_offered(provider, "DIVERSION", home.client)
    choose(home.agency, "on")
    with acting(elsewhere):
        assert agencies_offering(elsewhere, "DIVERSION", home.client) == (home.agency.pk,)


def test_an_open_talk_is_finished_after_the_switch_goes_off(acting, home, browse):
    choose(home.agency, "on")
    with acting(home.assessor):
        draft = begun(home)
    choose(home.agency, "off")
    tab = reverse("clients:assessments", args=[home.client.public_id])
    start = reverse("assessments:start_one", args=[home.client.public_id, "diversion"])
    assert start in browse(home.assessor).get(tab).content.decode()
    page = browse(home.assessor).get(start).content.decode()
    assert "Go on with the draft" in page
    assert "not offered" not in page
    again = browse(home.assessor).post(reverse("assessments:begin_one", args=[home.client.public_id, "diversion"]))
    assert again.url == reverse("assessments:tasks", args=[draft.public_id])
    assert "not offered" not in browse(home.assessor).get(reverse("assessments:check", args=[draft.public_id])).text
    sent = browse(home.assessor).post(reverse("assessments:submit", args=[draft.public_id]))
    assert "/receipt/" in sent.url
    with acting(home.assessor):
        assert Assessment.objects.get(client=home.client).kind == "DIVERSION"
        with pytest.raises(errors.Forbidden, match="not offered"):
            begun(home)


def test_a_talk_over_its_days_is_not_begun_again_where_it_is_off(acting, home):
    choose(home.agency, "on")
    with acting(home.assessor):
        draft = begun(home)
    choose(home.agency, "off")
    with seeding(home.client.continuum):
        Draft.objects.filter(pk=draft.pk).update(started_on="2025-07-20")
    with acting(home.assessor), pytest.raises(errors.Forbidden, match="not offered"):
        begun(home)


def test_pages_and_addresses_follow_the_agency(home, browse):
    start, begin = (
        reverse(f"assessments:{name}", args=[home.client.public_id, "diversion"]) for name in ("start_one", "begin_one")
    )
    tab = reverse("clients:assessments", args=[home.client.public_id])
    assert "not offered at your agency" in browse(home.assessor).get(start).text
    assert browse(home.assessor).post(begin).status_code == 403
    assert start not in browse(home.assessor).get(tab).text
    choose(home.agency, "on")
    assert "Start the assessment" in browse(home.assessor).get(start).text
    assert start in browse(home.assessor).get(tab).text
    assert browse(home.assessor).post(begin).status_code == 302


def test_without_the_right_a_lapsed_certificate_is_named_first(acting, home, browse):
    choose(home.agency, "on")
    lapsed = staff(Role.ASSESSOR, home.agency, certified_through="2025-01-01")
    page = browse(lapsed).get(reverse("assessments:start_one", args=[home.client.public_id, "diversion"])).text
    assert "certificate" in page


class TestChange:
    """SSF changes an agency: who is affected is shown before it is saved, and it is kept who did it."""

    def change(self, browser, home, choice, **more):
        url = reverse("programs:change_agency", args=[home.agency.public_id])
        form = {"name": home.agency.name, "diversion_intake": choice, "once": uuid.uuid4(), **more}
        return browser.post(url, form)

    def test_the_preview_counts_people_and_open_talks(self, acting, home, browse):
        staff(Role.HOUSING_PROVIDER, home.agency)
        staff(Role.CALL_CENTER, home.agency)
        elsewhere = staff(Role.AGENCY_MANAGER, home.agency)
        second = AgencyFactory(continuum=home.agency.continuum, diversion_intake="on")
        also_at(elsewhere, second)
        ssf = staff(Role.SSF_ADMIN, AgencyFactory(continuum=home.agency.continuum))

        def said(choice):
            page = self.change(browse(ssf), home, choice)
            return {str(effect.text).split(" the ")[0]: effect.count for effect in page.context["effects"]}

        assert said("community") == {}
        gained = said("on")
        assert gained["people who work there will be offered"] == 2
        assert gained["person who works there and may lead it is offered it, or not, as before"] == 1
        choose(home.agency, "on")
        with acting(home.assessor):
            begun(home)
        lost = said("off")
        assert lost["people who work there will no longer be offered"] == 2
        assert lost["diversion talk is open that you can see; it stays and can be finished"] == 1

    def test_it_is_saved_shown_and_audited(self, transactional_db, home, browse, audit_log):
        ssf = staff(Role.SSF_ADMIN, home.agency)
        page = self.change(browse(ssf), home, "on")
        assert "As the community" in page.text
        assert ">On<" in page.text
        assert self.change(browse(ssf), home, "on", confirmed="1").status_code == 302
        home.agency.refresh_from_db()
        assert home.agency.diversion_intake == "on"
        [(before, after, user)] = audit_log(
            "SELECT before ->> 'diversion_intake', after ->> 'diversion_intake', user_id FROM audit.change"
            " WHERE table_name = 'accounts_agency' AND op = 'UPDATE'"
        )
        assert (before, after, user) == ("community", "on", ssf.user_id)
        shown = browse(ssf).get(reverse("programs:agency", args=[home.agency.public_id])).text
        assert "Diversion talk before a Crisis Assessment: <strong>On</strong>" in shown

    @pytest.mark.parametrize("choice", ["", "perhaps"])
    def test_another_choice_is_refused(self, home, browse, choice):
        ssf = staff(Role.SSF_ADMIN, home.agency)
        assert self.change(browse(ssf), home, choice).status_code == 422

    def test_who_saves_second_sees_both_choices(self, home, browse):
        ssf = staff(Role.SSF_ADMIN, home.agency)
        page = browse(ssf).get(reverse("programs:change_agency", args=[home.agency.public_id]))
        opened = page.context["form"]["opened"].value()
        choose(home.agency, "off")
        met = self.change(browse(ssf), home, "on", confirmed="1", opened=opened)
        assert met.status_code == 409
        [difference] = met.context["form"].conflict.differences
        assert (difference.yours, difference.theirs) == ("On", "Off")

    def test_the_communitys_setting_says_which_agencies_follow(self, home, browse):
        AgencyFactory(continuum=home.agency.continuum)
        staff(Role.ASSESSOR, AgencyFactory(continuum=home.agency.continuum, diversion_intake="off"))
        sysadmin = staff(Role.SYSADMIN, home.agency)
        today = clock.today()
        day = {"valid_from_0": today.month, "valid_from_1": today.day, "valid_from_2": today.year}
        url = reverse("rules:change", args=["diversion_intake"])
        page = browse(sysadmin).post(url, {"value": "True", "reason": "Meeting", "seen": "0", **day})
        said = {str(effect.text): effect.count for effect in page.context["effects"]}
        assert said["agency that may lead it has it as the community and follows the new value"] == 1
        assert said["agency that may lead it chose for itself and keeps its choice"] == 1
        assert said["person will be offered the diversion talk"] == 1
        assert said["people will no longer be offered the diversion talk"] == 0
        assert not Setting.objects.filter(key="diversion_intake").exists()


def test_who_sends_it_is_told_before_that_the_household_leaves(home, browse):
    offer_diversion(home)
    with seeding(home.client.continuum):
        draft = DraftFactory(
            client=home.client, enrollment=home.enrollment, instrument="DIVERSION", agency=home.agency, answers=DIVERTED
        )
    page = reverse("assessments:check", args=[draft.public_id])
    assert "The whole household leaves coordinated entry" in browse(home.assessor).get(page).content.decode()
    with seeding(home.client.continuum):
        Draft.objects.filter(pk=draft.pk).update(answers={**DIVERTED, "DV06": "no"})
    assert "leaves coordinated entry" not in browse(home.assessor).get(page).content.decode()
