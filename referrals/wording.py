"""The reasons and names of referrals that a community may reword, and how many records say each."""

from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.lists import WordList, register
from cas_portal.accounts.wording.names import entries_of
from referrals.models import Opening, Referral, Transition
from referrals.models.openings import HOUSEHOLD_TYPE
from referrals.reasons import LISTS
from referrals.states import OPENING_STATUS, REFERRAL_STATE

NAMES = (
    (REFERRAL_STATE, _("States of a referral"), _("How pages and lists call where a referral stands.")),
    (OPENING_STATUS, _("States of an opening"), _("How pages and lists call where an opening stands.")),
    (HOUSEHOLD_TYPE, _("Household types"), _("How rules of programs and openings call the types of households.")),
)


def register_all() -> None:
    """Let the community word them."""
    for words in LISTS.values():
        register(words, reasons_given)
    uses = {REFERRAL_STATE: in_state, OPENING_STATUS: with_status}
    for key, title, about in NAMES:
        register(WordList(key, title, about, entries_of(key), names=True), uses.get(key))


def reasons_given(continuum_id: int, code: str) -> int:
    """Count the moves made for a reason."""
    return Transition.objects.filter(continuum_id=continuum_id, reason=code).count()


def in_state(continuum_id: int, code: str) -> int:
    """Count the referrals in a state."""
    return Referral.objects.filter(continuum_id=continuum_id, state=code).count()


def with_status(continuum_id: int, code: str) -> int:
    """Count the openings with a status."""
    return Opening.objects.filter(continuum_id=continuum_id, status=code).count()
