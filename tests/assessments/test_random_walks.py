"""Random walks through every instrument by its pages: anything may be typed anywhere, and nothing breaks."""

import random
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from assessments.engine.definition import ItemType
from assessments.models import Draft
from assessments.policies import SUBMITS
from assessments.surroundings import read_draft
from assessments.versions import current_definition
from cas_portal.accounts.models import Setting
from clients.household import CHILD, SPOUSE_OR_PARTNER
from tests.assessments.plans.test_pages import typed_goal, typed_plan
from tests.factories.assessments import ready_household
from tests.factories.base import seeding

HOUSEHOLDS = (
    {},
    {"born": date(2003, 5, 5)},
    {"others": ((CHILD, date(2022, 1, 1)), (CHILD, date(2012, 1, 1)))},
    {"others": ((SPOUSE_OR_PARTNER, date(1980, 1, 1)),)},
)
NOISE = ("", "0", "1", "9", "99", "-1", "yes", "2025-02-31", "x" * 3000, "9" * 30, "<b>&", "\x00", "１２", "6f9619ff")
PAGES = 3
TOKEN = "6f961900-0000-4000-8000-000000000001"


def walk(browser, home, instrument, dice):
    begun = browser.post(reverse("assessments:begin_one", args=[home.client.public_id, instrument.lower()]))
    draft_id = begun.url.strip("/").split("/")[-1]
    for _page in range(PAGES):
        with seeding(home.client.continuum):
            draft = Draft.objects.get(public_id=draft_id)
            sections = read_draft(draft).reading.sections()
        section = dice.choice(sections)
        url = reverse("assessments:questions", args=[draft_id, section.id])
        yield browser.get(url)
        yield browser.post(url, typed(section, dice), headers={"HX-Request": "true"} if dice.random() < 0.3 else {})
    yield browser.get(reverse("assessments:tasks", args=[draft_id]))
    yield browser.get(reverse("assessments:check", args=[draft_id]))
    yield browser.post(reverse("assessments:submit", args=[draft_id]), {"event": dice.choice(("7", "2", "14", "none"))})


def typed(section, dice):
    """Mostly fitting answers, and some of everything else."""
    sent = {"seen": dice.choice(("0", "3", "x")), "page": "walk"}
    for item in section.items:
        if dice.random() < 0.2:
            continue
        names = [item.link_id]
        if item.type == ItemType.DATE:
            names = [f"{item.link_id}_{part}" for part in range(3)]
        if item.type == ItemType.GROUP:
            names = [f"{item.link_id}-{row}-{part.link_id.split('.')[-1]}" for row in range(2) for part in item.items]
        for name in names:
            sent[name] = fitting(item, dice) if dice.random() < 0.7 else dice.choice(NOISE)
        if dice.random() < 0.2:
            sent[f"{item.link_id}-missing"] = dice.choice(("8", "9", "99", "7"))
    return sent


def fitting(item, dice):
    if item.options:
        codes = [str(option.code) for option in item.options]
        return dice.sample(codes, min(len(codes), 2)) if item.repeats else dice.choice(codes)
    return {ItemType.DATE: "5", ItemType.INTEGER: "2", ItemType.DECIMAL: "914"}.get(item.type, "K Street")


def walk_living_situation(browser, home, dice):
    """A quick form: a whole section at once, sometimes as last time, sometimes sent twice."""
    url = reverse("assessments:living_situation", args=[home.client.public_id])
    yield browser.get(url + dice.choice(("", "?same=1", "?same=\x00")))
    items = current_definition("CLS").items.values()
    sent = typed(SimpleNamespace(items=items), dice) | {"token": dice.choice(("", "x", TOKEN))}
    for _click in range(dice.choice((1, 2))):
        yield browser.post(url, sent)


def walk_plan(browser, home, dice):
    """The plan, one of its goals and the sheet: what fits, with some of everything else in any field."""
    pages = (("edit_plan", typed_plan, ()), ("add_goal", typed_goal, ()), ("change_goal", typed_goal, (1,)))
    for name, fitting_form, more in dice.sample(pages, len(pages)):
        url = reverse(f"assessments:{name}", args=[home.client.public_id, *more])
        yield browser.get(url)
        sent = fitting_form(version=dice.choice((0, 1, 2, "x")))
        wrong = dice.sample(sorted(sent), dice.randrange(3))
        yield browser.post(url, sent | {field: dice.choice(NOISE) for field in wrong})
    for name in ("plan", "plan_sheet", "plan_versions"):
        yield browser.get(reverse(f"assessments:{name}", args=[home.client.public_id]))


FORMS = {"CLS": walk_living_situation, "ISP": walk_plan}
EVERY = sorted({*SUBMITS, *FORMS})


def walk_often(client, instrument, times, seed):
    home = ready_household(**HOUSEHOLDS[seed % len(HOUSEHOLDS)])
    with seeding(home.client.continuum):
        Setting.objects.create(
            continuum=home.client.continuum, key="diversion_intake", value=True, valid_from=date(2025, 1, 1)
        )
    person = get_user_model().objects.get(pk=home.assessor.user_id)
    client.force_login(person, backend="cas_portal.accounts.backends.MembershipBackend")
    client.raise_request_exception = False
    for number in range(times):
        dice = random.Random(f"{instrument} {seed} {number}")
        steps = FORMS[instrument](client, home, dice) if instrument in FORMS else walk(client, home, instrument, dice)
        for answer in steps:
            assert answer.status_code < 500, (seed, number, answer.request["PATH_INFO"])


@pytest.mark.slow
@pytest.mark.parametrize("instrument", EVERY)
def test_four_walks(client, db, instrument):
    walk_often(client, instrument, times=4, seed=EVERY.index(instrument))


@pytest.mark.drill
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("instrument", EVERY)
def test_a_thousand_walks(client, db, instrument, seed):
    walk_often(client, instrument, times=250, seed=seed)
