"""The demo community: whole or not at all, once, and only in a demo."""

import re
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction

from assessments.models import Assessment, Draft
from cas_portal.access.actor import Actor, ActorMembership
from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency, Continuum, Holiday, Membership, User
from cas_portal.time import clock
from clients.models import Client, Enrollment, Program, Release
from referrals.models import Opening, Referral
from referrals.states import HOLDS_OPENING, OpeningStatus, State
from reports.demo import sign_ins
from reports.demo.community import STAFF
from reports.demo.holidays import federal_holidays
from reports.demo.load import load
from reports.demo.offers import Offers
from reports.demo.people import COUNTS, Stage, households

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def few(monkeypatch):
    """The same community with a handful of its households, where how many does not matter."""
    some = [demo for demo in households() if demo.stage in {Stage.FRESH, Stage.DRAFTING}][:4]
    monkeypatch.setattr("reports.demo.load.households", lambda: some)


def test_federal_holidays_are_counted_for_any_year():
    """As the Office of Personnel Management lists them: a Saturday is kept on Friday, a Sunday on Monday."""
    assert [f"{day:%m-%d}" for day in federal_holidays(2025)] == [
        "01-01", "01-20", "02-17", "05-26", "06-19", "07-04", "09-01", "10-13", "11-11", "11-27", "12-25",
    ]  # fmt: skip
    assert [f"{day:%m-%d}" for day in federal_holidays(2026)] == [
        "01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25",
    ]  # fmt: skip
    assert federal_holidays(2027)[date(2027, 12, 31)] == federal_holidays(2023)[date(2023, 1, 2)] == "New Year's Day"
    assert all(len(federal_holidays(year)) >= 10 for year in range(2020, 2060))


@pytest.mark.django_db
def test_load_refuses_outside_of_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo", "--once")
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("show_sign_ins")
    assert not User.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_load_once_then_does_nothing(demo, few, as_worker, capsys):
    with as_worker():
        call_command("load_demo", "--once")
    agencies = Agency.objects.count()
    assert agencies == 12
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    year = clock.today().year
    kept = set(Holiday.objects.values_list("day", flat=True))
    assert kept == {*federal_holidays(year), *federal_holidays(year + 1)}
    with as_worker():
        call_command("load_demo", "--once")
    assert Agency.objects.count() == agencies
    assert "there already" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_sign_in_shown_works(demo, few, rf, as_worker, capsys):
    with as_worker():
        load()
    call_command("show_sign_ins")
    shown = capsys.readouterr().out
    assert len(sign_ins.one_per_role()) == len(Role)
    for _role, email in sign_ins.one_per_role():
        assert email in shown
    person = authenticate(rf.post("/"), email=sign_ins.address(STAFF[0].login), password=sign_ins.password())
    assert person is not None
    assert sign_ins.password() in shown


def test_readme_names_the_sign_in_of_each_role():
    rows = re.findall(r"^\| ([^|]+) \| (\S+@\S+) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert rows == sign_ins.one_per_role()


def test_password_follows_the_secret(settings):
    settings.SECRET_KEY = "one"
    one = sign_ins.password()
    settings.SECRET_KEY = "other"
    assert sign_ins.password() != one
    assert len(one) >= 15


@pytest.fixture
def community(demo, as_worker):
    """The loaded community, seen as somebody who sees everything."""
    with as_worker():
        load()
    lead = Agency.objects.get(is_lead=True)
    ids = Agency.objects.values_list("pk", flat=True)
    memberships = tuple(ActorMembership(agency_id=pk, role=Role.SYSADMIN) for pk in ids)
    with (
        transaction.atomic(),
        bind(Actor(user_id=None, continuum_id=lead.continuum_id, memberships=memberships)) as actor,
    ):
        yield actor


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_community_has_households_at_every_stage(community):
    today = clock.today()
    heads = Enrollment.objects.filter(program__is_cas=True, relationship=1)
    assert heads.count() == 150
    assert set(Program.objects.exclude(is_cas=True).values_list("project_type", flat=True)) == {0, 2, 3, 6, 10, 13}
    hct = Assessment.objects.all()
    soon = today + timedelta(days=30)
    assert hct.filter(valid_through__lt=today).count() == COUNTS[Stage.EXPIRED]
    assert hct.filter(valid_through__range=(today, soon)).count() == COUNTS[Stage.EXPIRING]
    assert hct.filter(evh=True).count() >= COUNTS[Stage.EVH]
    assert set(hct.values_list("household_type", flat=True)) >= {"SINGLE_ADULT", "TAY", "COUPLE", "FAMILY"}
    assert Draft.objects.filter(status=Draft.Status.OPEN).count() == COUNTS[Stage.DRAFTING]
    assert Client.objects.filter(survivor=True, merged_into=None).exists()
    assert Release.objects.filter(method=Release.Method.REFUSED).exists()
    check_scores()
    check_offers()


def check_offers():
    """Referrals stand at every place, and homes are filled."""
    states = set(Referral.objects.values_list("state", flat=True))
    assert states == {
        *HOLDS_OPENING, State.PARKED, State.DECLINED_CLIENT, State.DECLINED_PROVIDER, State.HOUSED
    }  # fmt: skip
    assert (
        Opening.objects.filter(status=OpeningStatus.FILLED).count() == Referral.objects.filter(state="HOUSED").count()
    )
    assert set(Opening.objects.values_list("status", flat=True)) == set(OpeningStatus) - {OpeningStatus.WITHDRAWN}


def check_scores():
    """Scores are the sum of the points given, and the households of the EVH stage reach the threshold."""
    by_name = {(demo.head.first_name, demo.last_name): demo for demo in households()}
    for made in Assessment.objects.select_related("client__identity"):
        points = sum(line["points"] for line in made.score_lines)
        assert (made.score, made.evh) == (points, points >= made.threshold)
        if not made.client.survivor:
            named = made.client.identity
            assert made.evh or by_name[named.first_name, named.last_name].stage is not Stage.EVH


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_load_that_fails_leaves_nothing(demo, few, as_worker, monkeypatch):
    monkeypatch.setattr(Offers, "carry_out", Mock(side_effect=RuntimeError))
    with as_worker(), pytest.raises(RuntimeError):
        load()
    assert not User.objects.exists()
    assert not Continuum.objects.exists()


def test_the_same_people_every_time():
    assert households() == households()
    assert len(households()) == 150
    assert len({(demo.head.first_name, demo.last_name) for demo in households()}) == 150
