"""Bounds of open answers, as an instrument data file names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of an open answer; `not_after` and `not_before` name a day of `Context.day`.

    `at_most` names a question asked before, whose number this one does not pass; `row_way` the columns of a table that
    say by which way and where somebody is reached: a phone is a number, an e-mail an address.
    """

    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 500
    max_rows: int = 12
    not_after: str = ""
    not_before: str = ""
    backdate_days: int | None = None
    backdate_setting: str = ""
    day_optional: bool = False
    row_period: tuple[str, ...] = ()
    row_way: tuple[str, ...] = ()
    at_most: str = ""
