"""The kinds of notices of policy §9: what they are about, and how they come to people who said nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cas_portal.notifications.models import Mail, NoticeChoice

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `must` says why nobody turns its message off; without it people choose."""

    code: str
    about: Words
    usual: Mail = Mail.DIGEST
    must: Words = ""

    @property
    def locked(self) -> bool:
        """Whether its message always comes at once."""
        return bool(self.must)


def _must(code: str, about: Words, why: Words) -> Kind:
    return Kind(code, about, Mail.NOW, why)


_SAME_DAY = _("Somebody needs help the same day.")
_CLOCK = _("A household waits, and a clock of few days runs.")
_RIGHTS = _("It is about who may sign in and what they may do.")
KINDS: tuple[Kind, ...] = (
    _must("N1", _("An urgent household"), _SAME_DAY),
    Kind("N2", _("An assessment, a paper or a certificate ends")),
    Kind("N3", _("No contact, or no living situation, for long")),
    Kind("N4", _("A paper was recorded, accepted or returned")),
    Kind("N5", _("Papers are complete, or no longer")),
    Kind("N6", _("An opening was reported, changed or withdrawn")),
    _must("N7", _("A client is to be asked about an opening"), _CLOCK),
    Kind("N8", _("An answer about an opening"), Mail.NOW),
    _must("N9", _("A referral waits for a program"), _CLOCK),
    Kind("N10", _("A referral was answered")),
    Kind("N11", _("A decline waits for SSF"), Mail.NOW),
    Kind("N12", _("A park ends")),
    Kind("N13", _("A household declined often")),
    Kind("N14", _("A shelter bed is open"), Mail.NOW),
    Kind("N15", _("A shelter referral"), Mail.NOW),
    Kind("N16", _("A hand-off, a CAN or a PSAP referral")),
    _must("N17", _("A match that a victim service provider must know"), _SAME_DAY),
    _must("N18", _("A grievance"), _("Whoever complained has a right to an answer in time.")),
    Kind("N19", _("A household changed, or somebody has a birthday that matters")),
    Kind("N20", _("A household is among the next for an opening")),
    _must("N21", _("Roles, certificates and accounts"), _RIGHTS),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def mail_of(code: str, chosen: str = "") -> Mail:
    """Return when a message comes: always at once where it must, else as chosen, else the usual way."""
    kind = BY_CODE.get(code)
    if kind is None:
        return Mail.DIGEST
    return Mail(chosen) if chosen and not kind.locked else kind.usual


def choices_of(owners: Iterable[int]) -> dict[tuple[int, str], str]:
    """Return what people chose, by person and kind, in one query; kinds they said nothing about are not in it."""
    rows = NoticeChoice.objects.filter(owner_id__in=list(owners)).values_list("owner_id", "kind", "mail")
    return {(owner, kind): mail for owner, kind, mail in rows}
