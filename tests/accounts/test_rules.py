"""Settings of the community: dated, within limits, previewed, and only by SSF and the system administrator."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import ngettext_lazy, override

from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Holiday, Setting
from cas_portal.accounts.rules import previews, services
from cas_portal.accounts.rules.spec import FIXED, RULES
from cas_portal.accounts.settings import DEFAULTS, holidays, setting, settings_on
from cas_portal.time import clock
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff

TODAY = date(2025, 9, 1)
NOON = datetime(2025, 9, 1, 19, tzinfo=UTC)
MAY = {Role.SSF_ADMIN, Role.SYSADMIN}


def test_every_setting_is_on_the_page_or_held_elsewhere():
    keys = [rule.key for rule in RULES]
    assert len(keys) == len(set(keys))
    assert set(keys) | set(FIXED) == set(DEFAULTS)
    assert set(keys) & set(FIXED) == set()
    assert all(held.label and held.why for held in FIXED.values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_the_value_of_the_policy_lies_within_its_limits(rule):
    assert services.fits(rule, DEFAULTS[rule.key])


@pytest.fixture
def agency(db):
    with clock.freeze(NOON):
        yield AgencyFactory(is_lead=True)


@pytest.fixture
def ssf(agency):
    return staff(Role.SSF_ADMIN, agency)


def change(by, key="inactive_days", value=60, on=TODAY, **more):
    with acting(by):
        return services.change_setting(by=by, key=key, value=value, valid_from=on, reason="Board of September", **more)


def test_a_value_holds_from_its_day_and_the_past_keeps_its_own(agency, ssf):
    change(ssf, on=date(2025, 9, 10))
    days = (date(2025, 9, 9), date(2025, 9, 10), date(2026, 1, 1))
    assert [setting(agency.continuum_id, "inactive_days", on=day) for day in days] == [90, 60, 60]


def test_of_two_changes_for_a_day_the_last_counts_and_both_are_kept(agency, ssf):
    change(ssf, value=60)
    change(ssf, value=75)
    assert setting(agency.continuum_id, "inactive_days", on=TODAY) == 75
    assert settings_on(agency.continuum_id, TODAY)["inactive_days"] == 75
    with acting(ssf):
        assert [row.value for row in services.history(ssf, "inactive_days")] == [75, 60]


def test_another_community_keeps_its_value(agency, ssf):
    change(ssf)
    assert setting(ContinuumFactory(code="CA-999").pk, "inactive_days", on=TODAY) == 90


@pytest.mark.parametrize("value", [13, 366, "60", True, None])
def test_a_value_out_of_its_limits_is_refused(ssf, value):
    with pytest.raises(Invalid):
        change(ssf, value=value)


def test_a_day_gone_by_is_refused(ssf):
    with pytest.raises(Invalid, match="gone"):
        change(ssf, on=TODAY - timedelta(days=1))


def test_a_setting_that_instruments_hold_is_missing(ssf):
    with pytest.raises(Missing):
        change(ssf, key="min_months")


def test_a_form_opened_before_anothers_change_is_refused(ssf):
    with acting(ssf):
        seen = services.newest_row(ssf, "inactive_days")
    change(ssf, value=60, seen=seen)
    with pytest.raises(StaleForm):
        change(ssf, value=75, seen=seen)


@pytest.mark.parametrize("role", Role)
def test_only_ssf_and_the_system_administrator_change_rules(agency, role):
    actor = staff(role, agency)
    if role in MAY:
        assert change(actor).author_id == actor.user_id
        return
    with pytest.raises(Forbidden):
        change(actor)


def test_holidays_come_and_go_but_stay_in_the_past(agency, ssf):
    labor_day = Holiday.objects.create(continuum=agency.continuum, day=date(2025, 8, 29), name="Gone")
    with acting(ssf):
        for _time in range(2):
            services.add_holiday(by=ssf, day=date(2025, 11, 11), name="Veterans Day")
        services.add_holiday(by=ssf, day=date(2025, 11, 27), name="Thanksgiving")
        services.remove_holiday(by=ssf, day=date(2025, 11, 27))
        with pytest.raises(Invalid):
            services.remove_holiday(by=ssf, day=labor_day.day)
    assert holidays(agency.continuum_id) == {date(2025, 8, 29), date(2025, 11, 11)}


def test_a_preview_says_one_and_many_in_the_language_of_the_reader():
    def said(language: str, count: int) -> str:
        with override(language):
            return previews.Effect(
                count, ngettext_lazy("household would fit them", "households would fit them", "count")
            ).text

    assert [said("en", count) for count in (0, 1, 2)] == [
        "households would fit them", "household would fit them", "households would fit them",
    ]  # fmt: skip
    assert [said("es", count) for count in (1, 2)] == ["hogar cumpliría", "hogares cumplirían"]


@pytest.mark.slow
def test_who_is_affected_is_counted_for_every_setting_and_for_holidays(ssf):
    with acting(ssf):
        for rule in RULES:
            for value in (DEFAULTS[rule.key], rule.choices[0][0] if rule.choices else rule.low):
                found = previews.effects(rule.key, ssf.continuum_id, TODAY, value)
                assert found and all(effect.count == 0 and str(effect.text) for effect in found), rule.key
        assert len(previews.effects("holiday", ssf.continuum_id, TODAY, None)) == 2


@pytest.mark.slow
class TestPages:
    def test_change_is_previewed_then_saved(self, agency, ssf):
        browser, url = signed_in(ssf), reverse("rules:change", args=["inactive_days"])
        typed = {
            "value": "60", "valid_from_0": "9", "valid_from_1": "10", "valid_from_2": "2025", "reason": "Board",
            "seen": "0",
        }  # fmt: skip
        page = browser.post(url, typed).content.decode()
        assert "clients who are active today would be inactive" in page
        assert not Setting.objects.exists()
        answer = browser.post(url, {**typed, "confirmed": "yes"})
        assert answer.url == reverse("rules:list")
        assert "60 days" in browser.get(answer.url).content.decode()
        assert browser.post(url, {**typed, "confirmed": "yes"}).url == reverse("rules:list")
        assert Setting.objects.count() == 1
        assert browser.post(url, {**typed, "value": "70", "confirmed": "yes"}).status_code == 409

    def test_bad_input_is_said_beside_the_field(self, ssf):
        answer = signed_in(ssf).post(reverse("rules:change", args=["inactive_days"]), {"value": "3", "seen": "0"})
        assert answer.status_code == 422
        assert "14" in answer.content.decode()

    def test_yes_and_no_are_kept_as_such(self, agency, ssf):
        url = reverse("rules:change", args=["stall_on_due_day"])
        typed = {"value": "True", "valid_from_0": "9", "valid_from_1": "1", "valid_from_2": "2025", "reason": "x"}
        signed_in(ssf).post(url, {**typed, "seen": "0", "confirmed": "yes"})
        assert setting(agency.continuum_id, "stall_on_due_day", on=TODAY) is True

    def test_holidays(self, agency, ssf):
        browser, url = signed_in(ssf), reverse("rules:holidays")
        new = {"day_0": "9", "day_1": "3", "day_2": "2025", "name": "Veterans Day"}
        shown = browser.post(url, new)
        assert shown.context["moved"][0].after == date(2025, 9, 5) and not Holiday.objects.exists()
        browser.post(url, new | {"confirmed": "yes"})
        assert b"Veterans Day" in browser.get(url).content
        away = reverse("rules:remove_holiday", args=["2025-09-03"])
        assert browser.post(away).context["moved"][0].after == date(2025, 9, 4)
        browser.post(away, {"confirmed": "yes"})
        assert b"Veterans Day" not in browser.get(url).content
        assert browser.post(reverse("rules:remove_holiday", args=["nonsense"])).status_code == 404

    @pytest.mark.parametrize("name", ["rules:list", "rules:holidays"])
    def test_pages_are_for_those_who_edit_rules(self, agency, ssf, name):
        assert signed_in(ssf).get(reverse(name)).status_code == 200
        assert signed_in(staff(Role.CALL_CENTER, agency)).get(reverse(name)).status_code == 403
        assert signed_in(staff(Role.ASSESSOR, agency)).get(reverse(name)).status_code == 403
