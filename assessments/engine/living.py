"""Instruments that are edited in place: who edits which field, by the data, and the faults such a file may have."""

from collections.abc import Collection, Iterator
from itertools import product

from django.utils.translation import gettext as _

from cas_portal.access.permissions import Permission
from cas_portal.access.roles import MATRIX, Reach, Role

from .definition import Code, Definition, Editor, Item, ItemType
from .facts import GATHERED

# What an answer was and what it is to be.
Change = tuple[object, object]


def lets(field: Item, roles: Collection[str], change: Change | None = None) -> bool:
    """Whether the data lets somebody with one of these roles edit a field; with `change`, make this very change.

    Where nothing was answered yet, the field stands at the answer it begins with.
    """
    ways = [way for way in field.edited_by if not set(way.roles).isdisjoint(roles)]
    if change is None:
        return bool(ways)
    was, now = change
    was = field.initial if was is None else was
    return any((not way.before or was in way.before) and (not way.after or now in way.after) for way in ways)


def opened_to(new: Item, old: Item) -> list[str]:
    """Return the roles that edit a field by its new form as they could not by the old one (policy §10, X23)."""
    codes: list[Code | None] = [None, *(option.code for option in new.options)]
    roles = dict.fromkeys(role for way in new.edited_by for role in way.roles)
    return [
        role
        for role in roles
        if any(lets(new, [role], change) and not lets(old, [role], change) for change in product(codes, codes))
    ]


def editor_words(editor: Editor, field: Item) -> str:
    """Return in words who edits a field, and from which answers to which."""
    who = ", ".join(str(Role(role).label) for role in editor.roles)
    said = {"who": who, "before": _said(editor.before, field), "after": _said(editor.after, field)}
    if editor.before and editor.after:
        return _("%(who)s, only from “%(before)s” to “%(after)s”") % said
    if editor.after:
        return _("%(who)s, only to “%(after)s”") % said
    return _("%(who)s, only from “%(before)s”") % said if editor.before else who


def _said(codes: tuple[Code, ...], field: Item) -> str:
    return " / ".join(str(option.text) for code in codes if (option := field.option(code)))


def living_problems(definition: Definition) -> Iterator[str]:
    """Yield every fault of what a file says about editing in place, in plain words."""
    if not definition.living:
        yield from _bad_submitted(definition)
        return
    if definition.living not in set(Permission):
        yield f"living: unknown permission {definition.living}"
        return
    if definition.score_rules or definition.thresholds:
        yield "scoreRules: what is edited in place is never scored"
    if definition.date_question:
        yield f"{definition.date_question}: what is edited in place has no day of its own"
    for item in definition.items.values():
        if item.required or item.carry_over or item.must_be is not None:
            yield f"{item.link_id}: is never submitted, so it cannot be required, carried over or have to be something"
    for section in definition.sections:
        if section.per_member:
            yield f"{section.id}: what is edited in place is asked once, not of each adult"
    for field in definition.fields.values():
        yield from _bad_editors(field, Permission(definition.living))


def _bad_submitted(definition: Definition) -> Iterator[str]:
    for field in definition.fields.values():
        if field.edited_by:
            yield f"{field.link_id}: only an instrument that is edited in place says who edits"
    told = [(computed.link_id, computed.fact) for computed in definition.computed]
    told += [(condition.fact, condition.fact) for condition in definition.conditions()]
    told += [(field.link_id, field.initial_fact) for field in definition.fields.values()]
    for name, fact in told:
        if fact in GATHERED:
            yield f"{name}: {fact} is known only where an instrument is edited in place"


def _bad_editors(field: Item, right: Permission) -> Iterator[str]:
    if not field.edited_by:
        yield f"{field.link_id}: does not say who edits it"
    if field.limits.not_after == "assessed_on" or field.limits.not_before == "assessed_on":
        yield f"{field.link_id}: a date limit names the day of an assessment"
    choice = field.type == ItemType.CHOICE and not field.repeats
    for way in field.edited_by:
        if not way.roles:
            yield f"{field.link_id}: editedBy names no role"
        for role in way.roles:
            if role not in set(Role):
                yield f"{field.link_id}: unknown role {role}"
            elif MATRIX[right][Role(role)] is Reach.NONE:
                yield f"{field.link_id}: {role} has no right to edit this instrument"
        if (way.before or way.after) and not choice:
            yield f"{field.link_id}: only a single choice is edited from some answers to others"
        elif not all(field.option(code) for code in (*way.before, *way.after)):
            yield f"{field.link_id}: editedBy names an answer that is not one of its options"
