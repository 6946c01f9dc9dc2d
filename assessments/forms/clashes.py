"""Two people answered the same question: both answers side by side, to choose from."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.engine.definition import Definition
from assessments.engine.people import words_of
from cas_portal.ui.widgets import OptionText

MINE, THEIRS = "mine", "theirs"
LONGEST = 60_000


class ClashForm(forms.Form):
    """For each question one choice of two; what both answers are travels with the form, in the words of the page."""

    both = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST)

    def __init__(self, data: Mapping[str, Any] | None = None, *, clashes: list[dict[str, Any]]):
        super().__init__(data)
        self.clashes = clashes
        self.fields["both"].initial = json.dumps([{**clash, "label": str(clash["label"])} for clash in clashes])
        for clash in clashes:
            hint = _("%(name)s saved this on %(at)s.") % {"name": clash["by"], "at": clash["at"]}
            if not clash["by"]:
                hint = _("This was saved on %(at)s.") % {"at": clash["at"]}
            if clash["own"]:
                hint = _("You saved this on %(at)s, on another page.") % {"at": clash["at"]}
            self.fields[self.name_of(clash)] = forms.ChoiceField(
                label=clash["label"],
                choices=[
                    (MINE, OptionText(clash["mine_words"], str(_("You typed this.")))),
                    (THEIRS, OptionText(clash["theirs_words"], hint)),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose which of the two answers is right.")},
            )

    @staticmethod
    def name_of(clash: Mapping[str, Any]) -> str:
        """Return the name of the field for one question."""
        return f"settle-{clash['link_id']}"

    @staticmethod
    def clashes_in(data: Mapping[str, Any], definition: Definition, asked: Collection[str]) -> list[dict[str, Any]]:
        """Return the clashes a sent form was made from, of the questions asked; nothing for a form that is not ours."""
        try:
            told = json.loads(str(data.get("both", ""))[:LONGEST])
        except ValueError:
            return []
        words = ("mine_words", "theirs_words", "by", "at")
        rows = [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []
        return [
            {
                "link_id": row["link_id"],
                "label": words_of(definition, row["link_id"]),
                "mine": row.get(MINE),
                "theirs": row.get(THEIRS),
                **{name: str(row.get(name, "")) for name in words},
                "own": row.get("own") is True,
            }
            for row in rows
            if isinstance(row.get("link_id"), str) and row["link_id"] in asked and row["link_id"] in definition.items
        ]

    def chosen(self) -> dict[str, object]:
        """Return the answers the worker chose for themselves; those left to the other person need no saving."""
        return {
            clash["link_id"]: clash[MINE] for clash in self.clashes if self.cleaned_data[self.name_of(clash)] == MINE
        }
