"""What is asked about certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField


class TrainingForm(forms.Form):
    """The day somebody completed the yearly training."""

    done_on = MemorableDateField(label=_("Day the training was completed"), latest=clock.today)


class ExtendForm(forms.Form):
    """Until when a lapsing certificate is good, and why."""

    through = MemorableDateField(label=_("Valid through"), earliest=clock.today)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example: the next training is on a later day.")
    )


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
