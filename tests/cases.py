"""Plugin of `make cases`: which rule cases of the policy have a passing test, and which are missing.

The identifiers come from the policy beside the clone when it is there, else from tests/cases.txt.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
POLICY = ROOT.parent / "shared" / "reference" / "policy.md"
LIST = Path(__file__).with_suffix(".txt")
ROW = re.compile(r"^\| ([A-Z]+[0-9]{2}) \|", re.MULTILINE)


def identifiers() -> list[str]:
    """Every case of the policy's worked examples, in its order."""
    if not POLICY.exists():
        return LIST.read_text(encoding="utf-8").split()
    return of_policy(POLICY.read_text(encoding="utf-8"))


def of_policy(text: str) -> list[str]:
    """The identifiers in the first column of the tables of section 16."""
    section = text.partition("\n## 16.")[2].partition("\n## 17.")[0]
    return ROW.findall(section)


def pytest_configure(config):
    config.pluginmanager.register(Cases(), "cases")


class Cases:
    def __init__(self) -> None:
        self.outcomes: dict[str, set[str]] = defaultdict(set)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        named = [str(name) for mark in item.iter_markers("case") for name in mark.args]
        report.user_properties.extend(("case", name) for name in named)
        return report

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.failed:
            for kind, name in report.user_properties:
                if kind == "case":
                    self.outcomes[name].add(report.outcome)

    def pytest_terminal_summary(self, terminalreporter):
        wanted = identifiers()
        passed = {name for name, outcomes in self.outcomes.items() if outcomes == {"passed"}}
        terminalreporter.section("rule cases of the policy")
        for letter in dict.fromkeys(name.rstrip("0123456789") for name in wanted):
            own = [name for name in wanted if name.rstrip("0123456789") == letter]
            missing = [name for name in own if name not in passed]
            tail = f"missing: {' '.join(missing)}" if missing else "complete"
            terminalreporter.line(f"  {letter:2} {len(own) - len(missing):3} of {len(own):3}  {tail}")
        unknown = sorted(set(self.outcomes) - set(wanted))
        if unknown:
            terminalreporter.line(f"  not in the policy: {' '.join(unknown)}")
        terminalreporter.line(f"  {len(passed & set(wanted))} of {len(wanted)} cases pass")
