"""What people read after an import: a text in groups, and a CSV with every finding."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hmis_csv.findings import RULES, Finding, Severity
from hmis_csv.services import ImportResult

LINES_SHOWN = 12
COLUMNS = ("file", "line", "column", "rule", "severity", "shown", "message", "what_to_do")


def as_text(result: ImportResult) -> Iterator[str]:
    """The report line by line: what came of each kind, the findings in groups, and the outcome last."""
    yield _("Export %(export)s of %(source)s") % {
        "export": result.header.export_id,
        "source": result.header.source,
    }
    yield _("%(kind)-24s %(new)8s %(changed)8s %(same)10s") % {
        "kind": "", "new": _("new"), "changed": _("changed"), "same": _("unchanged"),
    }  # fmt: skip
    for outcome in result.outcomes:
        yield f"{outcome.kind:24} {outcome.new:8,} {outcome.changed:8,} {outcome.unchanged:10,}"
    yield ""
    yield from _groups(result.findings)
    errors = sum(finding.severity is Severity.ERROR for finding in result.findings)
    yield _("Findings: %(errors)d errors (rows left out), %(warnings)d warnings (rows taken over).") % {
        "errors": errors,
        "warnings": len(result.findings) - errors,
    }
    yield _outcome(result)


def _outcome(result: ImportResult) -> str:
    if result.dry_run:
        return ngettext(
            "Dry run: nothing was written. The import would write %(count)d row.",
            "Dry run: nothing was written. The import would write %(count)d rows.",
            result.written,
        ) % {"count": result.written}
    if result.written == 0:
        return _("0 rows changed: everything in this export was here already.")
    return ngettext("%(count)d row written.", "%(count)d rows written.", result.written) % {"count": result.written}


def _groups(findings: Iterable[Finding]) -> Iterator[str]:
    groups: dict[tuple[str, str, str, Severity], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.file, finding.column, finding.rule, finding.severity].append(finding)
    for (file, column, rule, severity), members in sorted(groups.items(), key=lambda item: (item[0][3], item[0])):
        lines = ", ".join(str(finding.line) for finding in members[:LINES_SHOWN])
        more = _(" and %(count)d more") % {"count": len(members) - LINES_SHOWN} if len(members) > LINES_SHOWN else ""
        place = f"{file}.csv" + (f" {column}" if column else "")
        where = _(" lines %(lines)s%(more)s") % {"lines": lines, "more": more} if members[0].line else ""
        yield f"{severity.value.upper()} {rule}: {place}{where}"
        shown = sorted({finding.shown for finding in members if finding.shown})[:LINES_SHOWN]
        if shown:
            yield _("  found: %(values)s") % {"values": ", ".join(shown)}
        yield f"  {RULES[rule].message} {RULES[rule].what_to_do}"
        yield ""


def write_csv(result: ImportResult, stream: TextIO) -> None:
    """Every finding, one a row. Cells that a spreadsheet would read as a formula are made text."""
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for finding in result.findings:
        rule = RULES[finding.rule]
        writer.writerow(
            (
                f"{finding.file}.csv",
                finding.line,
                _safe(finding.column),
                finding.rule,
                finding.severity.value,
                _safe(finding.shown),
                str(rule.message),
                str(rule.what_to_do),
            )
        )


def _safe(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
