"""On the check-answers page: whom an answer is about that belongs on a profile, and what is right where two differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessments.about_adults import CONDITION, LANGUAGE, NO, SERVED, YES, Ask, Doubt, Told, known_on
from cas_portal.hud import lists
from cas_portal.ui.widgets import OptionText

ANSWER, PROFILE = "answer", "profile"
UNKNOWN, CLOSED, NOBODY = "unknown", "closed", "nobody"
LISTS = {SERVED: "1.8", CONDITION: "1.8", LANGUAGE: "C4.A"}
Names = Mapping[int, str]


def ask_about_adults(form: forms.Form, doubts: Sequence[Doubt], names: Names) -> None:
    """Add a question to the form for each doubt."""
    for doubt in doubts:
        make = {Ask.WHICH: _which, Ask.WHOSE: _whose, Ask.RIGHT: _right}[doubt.ask]
        form.fields[field_of(doubt)] = make(doubt, names)


def told_about_adults(cleaned: Mapping[str, Any], doubts: Sequence[Doubt]) -> Told:
    """Return what the worker said, as the service takes it."""
    which: dict[str, list[int]] = {}
    speaker, profile_is_right = None, []
    for doubt in doubts:
        said = cleaned[field_of(doubt)]
        if doubt.ask == Ask.RIGHT and said == PROFILE:
            profile_is_right.append(doubt.link_id)
        elif doubt.ask == Ask.WHOSE and said != NOBODY:
            speaker = int(said)
        elif doubt.ask == Ask.WHICH and said != [UNKNOWN]:
            which[doubt.link_id] = [int(one) for one in said if one.isdecimal()]
    return Told(which, speaker, profile_is_right)


def field_of(doubt: Doubt) -> str:
    """Return the name of the field that asks it."""
    return f"about_{doubt.link_id}"


def _words(doubt: Doubt, code: int | None) -> str:
    return _("nothing yet") if code is None else lists.label(LISTS[doubt.link_id], code)


def _person(doubt: Doubt, person: Any, names: Names) -> tuple[str, OptionText]:
    hint = _("On the profile: %(answer)s") % {"answer": _words(doubt, known_on(person, doubt.link_id))}
    return str(person.pk), OptionText(names[person.pk], hint)


def _which(doubt: Doubt, names: Names) -> forms.Field:
    """Of which adults it is true: perhaps of several; of somebody whose record is closed; or it is not known."""
    choices = [_person(doubt, person, names) for person in doubt.people]
    if doubt.answer == NO:
        choices.append((NOBODY, OptionText(_("None of them"), exclusive=True)))
    elif doubt.closed:
        choices.append((CLOSED, OptionText(_("Somebody whose record is closed to me"))))
    choices.append((UNKNOWN, OptionText(_("Not known. Leave the profiles as they are."), exclusive=True)))
    known = [str(person.pk) for person in doubt.people if known_on(person, doubt.link_id) == YES]
    labels = {
        SERVED: _("Which adults served in the United States military?"),
        CONDITION: _("Which adults have the long-lasting condition? You need not say which one it is."),
    }
    return _OneAlone(
        label=labels[doubt.link_id],
        choices=choices,
        initial=[NOBODY] if doubt.answer == NO else known,
        widget=forms.CheckboxSelectMultiple,
    )


def _whose(doubt: Doubt, names: Names) -> forms.Field:
    return forms.ChoiceField(
        label=_("Whose language is it: %(language)s?") % {"language": _words(doubt, doubt.answer)},
        choices=[
            *(_person(doubt, person, names) for person in doubt.people),
            (NOBODY, OptionText(_("Somebody else’s. Leave the profiles as they are."))),
        ],
        initial=str(doubt.people[0].pk),
        widget=forms.RadioSelect,
    )


def _right(doubt: Doubt, names: Names) -> forms.Field:
    person = doubt.people[0]
    labels = {
        SERVED: _("Served in the United States military: which answer is right for %(name)s?"),
        CONDITION: _("A long-lasting condition: which answer is right for %(name)s?"),
        LANGUAGE: _("Preferred language: which answer is right for %(name)s?"),
    }
    before = _words(doubt, known_on(person, doubt.link_id))
    return forms.ChoiceField(
        label=labels[doubt.link_id] % {"name": names[person.pk]},
        choices=[
            (ANSWER, OptionText(_words(doubt, doubt.answer), _("Answered now. It goes onto the profile."))),
            (PROFILE, OptionText(before, _("On the profile. It stays as it is."))),
        ],
        initial=ANSWER,
        widget=forms.RadioSelect,
    )


class _OneAlone(forms.MultipleChoiceField):
    """Several choices, of which “none” and “not known” stand alone."""

    def clean(self, value: Any) -> Any:
        """Refuse a person together with nobody."""
        chosen = super().clean(value)
        if len(chosen) > 1 and {UNKNOWN, NOBODY} & set(chosen):
            raise forms.ValidationError(_("Choose people, or the last answer alone"))
        return chosen
