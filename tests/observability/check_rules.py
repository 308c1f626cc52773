#!/usr/bin/env python3
"""Holds alerts, their tests, runbooks, thresholds, documents and dashboards against each other and the metric catalogue.

promtool and amtool judge syntax and behaviour (ci/check-observability calls them); this checks what they cannot know.
usage: check_rules.py
"""
import re
import sys

import yaml

sys.dont_write_bytecode = True
import catalogue  # noqa: E402
import lint_dashboards  # noqa: E402
import promql  # noqa: E402

ROOT = catalogue.ROOT
DASHBOARDS = ROOT / "dashboards"
SHORTEST_RANGE = 60  # seconds: four scrapes of 15 s
# It fires always; there is no case in which it must not.
ALWAYS = {"Watchdog"}
# What may be asked of a counter; `count` asks only how many series there are.
RANGED = {"rate", "irate", "increase", "changes", "resets", "count_over_time", "count"}
UNIT = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def rules_of(name):
    document = yaml.safe_load((DASHBOARDS / name).read_text())
    return [rule for group in document["groups"] for rule in group["rules"]]


def one_line(text):
    return " ".join(str(text).split())


def anchors(text):
    """GitHub's anchors of a document's headings."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.M)}


def check_annotations(alerts, runbooks, links):
    known = anchors(runbooks)
    uids = {board["uid"] for board in lint_dashboards.load_boards()}
    for rule in alerts:
        name, notes = rule["alert"], rule.get("annotations", {})
        if rule.get("labels", {}).get("severity") not in ("critical", "warning", "none"):
            yield f"{name}: severity must be critical, warning or none"
        for key in ("summary", "description", "runbook_url", "dashboard_url"):
            if not notes.get(key):
                yield f"{name}: no {key}"
        base, _, anchor = notes.get("runbook_url", "").partition("#")
        if base != links["runbook_base"] or anchor != name.lower() or anchor not in known:
            yield f"{name}: runbook_url must be {links['runbook_base']}#{name.lower()}, and docs/runbooks.md must have that section"
        uid = re.match(re.escape(links["dashboard_base"]) + r"/([\w-]+)", notes.get("dashboard_url", ""))
        if not uid or uid[1] not in uids:
            yield f"{name}: dashboard_url is none of ours under {links['dashboard_base']}"


def check_runbook_sections(alerts, runbooks):
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", runbooks, re.M | re.S))
    for name in sections.keys() ^ {rule["alert"] for rule in alerts}:
        yield f"docs/runbooks.md and alerts.yml do not both have {name}"
    for name, text in sections.items():
        for part in ("Meaning", "Impact", "Diagnosis", "Mitigation"):
            if f"**{part}.**" not in text:
                yield f"docs/runbooks.md: {name} has no {part}"


def seconds(span):
    return sum(int(number) * UNIT[unit] for number, unit in re.findall(r"(\d+)([smhd])", span))


def check_expressions(rules, known):
    for rule in rules:
        name, expr = rule.get("alert") or rule["record"], one_line(rule["expr"])
        selectors, _ = promql.read(expr)
        if "alert" in rule and name not in ALWAYS and not re.search(r"[<>=!]=|[<>]|absent\(", expr):
            yield f"{name}: compares with nothing"
        if "absent(" in expr and "for" not in rule:
            yield f"{name}: absent() without `for` fires at every restart of Prometheus"
        for one in selectors:
            metric = promql.base_name(one.metric, known)
            row = known.get(metric)
            if row is None:
                yield f"{name}: nobody exports {one.metric}"
                continue
            if one.label_names - catalogue.labels_of(row):
                yield f"{name}: {one.metric} has no label {one.label_names - catalogue.labels_of(row)}"
            if one.range and seconds(one.range) < SHORTEST_RANGE:
                yield f"{name}: [{one.range}] is shorter than four scrapes"
            # The bare value of a counter is a fact only while the process is young.
            if row["type"] == "counter" and not RANGED & set(one.functions) and "process_start_time_seconds" not in expr:
                yield f"{name}: counter {one.metric} without rate or increase"
            if "le" in one.matchers:
                yield f'{name}: le="…" is written differently by Prometheus 2 and 3'


def firing_cases():
    """alert → [expected label sets of a case], an empty list for a case in which it must not fire."""
    cases = {}
    for file in ("alerts_test.yml", "alerts_days_test.yml"):
        for test in yaml.safe_load((DASHBOARDS / file).read_text())["tests"]:
            for case in test["promql_expr_test"]:
                name = re.search(r'alertname="(\w+)"', case["expr"])[1]
                labels = [dict(re.findall(r'(\w+)="([^"]*)"', sample["labels"])) for sample in case["exp_samples"]]
                cases.setdefault(name, []).append(labels)
    return cases


def check_cases(alerts, cases):
    for rule in alerts:
        name = rule["alert"]
        mine = cases.get(name, [])
        if not any(mine):
            yield f"{name}: no case in alerts_test.yml in which it must fire"
        if all(mine) and name not in ALWAYS:
            yield f"{name}: no case in alerts_test.yml in which it must not fire"
        named = set(re.findall(r"\$labels\.(\w+)", str(rule["annotations"])))
        for labels in (one for case in mine for one in case):
            if named - set(labels):
                yield f"{name}: an annotation names {named - set(labels)}, which does not survive the expression"
                break
    yield from (f"alerts_test.yml tests {name}, which is no alert" for name in cases.keys() - {rule["alert"] for rule in alerts})


def check_thresholds(alerts, text):
    """The table of docs/observability.md: | alert | severity | for | thresholds as in the rule | meaning |"""
    rows = {name: (severity, wait, cell) for name, severity, wait, cell in
            re.findall(r"^\| (\w+) \| (critical|warning|none) \| (\S+) \| ([^|]+) \|", text, re.M)}
    yield from (f"docs/observability.md has thresholds of {name}, which is no alert" for name in rows.keys() - {rule["alert"] for rule in alerts})
    for rule in alerts:
        name, expr = rule["alert"], one_line(rule["expr"])
        if name not in rows:
            yield f"docs/observability.md: {name} is not in the table of thresholds"
            continue
        severity, wait, cell = rows[name]
        if severity != rule["labels"]["severity"] or wait != rule.get("for", "–"):
            yield f"docs/observability.md: {name} is {rule['labels']['severity']} for {rule.get('for', '–')} in alerts.yml"
        told = re.findall(r"`([^`]+)`", cell)
        yield from (f"docs/observability.md: {name}: `{one}` does not stand in alerts.yml" for one in told if one not in expr)
        for limit in re.findall(r"(?:[<>]=?|==) (?:[\d.]+)|clamp_min\([^()]*\)", expr):
            if not re.fullmatch(r"(>|==) [01]", limit) and not any(limit in one for one in told):
                yield f"docs/observability.md: {name}: `{limit}` of alerts.yml is not in the table of thresholds"


def memory_high(unit):
    """The unit's MemoryHigh in bytes, at which the kernel begins to slow its process down."""
    found = re.search(r"^MemoryHigh=(\d+)M$", unit, re.M)
    return int(found[1]) << 20 if found else 0


def check_memory(alerts, units):
    """DDNSMemoryHigh must come before the units' own limits."""
    limits = [int(one) for rule in alerts if rule["alert"] == "DDNSMemoryHigh" for one in re.findall(r"> (\d+)", rule["expr"])]
    if len(limits) != 1:
        yield "DDNSMemoryHigh has not one limit"
    for name, unit in units.items():
        if limits and limits[0] > 0.8 * memory_high(unit):
            yield f"DDNSMemoryHigh fires at {limits[0]}, the MemoryHigh of {name} is {memory_high(unit)}: too late to warn"


def check_kills(name, text):
    """Without --kill-whom=main systemd signals every process of the unit, children of `command` sources too."""
    yield from (f"{name}: `{call}` hits children too; add --kill-whom=main"
                for call in re.findall(r"systemctl kill [^`\n]*", text) if "--kill-whom=main" not in call)


def check_use(rules, known, text):
    """Every metric is read by a rule or shown by a dashboard, or stands in the list of those that are not."""
    used = set()
    expressions = [rule["expr"] for rule in rules]
    for board in lint_dashboards.load_boards():
        expressions += [target["expr"] for _, target in lint_dashboards.targets(board)]
        expressions += [one["expr"] for one in board["annotations"]["list"] if "expr" in one]
    for expr in expressions:
        used |= {promql.base_name(one.metric, known) for one in promql.read(one_line(expr))[0]}
    listed = re.search(r"<!-- not shown -->(.*?)<!-- end -->", text, re.S)
    spared = set(re.findall(r"`(\w+)`", listed[1])) if listed else set()
    for name in sorted(set(catalogue.load()) - used - spared):
        yield f"{name} is exported and used by no rule and no dashboard; show it or list it as not shown in docs/observability.md"
    yield from (f"docs/observability.md lists {name} as not shown, but it is used or does not exist" for name in spared & used | spared - set(known))


def check_documents(known, recorded):
    """Metric names in the documents exist, and so do the commands that the runbooks name."""
    for path in sorted([*ROOT.glob("docs/*.md"), ROOT / "README.md"]):
        for name in set(re.findall(r"\b(?:ddns_[a-z0-9_]+|process_[a-z_]+_(?:seconds|bytes|total|fds))\b", path.read_text())):
            if promql.base_name(name, known) not in known and not any(name in record for record in recorded) and not name.endswith("_"):
                yield f"{path.name} names {name}, which nobody exports"
    source = (ROOT / "app" / "src" / "cli.cpp").read_text()
    commands = set(re.findall(r'Command::\w+,\s*"([\w-]+)"', source))
    flags = set(re.findall(r'"(?:-\w,)?(--[\w-]+)', source)) | {"-c", "-l", "-f"}
    for path in (ROOT / "docs" / "runbooks.md", ROOT / "docs" / "observability.md"):
        for code in re.findall(r"`([^`\n]+)`|^(?:    )?(ddns-sidecar .+)$", path.read_text(), re.M):
            for call in re.findall(r"(?:^|[ /])ddns-sidecar ((?:-\w \S+ )*)([a-z][\w-]*)((?: \S+)*)", code[0] or code[1]):
                if call[1] not in commands and not re.search(r"systemctl|journalctl", code[0] or code[1]):
                    yield f"{path.name}: `{code[0] or code[1]}`: there is no command {call[1]}"
                for flag in re.findall(r"(?<= )--?[\w-]+", " " + call[0] + call[2]):
                    if flag not in flags:
                        yield f"{path.name}: `{code[0] or code[1]}`: there is no flag {flag}"


def complaints():
    alerts, recording = rules_of("alerts.yml"), rules_of("recording.yml")
    links = yaml.safe_load((DASHBOARDS / "links.yml").read_text())
    runbooks = (ROOT / "docs" / "runbooks.md").read_text()
    guide = (ROOT / "docs" / "observability.md").read_text()
    exported = catalogue.load()
    recorded = {rule["record"]: {"type": "gauge", "labels": ["provider", "record", "record_type", "family"]} for rule in recording}
    known = {**exported, **catalogue.FOREIGN, **recorded}
    cases = firing_cases()
    yield from check_annotations(alerts, runbooks, links)
    yield from check_runbook_sections(alerts, runbooks)
    yield from check_expressions(alerts + recording, known)
    yield from check_cases(alerts, cases)
    yield from check_thresholds(alerts, guide)
    yield from check_memory(alerts, {path.name: path.read_text() for path in sorted((ROOT / "configs" / "systemd").glob("*.service"))})
    for path in sorted([*ROOT.glob("docs/*.md"), ROOT / "README.md"]):
        yield from check_kills(path.name, path.read_text())
    yield from check_use(alerts + recording, known, guide)
    yield from check_documents(known, recorded)
    if len(alerts) < 28 or len(recording) < 8:
        yield "fewer than 28 alerts or 8 recording rules"


def main():
    found = list(complaints())
    print("\n".join(found) or "rules, tests, runbooks, thresholds, documents, dashboards and catalogue agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
