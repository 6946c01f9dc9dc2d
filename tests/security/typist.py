"""Fills every form of a page as a person at the keyboard could, and sends it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile


@dataclass
class Control:
    """One input of a form."""

    name: str
    kind: str
    value: str = ""
    numeric: bool = False
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def filled(self, word: Callable[[], str], *, sensibly: bool, choice: int) -> dict[str, object]:
        """Return what is sent. Every typed field holds a word of its own; sensibly, numbers and dates are numbers."""
        sent: dict[str, object] = {}
        for one in self.controls:
            if one.kind == "hidden":
                sent[one.name] = one.value
            elif one.kind in {"select", "radio"}:
                usable = [option for option in one.options if option] or [""]
                sent[one.name] = usable[choice % len(usable)]
            elif one.kind == "checkbox":
                sent.setdefault(one.name, []).append(one.value)  # type: ignore[attr-defined]
            elif one.kind == "file":
                sent[one.name] = SimpleUploadedFile(f"{word()}.pdf", b"%PDF-1.7 " + word().encode())
            elif sensibly and one.numeric:
                sent[one.name] = one.value or "1"
            else:
                sent[one.name] = word()
        return sent


class Page(HTMLParser):
    """The forms and the links of a page."""

    def __init__(self, text: str, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.links = address, [], []
        self._select: Control | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take links, forms and controls."""
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(urlsplit(urljoin(self.address, values.get("href", ""))))
        elif tag == "form":
            action = urljoin(self.address, values.get("action", ""))
            self.forms.append(Form(action, values.get("method", "get").lower()))
        elif self.forms and tag in {"input", "textarea", "select"} and values.get("name"):
            self._control(tag, values)
        elif self._select is not None and tag == "option":
            self._select.options.append(values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """A list of options ends."""
        if tag == "select":
            self._select = None

    def _control(self, tag: str, values: dict[str, str]) -> None:
        kind = {"input": values.get("type", "text"), "textarea": "text", "select": "select"}[tag]
        if kind in {"submit", "button"}:
            return
        form = self.forms[-1]
        if kind == "radio":
            known = next((one for one in form.controls if one.name == values["name"]), None)
            if known is not None:
                known.options.append(values.get("value", ""))
                return
        numeric = bool(values.get("inputmode")) or values["name"].endswith(("_1", "_2"))
        made = Control(values["name"], kind, values.get("value", ""), numeric)
        if kind == "radio":
            made.options = [values.get("value", "")]
        form.controls.append(made)
        self._select = made if tag == "select" else None
