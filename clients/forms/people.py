"""The profile of a client."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.hud import lists
from cas_portal.outbox.editing import EditForm
from cas_portal.outbox.once import OnceForm
from cas_portal.time import clock
from cas_portal.ui.fields import MemorableDateField, PhoneField, SSNField
from cas_portal.ui.templatetags.ui import day
from cas_portal.ui.widgets import OptionText
from clients.models import RACES
from clients.policies import can_see_ssn
from clients.presenters import RACE_LABELS
from clients.services.people import Profile, SurvivorProfile

FULL, PARTIAL = 1, 2
# Nobody was ever older by much.
OLDEST = 120
GIVEN = frozenset({FULL, PARTIAL})
OFTEN_SPOKEN = [171, 367, 148, 337, 216, 346, 377, 407, 214, 175, 157, 110]
NO_RACE = {str(code) for code, _label in lists.choices("1.6")}


def _languages() -> list[tuple[Any, Any]]:
    often = lists.choices("C4.A", only=OFTEN_SPOKEN)
    rest = [(code, label) for code, label in lists.choices("C4.A") if code not in OFTEN_SPOKEN and code != 99]
    return [("", _("Not asked")), (_("Often spoken here"), often), (_("All others"), rest)]


def _radio(number: str, label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=lambda: lists.choices(number),
        coerce=int,
        initial=99,
        widget=forms.RadioSelect({"class": "options--inline"}),
        **kwargs,
    )


def agency_field(actor: Actor, permission: Permission) -> forms.TypedChoiceField | None:
    """Return the question "for which agency?" for people who hold the right at several, else None."""
    held = set(actor.agencies_with(permission))
    names = {m.agency_id: m.agency_name for m in actor.memberships if m.agency_id in held}
    if len(names) < 2:
        return None
    return forms.TypedChoiceField(
        label=_("For which agency do you enter this?"), choices=sorted(names.items()), coerce=int
    )


class ProfileFields(forms.Form):
    """The questions about who somebody is (HUD 3.01-3.04, 3.07, 4.21)."""

    first_name = forms.CharField(label=_("First name"), max_length=50, required=False)
    middle_name = forms.CharField(label=_("Middle name"), max_length=50, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=50, required=False)
    suffix = forms.CharField(
        label=_("Suffix"), max_length=50, required=False, widget=forms.TextInput({"class": "input--short"})
    )
    alias = forms.CharField(
        label=_("Goes by"),
        help_text=_("A nickname or another name people know them by."),
        max_length=100,
        required=False,
    )
    pronouns = forms.CharField(
        label=_("Pronouns"),
        help_text=_("As the client says them, for example: she, he, they."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "input--medium"}),
    )
    name_quality = forms.TypedChoiceField(
        label=_("How complete is the name?"), choices=lambda: lists.choices("3.01.5"), coerce=int, initial=FULL
    )
    birth_date = MemorableDateField(label=_("Birth date"), required=False, latest=clock.today)
    dob_quality = forms.TypedChoiceField(
        label=_("How sure is the birth date?"), choices=lambda: lists.choices("3.03.2"), coerce=int, initial=FULL
    )
    ssn = SSNField(
        label=_("Social Security number"),
        help_text=_("Optional for the client: services never depend on it. Type x for digits that are not known."),
        partial=True,
        required=False,
    )
    ssn_reason = forms.TypedChoiceField(
        label=_("If there is no number: why?"),
        choices=lambda: lists.choices("3.02.2", only=[99, 8, 9]),
        coerce=int,
        initial=99,
    )
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    veteran_status = _radio("1.8", _("Has the client served in the United States armed forces?"))
    sex = _radio("4.21", _("Sex"))
    races = forms.MultipleChoiceField(
        label=_("Race and ethnicity"),
        help_text=_("All that the client names."),
        choices=lambda: (
            [(race, OptionText(str(RACE_LABELS[race]))) for race in RACES]
            + [(str(code), OptionText(label, exclusive=True)) for code, label in lists.choices("1.6")]
        ),
        widget=forms.CheckboxSelectMultiple({"class": "options--two"}),
        required=False,
    )
    preferred_language = forms.TypedChoiceField(
        label=_("Preferred language"), choices=_languages, coerce=int, empty_value=None, required=False
    )
    interpreter_needed = forms.BooleanField(label=_("Needs an interpreter"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if not can_see_ssn(actor):
            del self.fields["ssn"], self.fields["ssn_reason"]

    def clean(self) -> dict[str, Any]:
        """Hold names, birth date and races against what is said about them."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name_quality") in GIVEN and not (cleaned.get("first_name") or cleaned.get("last_name")):
            self.add_error("first_name", _("Enter a first or last name, or choose why there is none."))
        self._check_birth_date(cleaned)
        races = cleaned.get("races", [])
        if len(races) > 1 and set(races) & NO_RACE:
            self.add_error("races", _("Choose races and ethnicities, or one reason why there are none."))
        return cleaned

    def _check_birth_date(self, cleaned: dict[str, Any]) -> None:
        quality, given = cleaned.get("dob_quality"), cleaned.get("birth_date")
        if "birth_date" in self.errors or quality is None:
            return
        if quality in GIVEN and given is None:
            self.add_error("birth_date", _("Enter the birth date, or choose why it is missing."))
        if quality not in GIVEN and given is not None:
            self.add_error("dob_quality", _("A birth date was entered: say how sure it is."))

    def profile(self) -> Profile:
        """Return the answers as the service takes them."""
        data = self.cleaned_data
        plain = {
            name: data[name] for name in Profile.__dataclass_fields__ if name in data and name not in {"races", "ssn"}
        }
        races = set(data["races"])
        none = next((int(race) for race in races & NO_RACE), None)
        ssn, quality = self._ssn()
        return Profile(**plain, races=frozenset(races & set(RACES)), race_none=none, ssn=ssn, ssn_quality=quality)

    def _ssn(self) -> tuple[str | None, int]:
        number = self.cleaned_data.get("ssn", "")
        if number:
            return number, FULL if number.isdigit() else PARTIAL
        return "", self.cleaned_data.get("ssn_reason", 99)


class NewClientForm(OnceForm, ProfileFields):
    """Enter a client. `different` holds, signed, the possible duplicates the person looked at."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if (agency := agency_field(actor, Permission.EDIT_CLIENT)) is not None:
            self.fields["agency"] = agency


class SurvivorFields(forms.Form):
    """What an anonymous record may hold. There is no field that could name anybody."""

    stated_age = forms.IntegerField(
        label=_("Exact age today"),
        help_text=_("Decides the household type. The birth date is never asked."),
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.TextInput({"class": "input--short", "inputmode": "numeric"}),
    )
    birth_year = forms.IntegerField(
        label=_("Birth year, when the age is not known"),
        required=False,
        widget=forms.TextInput({"class": "input--short", "inputmode": "numeric"}),
    )
    veteran_status = _radio("1.8", _("Has the client served in the United States armed forces?"))
    sex = _radio("4.21", _("Sex"))

    def clean_birth_year(self) -> int | None:
        """A year in which somebody alive can be born."""
        year: int | None = self.cleaned_data["birth_year"]
        today = clock.today()
        if year is not None and year > today.year:
            raise forms.ValidationError(_("Enter a year that has come."))
        if year is not None and year < today.year - OLDEST:
            raise forms.ValidationError(_("Enter a year in %(first)s or later.") % {"first": today.year - OLDEST})
        return year

    def profile(self) -> SurvivorProfile:
        """Return the answers as the service takes them."""
        return SurvivorProfile(**{name: self.cleaned_data[name] for name in SurvivorProfile.__dataclass_fields__})


class NewSurvivorForm(OnceForm, SurvivorFields):
    """Enter an anonymous record."""


class EditSurvivorForm(SurvivorFields, EditForm):
    """Correct an anonymous record."""

    def __init__(self, *args: Any, told_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if told_on is not None:
            self.fields["stated_age"].label = _("Exact age")
            self.fields["stated_age"].help_text = _(
                "Told on %(day)s. If you change it, it is the age of today. The birth date is never asked."
            ) % {"day": day(told_on)}


class EditProfileForm(ProfileFields):
    """Change a profile. The stored number stays out of the page; empty keeps it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    forget_ssn = forms.BooleanField(label=_("Remove the number that is stored"), required=False)

    def __init__(self, *args: Any, actor: Actor, stored: Profile, last_four: str, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.stored, self.has_ssn = stored, bool(last_four)
        if not self.has_ssn or "ssn" not in self.fields:
            del self.fields["forget_ssn"]
        elif "ssn" in self.fields:
            self.fields["ssn"].help_text = _("Ends with %(four)s. Leave empty to keep it.") % {"four": last_four}

    def _ssn(self) -> tuple[str | None, int]:
        number, quality = super()._ssn()
        if number or ("ssn" in self.fields and not self.has_ssn) or self.cleaned_data.get("forget_ssn"):
            return number, quality
        return None, self.stored.ssn_quality


def profile_initial(profile: Profile, version: int) -> dict[str, Any]:
    """Return what the form shows of a stored profile."""
    shown = {name: getattr(profile, name) for name in Profile.__dataclass_fields__ if name != "ssn"}
    races = [race for race in RACES if race in profile.races]
    missing = profile.ssn_quality if profile.ssn_quality not in GIVEN else 99
    none = [] if profile.race_none is None else [str(profile.race_none)]
    return {**shown, "races": races or none, "ssn_reason": missing, "version": version}
