"""Filing, assigning and answering a grievance."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.accounts.models import User
from cas_portal.ui.fields import RevealForm
from cas_portal.ui.widgets import OptionText
from clients import policies
from clients.models import Grievance

TEXT = {"rows": 6}


class GrievanceForm(forms.Form):
    """What somebody complains of. Nothing about themselves is asked that is not needed to answer."""

    # Nobody has to have it: a page that was kept from before files as well.
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    community = forms.ChoiceField(label=_("Where did it happen?"))
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=lambda: Grievance.Kind.choices, widget=forms.RadioSelect
    )
    what_happened = forms.CharField(
        label=_("What happened?"),
        help_text=_("When, where, and who was there. Use your own words."),
        max_length=4000,
        widget=forms.Textarea(TEXT),
    )
    wish = forms.CharField(
        label=_("What would make it right?"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    agency_name = forms.CharField(label=_("Which agency, shelter or program?"), max_length=120, required=False)
    person_name = forms.CharField(
        label=_("Who of the staff, if you know?"),
        help_text=_(
            "First and last name, as well as you know it. Nobody with a name like it can read or answer your grievance"
            " until somebody else has found out who you mean."
        ),
        max_length=120,
        required=False,
    )
    name = forms.CharField(label=_("Your name"), help_text=_("You may leave it out."), max_length=120, required=False)
    contact = forms.CharField(
        label=_("How can we answer you?"),
        help_text=_("A phone number, an e-mail or a place. Without it we cannot tell you the answer."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor | None, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        if actor is not None or len(places) == 1:
            del self.fields["community"]
        else:
            self.fields["community"].choices = [("", _("- Select -")), *places]  # type: ignore[attr-defined]
        if actor is not None:
            self._word_for_staff(actor)

    def _word_for_staff(self, actor: Actor) -> None:
        """Staff often file for somebody else; a victim service provider names nobody (policy §11)."""
        if not policies.can_name_who_complains(actor):
            del self.fields["name"], self.fields["contact"]
            self.fields["what_happened"].help_text = _("Do not write who the client is or where they stay.")
            return
        self.fields["name"].label = _("Who complains?")
        self.fields["name"].help_text = _("Leave it out when you file for yourself, or when they do not want it.")
        self.fields["contact"].label = _("How can we answer them?")

    def continuum_id(self) -> int:
        """The community a visitor chose, or the only one there is."""
        return int(self.cleaned_data.get("community") or self.places[0][0])


class OwnerForm(forms.Form):
    """Who answers it."""

    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("- Select -")), *people]  # type: ignore[attr-defined]


class PersonForm(RevealForm):
    """Who is complained of: one of those it may be about, somebody else by their e-mail, or nobody of the staff."""

    OTHER, NOBODY = "other", "nobody"
    who = forms.ChoiceField(label=_("Who is complained of?"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mail the person signs in with"), help_text=_("They stop seeing the grievance and cannot own it.")
    )
    reveals = {"email": ("who", {OTHER})}

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *[(person.email, OptionText(person.name, person.email)) for person in people],
            (self.OTHER, _("Somebody else of the staff")),
            (self.NOBODY, _("Nobody of the staff")),
        ]

    def person(self) -> str:
        """The e-mail of whom it is about, empty for nobody."""
        who: str = self.cleaned_data["who"]
        return {self.OTHER: self.cleaned_data["email"], self.NOBODY: ""}.get(who, who)


class NoteForm(forms.Form):
    """What was found out or done."""

    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea({"rows": 4}))


class AnswerForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=lambda: Grievance.Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("The answer that was given"),
        help_text=_("What you found, what changes, and what the person can still do."),
        max_length=4000,
        widget=forms.Textarea(TEXT),
    )
