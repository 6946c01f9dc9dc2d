"""How long each paper counts (policy §2)."""

from datetime import date

import pytest

from cas_portal.accounts.settings import DEFAULTS
from documents.kinds import Basis, Kind, Tier
from documents.validity import valid_through

ISSUED = date(2025, 8, 1)


@pytest.mark.case("R12")
def test_a_receipt_counts_for_thirty_days():
    for kind in (Kind.PHOTO_ID, Kind.SSN_CARD):
        assert valid_through(kind, Basis.RECEIPT, ISSUED, DEFAULTS, date(2030, 1, 1)) == date(2025, 8, 31)


@pytest.mark.parametrize(
    ("kind", "basis", "through"),
    [
        (Kind.PHOTO_ID, Basis.ORIGINAL, None),
        (Kind.SSN_CARD, Basis.ORIGINAL, None),
        (Kind.BIRTH_CERT, Basis.ORIGINAL, None),
        (Kind.HOMELESS_CERT, Basis.HOMELESS, date(2025, 10, 30)),
        (Kind.HOMELESS_CERT, Basis.AT_RISK, date(2025, 10, 30)),
        (Kind.DISABILITY, Basis.AWARD, date(2026, 8, 1)),
        (Kind.DISABILITY, Basis.PROFESSIONAL, date(2026, 8, 1)),
        (Kind.DISABILITY, Basis.OBSERVED, date(2025, 9, 15)),
        (Kind.HOMELESS_HISTORY, Basis.ORIGINAL, None),
    ],
)
def test_each_paper_has_its_last_day(kind, basis, through):
    assert valid_through(kind, basis, ISSUED, DEFAULTS) == through


def test_a_photo_id_counts_until_its_own_expiry():
    assert valid_through(Kind.PHOTO_ID, Basis.ORIGINAL, ISSUED, DEFAULTS, date(2029, 5, 5)) == date(2029, 5, 5)


@pytest.mark.case("R16")
def test_a_household_ready_for_psh_is_ready_for_ph():
    assert Tier.PH_READY in Tier.PSH_READY.satisfies
    assert Tier.PSH_READY not in Tier.PH_READY.satisfies
    assert Tier.NOT_READY.satisfies == {Tier.NOT_READY}
