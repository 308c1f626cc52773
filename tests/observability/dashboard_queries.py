#!/usr/bin/env python3
"""Runs every query of the dashboards against a real Prometheus that scrapes the real program, idle and failing.

Each must give a finite number in one of the two at least, and in both unless it stands in MAY_BE_EMPTY with the reason. usage: dashboard_queries.py [PROGRAM] [--show]
PROGRAM: default $DDNS_SIDECAR or build/debug/app/ddns-sidecar. Exit code 0 good, 1 not, 77 when there is no program.
"""
import math
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
import lint_dashboards  # noqa: E402
import live  # noqa: E402
import scenarios  # noqa: E402
import substitute  # noqa: E402

# Seconds of history that a query sees; of the failing one all that happened to it.
SPAN = {"idle": 15, "failing": 60}
# Panel (and legend, where the panel has finite queries too) → (scenarios in which it may be empty, why).
IDLE = {"idle"}
MAY_BE_EMPTY = {
    ("Propagation", None): (IDLE, "a quantile without samples: nothing changed within the span"),
    ("Latency of services (P95)", None): (IDLE, "a quantile without samples: no service was asked within the span"),
    ("Latency of services", None): (IDLE, "a quantile without samples: no service was asked within the span"),
    ("Writes of the state file (P95)", None): (IDLE, "a quantile without samples: nothing was written within the span"),
    ("Calls left", None): (IDLE, "services that tell no quota"),
    ("Credentials end in", None): (IDLE, "no account says when"),
    ("Address unchanged for", None): (IDLE, "the address never changed"),
    ("Own messages by channel", None): (IDLE, "no `notify` in its configuration"),
    ("Alert bridge", None): (IDLE, "no bridge runs"),
    ("Firing alerts", None): (IDLE, "a table of what fires: empty is good"),
    ("Records", "wrong for"): (IDLE, "no record is wrong"),
}


def selected_values(prometheus, board):
    """What Grafana would send for "All" of each variable, asked as Grafana does."""
    chosen = {}
    for name, one in lint_dashboards.variables(board).items():
        if one["type"] == "query":
            selector, label = re.fullmatch(r"label_values\((.*), (\w+)\)", one["query"]["query"]).groups()
            chosen[name] = prometheus.label_values(label, substitute.fill(selector, chosen))
    return chosen


def run(prometheus, target, chosen, span):
    """All numbers that the query gives, as the panel asks it."""
    expr = substitute.fill(target["expr"], chosen, rate_interval=f"{span}s", span=f"{span}s")
    if target.get("instant"):
        series = [[one["value"]] for one in prometheus.query(expr)]
    else:
        series = [one["values"] for one in prometheus.query_range(expr, span)]
    return [float(value) for points in series for _, value in points]


def column_name(panel, target):
    """What tells queries of one panel apart: the legend, or the title of a table's column."""
    if panel["type"] != "table":
        return target["legendFormat"]
    names = panel["transformations"][1]["options"]["renameByName"]
    return names.get(f"Value #{target['refId']}", names.get("Value"))


def judge(scenario, prometheus, show, proved):
    """What is wrong; puts every query that gave a number into `proved`."""
    found = []
    for board in lint_dashboards.load_boards():
        chosen = selected_values(prometheus, board)
        found += [f"{scenario}: {board['uid']}: the variable {name} has no value" for name, values in chosen.items() if not values]
        for panel, target in lint_dashboards.targets(board):
            name = column_name(panel, target)
            try:
                numbers = run(prometheus, target, chosen, SPAN[scenario])
            except (ValueError, KeyError) as error:
                found.append(f"{scenario}: {board['uid']}: {panel['title']} ({name}): {error}")
                continue
            finite = [number for number in numbers if math.isfinite(number)]
            allowed, _ = MAY_BE_EMPTY.get((panel["title"], None)) or MAY_BE_EMPTY.get((panel["title"], name)) or ((), "")
            if show:
                print(f"{scenario:8} {board['uid']:14} {panel['title']:36} {name:24} {finite[-1] if finite else 'empty':<20} of {len(numbers)}")
            if finite:
                proved.add((board["uid"], panel["title"], name))
            elif scenario not in allowed:
                found.append(f"{scenario}: {board['uid']}: {panel['title']} ({name}) gives {'only NaN' if numbers else 'nothing'}: {target['expr']}")
    return found


def unproved(proved):
    """A query that gave nothing anywhere may be wrong, whatever MAY_BE_EMPTY says."""
    return [f"{uid}: {title} ({name}) gave data in no scenario" for uid, title, name in
            [(board["uid"], panel["title"], column_name(panel, target)) for board in lint_dashboards.load_boards()
             for panel, target in lint_dashboards.targets(board)] if (uid, title, name) not in proved]


def firing(prometheus):
    return {one["metric"]["alertname"] for one in prometheus.query('ALERTS{alertstate="firing"}')}


def main():
    arguments = [one for one in sys.argv[1:] if one != "--show"]
    program, show = live.find_program(*arguments[:1]), "--show" in sys.argv
    if not os.path.exists(program):
        print(f"skipped: there is no {program}; build it, or name another")
        return 77
    found, proved = [], set()
    with tempfile.TemporaryDirectory(prefix="ddns-queries.") as folder, \
            scenarios.running(program, folder, scenarios.idle_config(folder)) as (sidecar, prometheus):
        live.wait_until(lambda: prometheus.number('sum(increase(ddns_cycles_total[1m])) > 2'), "no rounds", 60, sidecar.log)
        live.wait_until(lambda: prometheus.number(f'count_over_time(up{{job="ddns"}}[1m]) > {SPAN["idle"]}'), "too few scrapes")
        found += judge("idle", prometheus, show, proved)
        if more := firing(prometheus) - {"Watchdog"}:
            found.append(f"idle: {more} fires although all is well")
        if changed := prometheus.number("max(changes(process_start_time_seconds[1m]))"):
            found.append(f"process_start_time_seconds changed {changed} times without a restart")
    with tempfile.TemporaryDirectory(prefix="ddns-queries.") as folder, scenarios.failing(program, folder) as scene:
        scenarios.let_it_fail(scene)
        found += judge("failing", scene.prometheus, show, proved)
    found += unproved(proved)
    print("\n".join(found) or "every query of the dashboards gives finite data, idle and failing (or may be empty, for the reason given)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
