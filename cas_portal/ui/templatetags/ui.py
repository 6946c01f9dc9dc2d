"""Tags and filters of the templates: icons, error summary, dates and numbers as people write them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cas_portal.ui import plots
from cas_portal.ui.days import short_day
from cas_portal.ui.panels import Panel
from cas_portal.ui.renderer import FieldWithParts

register = template.Library()

# Signs in what a browser sends, the more special first: Edge also says Chrome, and Chrome also says Safari.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("SamsungBrowser/", "Samsung Internet"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@register.simple_tag
def icon(name: str, size: int = 0) -> SafeString:
    """An icon of the sprite, hidden from screen readers: words beside it carry the meaning."""
    return format_html(
        '<svg class="usa-icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" usa-icon--size-{size}" if size else "",
        static("vendor/uswds/img/sprite.svg"),
        name,
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What is wrong in one or several forms, with a link to each field."""
    errors = [entry for form in forms if form and form.is_bound for entry in form_errors(form)]
    return {"errors": errors}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: Any) -> dict[str, Any]:
    """Where this page is: label and address of each page above it, then the label of the page itself."""
    above = zip(parts[:-1:2], parts[1:-1:2], strict=True)
    return {"items": [*({"label": label, "url": url} for label, url in above), {"label": parts[-1], "url": ""}]}


def form_errors(form: BaseForm) -> Iterable[dict[str, str]]:
    """Each message of a form with the id it links to; those of the whole form link nowhere."""
    for message in form.non_field_errors():
        yield {"message": str(message), "target": ""}
    for bound in form:
        if isinstance(bound, FieldWithParts):
            target = "" if bound.is_hidden else bound.first_id
            yield from ({"message": message, "target": target} for message in bound.error_messages)
        else:
            yield from ({"message": str(message), "target": ""} for message in bound.errors)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """Aug 5, 2025; empty for None."""
    if not value:
        return ""
    return short_day(value)


@register.filter
def number(value: int | None) -> str:
    """1,234: a count with the separators of the language; empty for None."""
    return "" if value is None else number_format(value, force_grouping=True)


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """Aug 5, 2025, 10:42 AM in local time; empty for None."""
    if not value:
        return ""
    return f"{day(value)}, {date_format(value, 'g:i A')}"


@register.filter
def browser(user_agent: str) -> str:
    """What a browser calls itself, as people say it: Firefox on Windows."""
    name = next((said for sign, said in BROWSERS if sign in user_agent), _("A browser"))
    system = next((said for sign, said in SYSTEMS if sign in user_agent), "")
    return _("%(browser)s on %(system)s") % {"browser": name, "system": system} if system else name


@register.filter
def iso(value: date | datetime | None) -> str:
    """The machine-readable form for the datetime attribute."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


@register.filter
def phone(value: str | None) -> str:
    """559-555-0123 for ten digits, everything else as it is."""
    text = value or ""
    return f"{text[:3]}-{text[3:6]}-{text[6:]}" if len(text) == 10 and text.isdigit() else text


@register.filter
def days_left(due: date, today: date) -> str:
    """The distance of a due date in words: "5 days left", "due today", "2 days overdue"."""
    number = (due - today).days
    if number == 0:
        return _("due today")
    if number < 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -number) % {"n": -number}
    return ngettext("%(n)s day left", "%(n)s days left", number) % {"n": number}


@register.inclusion_tag("components/clock_badge.html")
def clock_badge(due: date, today: date, label: str = "", soon: int = 3) -> dict[str, Any]:
    """The badge of a deadline; see the component."""
    number = (due - today).days
    state = "overdue" if number < 0 else "soon" if number <= soon else "calm"
    return {"due": due, "words": days_left(due, today), "state": state, "label": label}


@register.filter
def bar_plot(rows: Iterable[Any]) -> plots.BarPlot:
    """The geometry of a bar plot for (label, number) rows."""
    return plots.bar_plot(rows)


@register.filter
def meter_marks(done: int, total: int) -> list[bool]:
    """One mark for each step of a readiness meter, true for those done."""
    return [step < done for step in range(total)]


@register.filter
def get(mapping: Any, key: str) -> Any:
    """The entry of a mapping whose key a template cannot spell (``attrs|get:"aria-invalid"``)."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag(takes_context=True)
def panel_body(context: template.Context, panel: Panel) -> SafeString:
    """The body of a panel, rendered with its own values only, beside the request and the user."""
    return mark_safe(render_to_string(panel.template, dict(panel.context), request=context.get("request")))  # noqa: S308


@register.filter
def at(items: Any, index: int) -> Any:
    """The item at an index, or nothing beyond the end."""
    return items[index] if items and index < len(items) else ""
