"""What a browser sends when somebody presses the button of a form and has changed nothing."""

from html.parser import HTMLParser


def as_shown(page: str) -> dict[str, str]:
    """Return the fields of the page's main form with the values they show."""
    reader = _MainForm()
    reader.feed(page)
    return reader.sent


class _MainForm(HTMLParser):
    """Reads the form of the class `portal-form`."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._inside = False
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what each control shows."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "portal-form" in values.get("class", "")
        name = values.get("name", "")
        if not self._inside:
            return
        if tag == "input" and name:
            self._input(name, values)
        elif tag == "textarea":
            self._area, self.sent[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.sent.setdefault(self._select, values.get("value", ""))
            if "selected" in values:
                self.sent[self._select] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """A control ends."""
        if tag == "textarea":
            # The line break that HTML drops after the opening tag.
            self.sent[self._area] = self.sent[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Take the text of an area."""
        if self._area:
            self.sent[self._area] += data

    def _input(self, name: str, values: dict[str, str]) -> None:
        kind = values.get("type", "text")
        chosen = "checked" in values or kind not in {"radio", "checkbox"}
        if chosen and kind not in {"submit", "button"}:
            self.sent[name] = values.get("value", "on" if kind == "checkbox" else "")
