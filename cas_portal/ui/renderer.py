"""The form renderer: USWDS markup for every field, written once.

``FORM_RENDERER = "cas_portal.ui.renderer.PortalRenderer"``. A page writes ``{{ form }}`` or
``{{ form.name.as_field_group }}`` and gets label, hint, error, marks and links that fit together.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.template.loader import select_template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cas_portal.ui.widgets import MemorableDateWidget

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radio"),
    (forms.CheckboxInput, "checkbox"),
    (MemorableDateWidget, "date"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)
CSS = {"input": "usa-input", "textarea": "usa-textarea", "select": "usa-select", "file": "file-field"}
REQUIRED = {
    "radio": _("Choose an answer for “%(label)s”"),
    "checkboxes": _("Choose at least one answer for “%(label)s”"),
    "checkbox": _("Check the box “%(label)s” to go on"),
    "select": _("Choose an answer for “%(label)s”"),
    "file": _("Choose a file for “%(label)s”"),
    "date": _("Enter the month, day and year for “%(label)s”"),
}
REQUIRED_TEXT = _("Enter an answer for “%(label)s”")

LIMITS = {
    "max_length": _("“%(label)s” can have up to %(limit_value)s characters; this has %(show_value)s"),
    "min_length": _("“%(label)s” needs at least %(limit_value)s characters; this has %(show_value)s"),
    "max_value": _("“%(label)s” can be %(limit_value)s at most"),
    "min_value": _("“%(label)s” must be %(limit_value)s or more"),
}


class FieldWithParts(BoundField):
    """A form field with the names of its parts (hint, errors, group) and messages that say what to do."""

    @property
    def kind(self) -> str:
        widget = self.field.widget
        return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "input")

    @property
    def group_id(self) -> str:
        return f"{self.auto_id}_group"

    @property
    def count_limit(self) -> int | None:
        """The most characters a text area takes, shown as a running count."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def marks_required(self) -> bool:
        return getattr(self.form, "mark_required", True)

    @property
    def error_messages(self) -> list[str]:
        """The messages shown beside the field and in the summary, in the same words."""
        return [self._say(error) for error in self.errors.as_data()]

    def _say(self, error: Any) -> str:
        """Django's own wording of common mistakes becomes one that says what to do; the rest stays as it is."""
        text = gettext("; ").join(str(message) for message in error.messages)
        label = {"label": str(self.label).rstrip(":* ")}
        if error.code == "required" and text == str(forms.Field.default_error_messages["required"]):
            return str(REQUIRED.get(self.kind, REQUIRED_TEXT)) % label
        if error.code in LIMITS and error.code not in self.field.error_messages:
            return str(LIMITS[error.code]) % {**error.params, **label}
        return text if ". " in text else text.removesuffix(".")

    @property
    def invalid_parts(self) -> list[str]:
        """The parts of a date that are wrong; empty when the error names none."""
        named = ((e.params or {}).get("parts", ()) for e in self.errors.as_data())
        return [part for parts in named for part in parts]

    @property
    def first_id(self) -> str:
        """Where a link in the error summary lands: the first control of the field, or the wrong part."""
        if self.kind in {"radio", "checkboxes"}:
            return f"{self.auto_id}_0"
        if self.kind == "date":
            part = next(iter(self.invalid_parts), "month")
            return f"{self.auto_id}_{MemorableDateWidget.PARTS.index(part)}"
        return self.id_for_label or self.auto_id

    @property
    def reveal(self) -> dict[str, str] | None:
        """Which answer of which other field shows this one (``reveals`` of the form)."""
        rule = getattr(self.form, "reveals", {}).get(self.name)
        if rule is None:
            return None
        other, values = rule
        return {"name": self.form.add_prefix(other), "values": "|".join(sorted(map(str, values)))}

    @property
    def aria_describedby(self) -> str:
        ids = []
        if self.auto_id and not self.is_hidden:
            ids += [f"{self.auto_id}_helptext"] if self.help_text else []
            ids += [f"{self.auto_id}_count"] if self.count_limit else []
            ids += [f"{self.auto_id}_error"] if self.errors else []
        return " ".join(ids)

    def build_widget_attrs(self, given: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs: dict[str, Any] = dict(super().build_widget_attrs(given, widget))
        widget = widget or self.field.widget
        if base := CSS.get(self.kind) if not widget.is_hidden else None:
            error = "usa-input--error" if self.errors else ""
            attrs["class"] = " ".join(filter(None, (base, widget.attrs.get("class"), error)))
        attrs["placeholder"] = False
        if self.count_limit:
            attrs["maxlength"] = False
            attrs["data-count-limit"] = str(self.count_limit)
        if self.kind == "date" and self.errors:
            attrs["invalid_parts"] = self.invalid_parts or list(MemorableDateWidget.PARTS)
        return attrs


class PortalRenderer(TemplatesSetting):
    """Finds form templates in ``templates/forms/`` first, then in Django."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = FieldWithParts

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/errors/"):
            return select_template(["forms/errors.html"])
        ours = template_name.replace("django/forms/", "forms/", 1)
        return select_template([ours, template_name])
