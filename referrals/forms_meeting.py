"""What a victim service provider says about a meeting of a survivor and a program."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.hud import groups, lists
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, RevealForm
from referrals.models import HandOver
from referrals.models.hand_over import LONGEST
from referrals.services import meeting

HOUSED = {HandOver.Outcome.NAMED, HandOver.Outcome.ANONYMOUS}


def _last_day():
    return clock.today() + LONGEST


class MeetingForm(forms.Form):
    """Until which day the survivor agrees to meet the program."""

    through = MemorableDateField(
        label=_("Through which day may the program arrange a meeting?"),
        help_text=_("At most 30 days. The survivor can take it back on any day."),
        earliest=clock.today,
        latest=_last_day,
        initial=lambda: clock.today() + timedelta(days=14),
    )

    def act(self, *, by: Actor, referral_id: UUID) -> HandOver:
        """Record the permission."""
        return meeting.release_to_meet(by=by, referral_id=referral_id, through=self.cleaned_data["through"])


class OutcomeForm(RevealForm):
    """What the survivor chose, and where they move when the program enrolled them."""

    reveals = {
        "destination": ("outcome", {str(one) for one in HOUSED}),
        "subsidy": ("destination", {str(groups.RENTAL_WITH_SUBSIDY)}),
    }
    outcome = forms.ChoiceField(
        label=_("What did the survivor choose?"), choices=HandOver.Outcome.choices, widget=forms.RadioSelect
    )
    destination = forms.TypedChoiceField(label=_("Kind of housing"), coerce=int)
    subsidy = forms.TypedChoiceField(
        label=_("Which subsidy?"),
        choices=lambda: [("", _("- Select -")), *lists.choices("3.12.A")],
        coerce=int,
        empty_value=None,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        permanent = groups.situations(groups.SituationGroup.PERMANENT)
        places = [pair for pair in groups.situation_choices(groups.SituationUse.DESTINATION) if pair[0] in permanent]
        self.fields["destination"].choices = [("", _("- Select -")), *places]  # type: ignore[attr-defined]

    def act(self, *, by: Actor, referral_id: UUID) -> HandOver:
        """Record the outcome."""
        data = self.cleaned_data
        return meeting.close_meeting(
            by=by, referral_id=referral_id, outcome=data["outcome"], destination=data["destination"] or 0,
            subsidy=data["subsidy"] or None,
        )  # fmt: skip
