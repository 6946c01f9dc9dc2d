"""The demo community: whole or not at all, once, and only in a demo."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency, Membership, User
from reports.demo import sign_ins
from reports.demo.community import STAFF
from reports.demo.load import load


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.mark.django_db
def test_load_refuses_outside_of_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo", "--once")
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("show_sign_ins")
    assert not User.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_load_once_then_does_nothing(demo, capsys):
    call_command("load_demo", "--once")
    agencies = Agency.objects.count()
    assert agencies == 12
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    call_command("load_demo", "--once")
    assert Agency.objects.count() == agencies
    assert "there already" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.django_db
def test_every_sign_in_shown_works(demo, rf, capsys):
    load()
    call_command("show_sign_ins")
    shown = capsys.readouterr().out
    assert len(sign_ins.one_per_role()) == len(Role)
    for _role, email in sign_ins.one_per_role():
        assert email in shown
    person = authenticate(rf.post("/"), email=sign_ins.address(STAFF[0].login), password=sign_ins.password())
    assert person is not None
    assert sign_ins.password() in shown


def test_password_follows_the_secret(settings):
    settings.SECRET_KEY = "one"
    one = sign_ins.password()
    settings.SECRET_KEY = "other"
    assert sign_ins.password() != one
    assert len(one) >= 15
