"""HUD codes in the REST API."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from cas_portal.hud import lists


class HudCode(serializers.IntegerField):
    """A code of one of HUD's response lists; another number is refused."""

    def __init__(self, number: str, **options: object) -> None:
        self.number = number
        options.setdefault("help_text", f"A code of HUD list {number}.")
        super().__init__(min_value=0, max_value=999, **options)  # type: ignore[arg-type]
        self.validators.append(self._is_listed)

    def _is_listed(self, value: int) -> None:
        if not lists.is_code(self.number, value):
            raise serializers.ValidationError(_("Choose a code of HUD list %(number)s.") % {"number": self.number})
