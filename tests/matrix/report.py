"""Plugin of `make matrix`: how many requests were tried, by who asked and what they were told."""

from collections import Counter, defaultdict

import pytest

COLUMNS = ("answered", "refused", "hidden", "sign in", "error")


def pytest_configure(config):
    config.pluginmanager.register(Report(), "matrix")


class Report:
    def __init__(self) -> None:
        self.counts: dict[str, Counter] = defaultdict(Counter)
        self.mismatches: list[str] = []
        self.terminal = None

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session):
        self.terminal = session.config.pluginmanager.get_plugin("terminalreporter")

    def pytest_runtest_logreport(self, report):
        if report.when != "call":
            return
        for kind, value in report.user_properties:
            if kind == "matrix counts":
                self.counts[value[0]].update(value[1])
                self.say(f"{value[0]}: {sum(value[1].values())} requests")
            if kind == "matrix mismatches":
                self.mismatches += value
                for text in value:
                    self.say(text)

    def say(self, text: str) -> None:
        """Print at once: a run of many minutes that is cut off has told what it found."""
        if self.terminal is not None:
            self.terminal.ensure_newline()
            self.terminal.write_line(f"  {text}", flush=True)

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.section("who was told what")
        line = terminalreporter.line
        line(f"  {'':22}" + "".join(f"{name:>10}" for name in (*COLUMNS, "requests")))
        for name, counts in self.counts.items():
            line(f"  {name:22}" + "".join(f"{n:>10}" for n in (*(counts[c] for c in COLUMNS), counts.total())))
        total = sum(counts.total() for counts in self.counts.values())
        line(f"  {total} requests by {len(self.counts)} principals, {len(self.mismatches)} mismatches")
        for text in self.mismatches[:200]:
            line(f"  {text}")
