"""The form of a page of questions, made from a section of an instrument."""

import operator
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessments.engine.answers import takes_missing, unfinished_problem
from assessments.engine.definition import Condition, Item, ItemType, Operator
from assessments.engine.visibility import Reading
from assessments.forms.both_languages import answer_both, below, say_both
from assessments.forms.fields import field_for, missing_field, say_in_own_words, shown_value, typed_value
from cas_portal.ui.fields import RevealForm

MISSING = "-missing"
MORE_ROWS = "more_rows"
MOST_NUMBERS = 99
NUMBERS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.GREATER: operator.gt,
    Operator.LESS: operator.lt,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
}


class QuestionForm(RevealForm):
    """Questions of one page. Those that depend on a question of the same page are there too and shown by script;

    without script all of them are shown, and answers that do not apply are dropped by the server.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        items: Iterable[Item],
        reading: Reading,
        choices: Mapping[str, list[tuple[str, str]]],
        offers: Mapping[str, Any] | None = None,
        initial: Mapping[str, object] | None = None,
        unfinished: Mapping[str, object] | None = None,
        for_client: bool = False,
        quiet: Collection[str] = (),
        also: str = "",
    ):
        self.for_client = for_client
        # The second language of a page that is read out in two.
        self.also = also
        self.reading = reading
        # Questions nobody went on from yet: of these nothing is called incomplete.
        self.quiet = quiet
        self.unfinished = unfinished or {}
        self.offers = offers or {}
        # Each page has its own; what the class holds is the empty table.
        self.reveals: dict[str, tuple[str, Collection[str]]] = {}  # type: ignore[misc]
        self.row_counts: dict[str, int] = {}
        self._offered: dict[str, object] = {}
        self._offered_rows: set[str] = set()
        on_page = list(items)
        self.items = [item for item in on_page if self._may_show(item, {part.link_id for part in on_page})]
        super().__init__(data, initial=None)
        for item in self.items:
            if item.type == ItemType.GROUP:
                self._add_table(item)
            else:
                self._add_question(item, choices.get(item.reference, []), (initial or {}).get(item.link_id))

    def answers(self, *, passing: bool = False) -> dict[str, object]:
        """Return the raw answers by link id, for the service to check and save; call after `is_valid`.

        `passing` leaves out dates of which a part is still to be typed.
        """
        raw = {item.link_id: self._raw(item) for item in self.items}
        return {key: value for key, value in raw.items() if not (passing and _is_half_typed(value))}

    def half_typed(self, *, passing: bool = False) -> dict[str, object]:
        """Return what `answers` leaves out because it is still being typed."""
        raw = {item.link_id: self._raw(item) for item in self.items} if passing else {}
        return {key: value for key, value in raw.items() if _is_half_typed(value)}

    def offered(self) -> dict[str, object]:
        """Return the values the page shows that nobody chose yet: carried over, or where the question begins."""
        return dict(self._offered)

    def name_of(self, link_id: str) -> str:
        """Return the field that messages about a question belong to."""
        return link_id if link_id in self.fields else next((n for n in self.fields if n.startswith(f"{link_id}-")), "")

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Put messages beside their questions; those of questions elsewhere go to the top."""
        for link_id, message in problems.items():
            self.add_error(self.name_of(link_id) or None, message)

    def tables(self) -> list[dict[str, Any]]:
        """The tables of the page: their question and rows of fields."""
        return [
            {
                "item": item,
                "rows": [[self[name] for name in names] for names in self._row_names(item)],
                "incomplete": any(name in self.errors for name in self._flat_names(item)),
                "note": self._note(item),
                "mark": self._mark(item, self.offers[item.link_id]) if item.link_id in self._offered_rows else "",
                "wording": below(item.text.said_in(self.also), self.also) if self.also else "",
                "help_below": below(item.help.said_in(self.also), self.also) if self.also and item.help else "",
                "missing": self[f"{item.link_id}{MISSING}"] if takes_missing(item) else None,
            }
            for item in self.items
            if item.type == ItemType.GROUP
        ]

    def parts(self) -> list[dict[str, Any]]:
        """Everything the page asks in its order: a table, or the fields of a question."""
        tables = {table["item"].link_id: table for table in self.tables()}
        outside = [bound.name for bound in self.questions()]
        return [
            {"table": tables[item.link_id]}
            if item.link_id in tables
            else {"fields": [self[n] for n in (item.link_id, f"{item.link_id}{MISSING}") if n in outside]}
            for item in self.items
        ]

    def questions(self) -> list[Any]:
        """The fields outside of tables, in order."""
        tables = [item for item in self.items if item.type == ItemType.GROUP]
        in_tables = {name for item in tables for name in self._flat_names(item)}
        in_tables |= {f"{item.link_id}{MISSING}" for item in tables}
        return [self[name] for name in self.fields if name not in in_tables]

    def _may_show(self, item: Item, on_page: set[str]) -> bool:
        """Whether the question is asked as far as other pages and the household decide."""
        context = self.reading.context
        hidden = (item.survivor_skips and context.survivor) or not context.opens(item)
        if hidden or not context.shows(item.who):
            return False
        here = [condition for condition in item.enable_when if condition.question in on_page]
        elsewhere = [condition for condition in item.enable_when if condition not in here]
        held = [self.reading.holds(condition) for condition in elsewhere]
        if not here:
            return not held or (any(held) if item.enable_any else all(held))
        if item.enable_any and any(held):
            return True
        if held and not item.enable_any and not all(held):
            return False
        self._add_reveal(item, here)
        return True

    def _add_reveal(self, item: Item, here: list[Condition]) -> None:
        asked = {condition.question for condition in here}
        if len(asked) > 1 or (len(here) > 1 and not item.enable_any):
            return
        other = self.reading.definition.items[asked.pop()]
        values = {value for condition in here for value in _values(condition, other)}
        name = other.link_id if other.options or other.type == ItemType.INTEGER else f"{other.link_id}{MISSING}"
        self.reveals[item.link_id] = (name, values)

    def _add_question(self, item: Item, choices: list[tuple[str, str]], default: object) -> None:
        stored = self.reading.answers.get(item.link_id)
        offer = self.offers.get(item.link_id) if stored is None else None
        value = stored if stored is not None else offer["value"] if offer else default
        if stored is None and value is not None:
            self._offered[item.link_id] = value
        field = field_for(item, choices=choices)
        field.initial = typed_value(self.unfinished.get(item.link_id)) or shown_value(item, value)
        field.note = self._note(item)  # type: ignore[attr-defined]
        if self.also:
            say_both(item, field, self.also)
        if offer:
            field.help_text = format_html("{}{}", field.help_text, self._mark(item, offer))
        if self.for_client:
            say_in_own_words(item, field)
        self.fields[item.link_id] = field
        if takes_missing(item) and item.required:
            self._add_missing(item, value)
            if item.link_id in self.reveals:
                self.reveals[f"{item.link_id}{MISSING}"] = self.reveals[item.link_id]

    def _mark(self, item: Item, offer: Mapping[str, Any]) -> str:
        """From whom and when an offered answer is; in the client's hands only when, and no button of the worker."""
        given = date.fromisoformat(offer["on"])
        if self.for_client:
            return render_to_string("assessments/client_view/_offered.html", {"on": given})
        said = {"draft": _("your earlier draft"), "profile": _("the client’s profile")}
        known = next((words for kind, words in said.items() if offer.get(kind)), _("an earlier assessment"))
        context = {"who": offer.get("by") or known, "on": given, "asks": item.link_id, "question": item.text}
        return render_to_string("components/prefill_mark.html", context)

    def _add_table(self, item: Item) -> None:
        unfinished = self.unfinished.get(item.link_id)
        stored = unfinished or self.reading.answers.get(item.link_id)
        offer = self.offers.get(item.link_id) if stored is None else None
        if offer:
            stored = self._offered[item.link_id] = offer["value"]
            self._offered_rows.add(item.link_id)
        rows = stored if isinstance(stored, list) else []
        self.row_counts[item.link_id] = min(max(len(rows) + 1, self._sent_rows(item)), item.limits.max_rows)
        for number, names in enumerate(self._row_names(item)):
            row = rows[number] if number < len(rows) else {}
            for name, child in zip(names, item.items, strict=True):
                field = field_for(child, compact=True)
                value = row.get(child.link_id)
                field.initial = typed_value(value) if unfinished else shown_value(child, value)
                if self.for_client:
                    say_in_own_words(child, field)
                if self.also:
                    say_both(child, field, self.also)
                # The row for the next entry may stay empty.
                field.required = child.required and number < max(len(rows), 1)
                self.fields[name] = field
        if takes_missing(item):
            self._add_missing(item, self.reading.answers.get(item.link_id))

    def _add_missing(self, item: Item, value: object) -> None:
        beside = missing_field(item)
        beside.initial = str(value["missing"]) if isinstance(value, Mapping) else ""
        if self.for_client:
            say_in_own_words(item, beside)
        if self.also:
            answer_both(item, beside, self.also)
        self.fields[f"{item.link_id}{MISSING}"] = beside

    def _note(self, item: Item) -> str:
        """Why what was typed earlier is no answer yet; nothing once the page is sent, it then says what is wrong."""
        if self.is_bound or item.link_id not in self.unfinished or item.link_id in self.quiet:
            return ""
        return unfinished_problem(item, self.unfinished[item.link_id], self.reading.context)

    def _sent_rows(self, item: Item) -> int:
        prefix = f"{item.link_id}-"
        numbers = [name.removeprefix(prefix).split("-")[0] for name in self.data or {} if name.startswith(prefix)]
        return max((int(number) + 1 for number in numbers if number.isdecimal() and len(number) < 3), default=0)

    def _row_names(self, item: Item) -> list[list[str]]:
        columns = [child.link_id.split(".")[-1] for child in item.items]
        return [[f"{item.link_id}-{row}-{name}" for name in columns] for row in range(self.row_counts[item.link_id])]

    def _flat_names(self, item: Item) -> list[str]:
        return [name for names in self._row_names(item) for name in names]

    def _raw(self, item: Item) -> object:
        if item.type == ItemType.GROUP:
            keys = [child.link_id for child in item.items]
            rows = [[self.cleaned_data.get(name) for name in names] for names in self._row_names(item)]
            beside = self.cleaned_data.get(f"{item.link_id}{MISSING}")
            if beside and not any(any(row) for row in rows):
                return {"missing": beside}
            return [dict(zip(keys, row, strict=True)) for row in rows]
        value = self.cleaned_data.get(item.link_id)
        beside = self.cleaned_data.get(f"{item.link_id}{MISSING}")
        return {"missing": beside} if beside and not value else value


def _is_half_typed(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(row, Mapping) and any(_is_half_typed(cell) for cell in row.values()) for row in value)
    return (
        isinstance(value, Mapping) and "missing" not in value and not all(value.get(part) for part in ("year", "month"))
    )


def _values(condition: Condition, other: Item) -> set[str]:
    """Return the answers, as the form sends them, that make the condition true."""
    if condition.operator == Operator.IN and condition.groups:
        return {str(option.code) for option in other.options if option.group in condition.groups}
    if condition.operator == Operator.IN and isinstance(condition.answer, tuple):
        return {str(answer) for answer in condition.answer}
    if condition.operator in NUMBERS and other.type == ItemType.INTEGER:
        start, end = other.limits.minimum or 0, other.limits.maximum or MOST_NUMBERS
        return {
            str(number) for number in range(start, end + 1) if NUMBERS[condition.operator](number, condition.answer)
        }
    return {str(condition.answer)}
