#!/usr/bin/env python3
"""Rules for dashboards: those of grafana's dashboard-linter, and what only running them showed.

usage: lint_dashboards.py [FILE...]    default: dashboards/ddns-*.json
Each rule is a function that yields complaints; test_lint_dashboards.py breaks a dashboard for each of them.
"""
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import catalogue  # noqa: E402
import promql  # noqa: E402

UNITS = {"short", "s", "percentunit", "bytes", "none", "ops", "reqps", "dateTimeFromNow"}
# Not of one instance: alerts are of all, bridges run in a job of their own.
WITHOUT_SELECTION = re.compile(r"ALERTS|ddns_bridge_\w+")
# Exported by other programs too: only those of our processes are meant.
SHARED = re.compile(r"process_\w+")
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
COUNTER_FUNCTIONS = {"rate", "irate", "increase", "changes", "resets", "label_values"}


def panels(board):
    """Every panel but rows; those of collapsed rows too."""
    for one in board["panels"]:
        if one["type"] == "row":
            yield from one.get("panels", [])
        else:
            yield one


def targets(board):
    for panel in panels(board):
        for target in panel.get("targets", []):
            yield panel, target


def selectors(board):
    for panel, target in targets(board):
        for selector in promql.read(target["expr"])[0]:
            yield panel, target, selector


def variables(board):
    return {one["name"]: one for one in board["templating"]["list"]}


def uneditable_dashboard(board, _):
    if board.get("editable") is not False:
        yield "editable is not false"
    if "id" in board or board.get("schemaVersion") != 39 or "__inputs" in board:
        yield "must have no id and no __inputs, and schemaVersion 39"


def template_datasource(board, _):
    one = variables(board).get("datasource")
    if not one or one["type"] != "datasource" or one["query"] != "prometheus":
        yield "no variable `datasource` of type datasource"


def template_label(board, name):
    one = variables(board).get(name)
    if not one or one["type"] != "query" or one["datasource"] != DATASOURCE:
        yield f"no query variable `{name}` on the chosen data source"


def template_job(board, _):
    yield from template_label(board, "job")


def template_instance(board, _):
    yield from template_label(board, "instance")


def template_label_promql(board, known):
    for name, one in variables(board).items():
        if one["type"] != "query":
            continue
        found = re.fullmatch(r"label_values\((\w+)\{(.*)\}, (\w+)\)", one["query"]["query"])
        if not found or one["definition"] != one["query"]["query"]:
            yield f"variable {name}: not label_values(metric{{…}}, label)"
        elif found[1] not in known or found[3] not in catalogue.labels_of(known[found[1]]):
            yield f"variable {name}: {found[1]} has no label {found[3]}"


def template_on_time_change_reload(board, _):
    yield from (f"variable {name}: refresh is not 2" for name, one in variables(board).items()
                if one["type"] == "query" and one["refresh"] != 2)


def template_all_value(board, _):
    """`.+` would make "All" match every job there is."""
    yield from (f"variable {name} has an allValue" for name, one in variables(board).items() if one.get("allValue"))


def panel_datasource(board, _):
    for panel in panels(board):
        if any(one.get("datasource") != DATASOURCE for one in [panel, *panel.get("targets", [])]):
            yield f"{panel['title']}: panel or target is not on ${{datasource}}"


def hard_coded_datasource(board, _):
    for uid in re.findall(r'"uid": "([^"]*)"', json.dumps(board)):
        if uid not in ("${datasource}", "-- Grafana --", board["uid"]):
            yield f"data source {uid} is written into the dashboard"


def panel_title_description(board, _):
    yield from (f"panel {panel['id']} has no title or no description" for panel in panels(board)
                if not panel.get("title") or not panel.get("description"))


def panel_units(board, _):
    for panel in panels(board):
        config = panel["fieldConfig"]
        units = [config["defaults"].get("unit")]
        units += [p["value"] for override in config["overrides"] for p in override["properties"] if p["id"] == "unit"]
        yield from (f"{panel['title']}: unit {unit!r} is not in the list" for unit in units if unit not in UNITS)


def panel_no_targets(board, _):
    yield from (f"{panel['title']} asks nothing" for panel in panels(board) if not panel.get("targets"))


def panel_ids(board, _):
    seen = [one["id"] for one in board["panels"]] + [one["id"] for row in board["panels"] for one in row.get("panels", [])]
    yield from (f"panel id {number} is there twice" for number in {n for n in seen if seen.count(n) > 1})


def panel_places(board, _):
    yield from misplaced([*board["panels"], *(p for row in board["panels"] for p in row.get("panels", []) if not row["collapsed"])])
    # What a collapsed row hides may lie where other panels are, but not one over the other.
    for row in board["panels"]:
        if row.get("collapsed"):
            yield from misplaced(row["panels"])


def misplaced(placed):
    taken = {}
    for one in placed:
        at = one["gridPos"]
        if at["x"] < 0 or at["x"] + at["w"] > 24:
            yield f"{one['title']} is outside the 24 columns"
        for cell in ((x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])):
            if cell in taken:
                yield f"{one['title']} overlaps {taken[cell]}"
                break
            taken[cell] = one["title"]


def panel_legend(board, _):
    for panel, target in targets(board):
        legend = target.get("legendFormat", "__auto")
        if panel["type"] != "table" and legend in ("", "__auto"):
            yield f"{panel['title']}: no legend"
        shown = set(re.findall(r"\{\{(\w+)\}\}", legend))
        kept = promql.read(target["expr"])[1] | {"le"}
        if shown - kept:
            yield f"{panel['title']}: the legend names {shown - kept}, which the query does not keep"
    yield from (f"{panel['title']} shows no legend" for panel in panels(board)
                if panel["type"] in ("timeseries", "state-timeline") and not panel["options"]["legend"]["showLegend"])


def links_resolve(board, _):
    for uid in re.findall(r'"/d/([\w-]+)', json.dumps(board)):
        if uid not in ("ddns-overview", "ddns-instance"):
            yield f"a link goes to /d/{uid}, which is none of ours"


def target_rate_interval(board, _):
    for panel, _, one in selectors(board):
        spans = {"rate": (), "irate": (), "increase": ("24h", "30d", "$__range")}
        for function in spans.keys() & set(one.functions[-1:]):
            if one.range != "$__rate_interval" and one.range not in (*spans[function], *(("30d",) if panel["type"] == "stat" else ())):
                yield f"{panel['title']}: {function}({one.metric}[{one.range}]) without $__rate_interval"


def selection(board, label):
    for panel, _, one in selectors(board):
        if WITHOUT_SELECTION.fullmatch(one.metric):
            continue
        if one.matchers.get(label) != ("=~", f"${label}"):
            yield f'{panel["title"]}: {one.metric} without {label}=~"${label}"'


def target_job(board, _):
    yield from selection(board, "job")


def target_instance(board, _):
    yield from selection(board, "instance")


def target_counter_agg(board, known):
    for panel, _, one in selectors(board):
        name = promql.base_name(one.metric, known)
        if known.get(name, {}).get("type") in ("counter", "histogram") and not COUNTER_FUNCTIONS & set(one.functions):
            yield f"{panel['title']}: counter {one.metric} without rate or increase"


def target_shared_metric(board, _):
    for panel, target, one in selectors(board):
        if SHARED.fullmatch(one.metric) and "and on (job, instance) ddns_build_info{" not in target["expr"]:
            yield f"{panel['title']}: {one.metric} may be another program's; join it with ddns_build_info"


def target_no_false_zero(board, _):
    for panel, target in targets(board):
        if "histogram_quantile" in target["expr"] and "vector(0)" in target["expr"]:
            yield f"{panel['title']}: no samples is not a latency of zero"


def target_known(board, known):
    for panel, target, one in selectors(board):
        name = promql.base_name(one.metric, known)
        if name not in known:
            yield f"{panel['title']}: nobody exports {one.metric}"
        elif one.label_names - catalogue.labels_of(known[name]):
            yield f"{panel['title']}: {one.metric} has no label {one.label_names - catalogue.labels_of(known[name])}"


def target_unresolved(board, _):
    allowed = set(variables(board)) | {"__rate_interval", "__range", "__interval"}
    for panel, target in targets(board):
        unknown = set(re.findall(r"\$\{?(\w+)", target["expr"])) - allowed
        if unknown:
            yield f"{panel['title']}: no variable is called {unknown}"


RULES = [uneditable_dashboard, template_datasource, template_job, template_instance, template_label_promql, template_on_time_change_reload,
         template_all_value, panel_datasource, hard_coded_datasource, panel_title_description, panel_units, panel_no_targets, panel_ids,
         panel_places, panel_legend, links_resolve, target_rate_interval, target_job, target_instance, target_counter_agg,
         target_shared_metric, target_no_false_zero, target_known, target_unresolved]


def lint(board, known):
    """(rule, complaint) pairs."""
    return [(rule.__name__, complaint) for rule in RULES for complaint in rule(board, known)]


def load_boards(files=()):
    files = files or sorted((catalogue.ROOT / "dashboards").glob("ddns-*.json"))
    return [json.loads(pathlib.Path(file).read_text()) for file in files]


def main():
    known = {**catalogue.load(), **catalogue.FOREIGN}
    boards = load_boards(sys.argv[1:])
    found = [f"{board['uid']}: {rule}: {text}" for board in boards for rule, text in lint(board, known)]
    if len({board["uid"] for board in boards}) != len(boards):
        found.append("two dashboards have the same uid")
    print("\n".join(found) or f"{len(boards)} dashboards, {sum(1 for b in boards for _ in panels(b))} panels, {len(RULES)} rules: good")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
