"""What HUD calls an invalid Social Security number although it could have been issued (reference/hud, Q6a)."""

from django.utils.translation import gettext as _

DIGITS = "0123456789"
RUNS = frozenset({DIGITS[1:], DIGITS[1:][::-1], DIGITS[:9], DIGITS[:9][::-1], "234567890"})


def doubt_about(number: str) -> str:
    """Return what to check about nine digits, unknown ones as x; an empty string when HUD counts them as valid."""
    if not number:
        return ""
    known = number.replace("x", "")
    if len(known) == len(number) and (len(set(known)) == 1 or number in RUNS):
        return _(
            "HUD counts this Social Security number as invalid: its digits are all alike or in a row. Check it with the"
            " client, or type x for the digits that are not known."
        )
    if "x" in number[-4:]:
        return _("HUD counts a Social Security number without its last four digits as missing. Ask for them again.")
    return ""
