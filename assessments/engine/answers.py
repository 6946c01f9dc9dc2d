"""One answer: checked against its question and brought to the stored form, or refused with what to do.

Stored forms (JSON): an option's code; a list of codes; a whole number; a decimal as text with two places; a day as
YYYY-MM-DD; text; a list of rows for a table. A question which is not a choice and was asked of the client also takes
{"missing": 8 | 9 | 99}. Nothing given is None.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import EmailField
from django.utils.translation import gettext as _

from cas_portal.hud.groups import DATA_NOT_COLLECTED
from cas_portal.ui.days import short_day
from cas_portal.ui.fields import PhoneField

from .definition import MISSING_CODES, Item, ItemType
from .facts import Context

EARLIEST_YEAR = 1900
CENTS = Decimal("0.01")
WAYS = {"phone": PhoneField(required=False), "email": EmailField(required=False)}


class AnswerProblem(ValueError):
    """An answer that is not accepted; the message says what to do and is safe to show."""


def normalize(item: Item, raw: object, context: Context) -> object:
    """Return the stored form of an answer, or None for nothing given; raises AnswerProblem (instruments §0)."""
    if item.options:
        return _choices(item, raw) if item.repeats else _choice(item, raw)
    if isinstance(raw, Mapping) and "missing" in raw:
        return _missing(item, raw["missing"])
    if item.type == ItemType.GROUP:
        return _rows(item, raw, context)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    match item.type:
        case ItemType.INTEGER:
            return _integer(item, raw)
        case ItemType.DECIMAL:
            return _decimal(item, raw)
        case ItemType.DATE:
            return _date(item, raw, context)
        case ItemType.REFERENCE:
            return _references(raw) if item.repeats else _reference(raw)
    return _text(item, raw)


def _choice(item: Item, raw: object) -> object:
    if isinstance(raw, list):
        if len(raw) > 1:
            raise AnswerProblem(_("Choose one answer."))
        raw = raw[0] if raw else None
    if raw is None or raw == "":
        return None
    code = str(raw)
    for option in item.options:
        if str(option.code) == code:
            return option.code
    raise AnswerProblem(_("Choose one of the answers listed."))


def _choices(item: Item, raw: object) -> object:
    values = raw if isinstance(raw, list | tuple) else [raw]
    codes = {str(value) for value in values if value not in (None, "")}
    chosen = [option for option in item.options if str(option.code) in codes]
    if len(chosen) != len(codes):
        raise AnswerProblem(_("Choose only from the answers listed."))
    alone = next((option for option in chosen if option.exclusive or option.is_missing), None)
    if alone and len(chosen) > 1:
        raise AnswerProblem(_("“%(option)s” cannot be chosen with other answers.") % {"option": alone.text})
    return [option.code for option in chosen] or None


def _missing(item: Item, code: object) -> object:
    if code in (None, ""):
        return None
    if not takes_missing(item) or str(code) not in {str(known) for known in MISSING_CODES}:
        raise AnswerProblem(_("Enter an answer to this question."))
    return {"missing": int(str(code))}


def takes_missing(item: Item) -> bool:
    """Whether an open question may be answered with 8, 9 or 99: those that the client answers (instruments §0).

    A table only when it is required: an empty one says as much elsewhere.
    """
    open_question = item.type != ItemType.GROUP or item.required
    return not item.worker_answers and not item.options and open_question


def _integer(item: Item, raw: object) -> int:
    text = str(raw).strip().replace(",", "")
    if isinstance(raw, bool) or not text.lstrip("-").isdecimal() or len(text) > 9:
        raise AnswerProblem(_("Enter a whole number, like 3."))
    number = int(text)
    _check_range(item, number)
    return number


def _decimal(item: Item, raw: object) -> str:
    text = str(raw).strip().removeprefix("$").replace(",", "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(raw, bool) or not number.is_finite() or len(text) > 15:
        raise AnswerProblem(_("Enter an amount in dollars, like 914 or 914.50."))
    _check_range(item, number)
    return str(number.quantize(CENTS))


def _check_range(item: Item, number: int | Decimal) -> None:
    low, high = item.limits.minimum, item.limits.maximum
    if low is not None and number < low:
        raise AnswerProblem(_("Enter %(number)s or more.") % {"number": low})
    if high is not None and number > high:
        raise AnswerProblem(_("Enter %(number)s or less.") % {"number": high})


def _date(item: Item, raw: object, context: Context) -> str:
    day = _parsed_date(item, raw)
    limits = item.limits
    if day.year < EARLIEST_YEAR:
        raise AnswerProblem(_("Enter a year after %(year)s.") % {"year": EARLIEST_YEAR})
    latest = context.day(limits.not_after) if limits.not_after else None
    if latest and day > latest:
        raise AnswerProblem(_("Enter %(day)s or an earlier day.") % {"day": short_day(latest)})
    earliest = _earliest(item, context)
    if earliest and day < earliest:
        raise AnswerProblem(_("Enter %(day)s or a later day.") % {"day": short_day(earliest)})
    return day.isoformat()


def _earliest(item: Item, context: Context) -> date | None:
    limits = item.limits
    bounds = [context.day(limits.not_before)] if limits.not_before else []
    if limits.backdate_days is not None:
        days = context.settings.get(limits.backdate_setting, limits.backdate_days)
        bounds.append(context.today - timedelta(days=days))
    return max((bound for bound in bounds if bound), default=None)


def _parsed_date(item: Item, raw: object) -> date:
    if isinstance(raw, date):
        return raw
    if isinstance(raw, Mapping):
        parts = [str(raw.get(part) or "").strip() for part in ("year", "month", "day")]
    else:
        parts = str(raw).strip().split("-")
    if item.limits.day_optional and len(parts) == 3 and parts[0] and parts[1] and not parts[2]:
        parts[2] = "1"
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise AnswerProblem(_("Enter a date with a month, a day and a year."))
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        raise AnswerProblem(_("Enter a real date. That day is not in the calendar.")) from None


def _reference(raw: object) -> str:
    try:
        return str(UUID(str(raw)))
    except ValueError:
        raise AnswerProblem(_("Choose one from the list.")) from None


def _references(raw: object) -> list[str] | None:
    values = raw if isinstance(raw, list | tuple) else [raw]
    return sorted({_reference(value) for value in values if value not in (None, "")}) or None


def _text(item: Item, raw: object) -> str | None:
    if not isinstance(raw, str):
        raise AnswerProblem(_("Enter text."))
    text = "".join(letter for letter in raw.replace("\r\n", "\n") if letter == "\n" or letter.isprintable()).strip()
    if len(text) > item.limits.max_length:
        raise AnswerProblem(_("Shorten this to %(limit)d characters or fewer.") % {"limit": item.limits.max_length})
    return text or None


def _rows(item: Item, raw: object, context: Context) -> object:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, Sequence) or isinstance(raw, str) or not all(isinstance(row, Mapping) for row in raw):
        raise AnswerProblem(_("Enter a list of rows."))
    rows = [row for number, part in enumerate(raw, 1) if (row := _row(item, part, number, context))]
    if len(rows) > item.limits.max_rows:
        raise AnswerProblem(_("Enter %(limit)d rows or fewer.") % {"limit": item.limits.max_rows})
    return rows or None


def _row(item: Item, raw: Mapping[str, object], number: int, context: Context) -> dict[str, object]:
    row: dict[str, object] = {}
    for child in item.items:
        try:
            value = normalize(child, raw.get(child.link_id), context)
        except AnswerProblem as problem:
            raise AnswerProblem(_row_message(number, child, str(problem))) from None
        if value is not None:
            row[child.link_id] = value
    if not row:
        return {}
    for child in item.items:
        if child.required and child.link_id not in row:
            raise AnswerProblem(_row_message(number, child, _("Fill this in or clear the row.")))
    _check_period(item, row, number)
    _check_way(item, row, number)
    return row


def _check_period(item: Item, row: Mapping[str, object], number: int) -> None:
    if not item.limits.row_period:
        return
    start, end = (row.get(link_id) for link_id in item.limits.row_period)
    if start and end and str(end) < str(start):
        raise AnswerProblem(_("Row %(number)d: the last day cannot be before the first day.") % {"number": number})


def _check_way(item: Item, row: Mapping[str, object], number: int) -> None:
    if not item.limits.row_way:
        return
    kind, where = item.limits.row_way
    field = WAYS.get(str(row.get(kind)))
    try:
        if field is not None:
            field.clean(row.get(where))
    except ValidationError as refused:
        column = next(child for child in item.items if child.link_id == where)
        raise AnswerProblem(_row_message(number, column, refused.messages[0])) from None


def _row_message(number: int, child: Item, message: str) -> str:
    return _("Row %(number)d, %(field)s: %(message)s") % {"number": number, "field": child.text, "message": message}


def unfinished_problem(item: Item, raw: object, context: Context) -> str:
    """Return why something typed is no answer yet; words of its own for what would be one by now."""
    try:
        normalize(item, raw, context)
    except AnswerProblem as problem:
        return str(problem)
    return _("Check this answer and save it again.")


def is_not_collected(answer: object) -> bool:
    """Whether the answer says that the worker did not ask (HUD 99)."""
    return answer in (DATA_NOT_COLLECTED, [DATA_NOT_COLLECTED], {"missing": DATA_NOT_COLLECTED})
