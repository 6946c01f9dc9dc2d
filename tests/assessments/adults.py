"""The questions that are asked of each adult: whose key is whose, and answers for everybody."""

from clients.models import Household, HouseholdMember
from tests.factories.base import seeding
from tests.factories.clients import HouseholdMemberFactory

NO_INCOME = {"HC10": 0, "HC12": ["none"], "HC13": ["Medicaid"]}


def keys_of(home):
    """The keys of everybody in the household, in the order they joined it: the head first."""
    with seeding(home.client.continuum):
        rows = HouseholdMember.objects.filter(household=home.enrollment.household_id).order_by("pk")
        return [str(row.public_id) for row in rows]


def own(key, answers):
    """Answers as they are stored for one adult."""
    return {f"{link_id}_{key}": answer for link_id, answer in answers.items()}


def joins(home, client, relationship=3, **fields):
    """Somebody joins the household; returns their key."""
    with seeding(home.client.continuum):
        household = Household.objects.get(pk=home.enrollment.household_id)
    fields = {"agency": home.agency, "relationship": relationship, **fields}
    return str(HouseholdMemberFactory(household=household, client=client, **fields).public_id)


def leaves(home, key, on):
    """Somebody's first day away."""
    with seeding(home.client.continuum):
        HouseholdMember.objects.filter(public_id=key).update(left_on=on)
