"""Plugin: names the tests that took over 0.1 s without saying so with the `slow` mark. It reports; it fails nothing."""

import pytest

LIMIT = 0.1
EXCUSED = {"slow", "browser", "drill"}
SHOWN = 20


def pytest_configure(config):
    config.pluginmanager.register(Pace(), "pace")


class Pace:
    def __init__(self) -> None:
        self.slow: list[tuple[float, str]] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if call.when == "call" and not EXCUSED & {mark.name for mark in item.iter_markers()}:
            report.user_properties.append(("unmarked", True))
        return report

    def pytest_runtest_logreport(self, report):
        if (
            report.when == "call"
            and report.duration > LIMIT
            and ("unmarked", True) in map(tuple, report.user_properties)
        ):
            self.slow.append((report.duration, report.nodeid))

    def pytest_terminal_summary(self, terminalreporter):
        if not self.slow:
            return
        terminalreporter.section(f"{len(self.slow)} tests over {LIMIT} s without the slow mark")
        for seconds, name in sorted(self.slow, reverse=True)[:SHOWN]:
            terminalreporter.line(f"{seconds:6.2f} s  {name}")
