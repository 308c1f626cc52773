#!/usr/bin/env python3
"""Runs every query of the dashboards against a real Prometheus that scrapes the real program, idle and failing.

Each must give a finite number, or stand in MAY_BE_EMPTY with the reason. usage: dashboard_queries.py [PROGRAM] [--show]
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

SPAN = 15  # seconds of history that a query sees
# Panel (and legend, where the panel has finite queries too) → (scenarios in which it may be empty, why).
BOTH, IDLE = {"idle", "failing"}, {"idle"}
MAY_BE_EMPTY = {
    ("Propagation", None): (BOTH, "a quantile without samples: nothing changed within the span"),
    ("Latency of services (P95)", None): (IDLE, "a quantile without samples: no service was asked within the span"),
    ("Latency of services", None): (IDLE, "a quantile without samples: no service was asked within the span"),
    ("Writes of the state file (P95)", None): (BOTH, "a quantile without samples: nothing was written within the span"),
    ("Calls left", None): (BOTH, "services that tell no quota"),
    ("Credentials end in", None): (BOTH, "credentials without a known end"),
    ("Address unchanged for", None): (IDLE, "the address never changed"),
    ("Own messages by channel", None): (BOTH, "no `notify` in these configurations"),
    ("Alert bridge", None): (BOTH, "no bridge runs"),
    ("Firing alerts", None): (BOTH, "a table of what fires: empty is good"),
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


def run(prometheus, target, chosen):
    """All numbers that the query gives, as the panel asks it."""
    expr = substitute.fill(target["expr"], chosen, rate_interval=f"{SPAN}s", span=f"{SPAN}s")
    if target.get("instant"):
        series = [[one["value"]] for one in prometheus.query(expr)]
    else:
        series = [one["values"] for one in prometheus.query_range(expr, SPAN)]
    return [float(value) for points in series for _, value in points]


def column_name(panel, target):
    """What tells queries of one panel apart: the legend, or the title of a table's column."""
    if panel["type"] != "table":
        return target["legendFormat"]
    names = panel["transformations"][1]["options"]["renameByName"]
    return names.get(f"Value #{target['refId']}", names.get("Value"))


def judge(scenario, prometheus, show):
    found = []
    for board in lint_dashboards.load_boards():
        chosen = selected_values(prometheus, board)
        found += [f"{scenario}: {board['uid']}: the variable {name} has no value" for name, values in chosen.items() if not values]
        for panel, target in lint_dashboards.targets(board):
            name = column_name(panel, target)
            try:
                numbers = run(prometheus, target, chosen)
            except (ValueError, KeyError) as error:
                found.append(f"{scenario}: {board['uid']}: {panel['title']} ({name}): {error}")
                continue
            finite = [number for number in numbers if math.isfinite(number)]
            allowed, _ = MAY_BE_EMPTY.get((panel["title"], None)) or MAY_BE_EMPTY.get((panel["title"], name)) or ((), "")
            if show:
                print(f"{scenario:8} {board['uid']:14} {panel['title']:36} {name:24} {finite[-1] if finite else 'empty':<20} of {len(numbers)}")
            if not finite and scenario not in allowed:
                found.append(f"{scenario}: {board['uid']}: {panel['title']} ({name}) gives {'only NaN' if numbers else 'nothing'}: {target['expr']}")
    return found


def firing(prometheus):
    return {one["metric"]["alertname"] for one in prometheus.query('ALERTS{alertstate="firing"}')}


def main():
    arguments = [one for one in sys.argv[1:] if one != "--show"]
    program, show = live.find_program(*arguments[:1]), "--show" in sys.argv
    if not os.path.exists(program):
        print(f"skipped: there is no {program}; build it, or name another")
        return 77
    found = []
    with tempfile.TemporaryDirectory(prefix="ddns-queries.") as folder, \
            scenarios.running(program, folder, scenarios.idle_config(folder)) as (sidecar, prometheus):
        live.wait_until(lambda: prometheus.number('sum(increase(ddns_cycles_total[1m])) > 2'), "no rounds", 60, sidecar.log)
        live.wait_until(lambda: prometheus.number(f'count_over_time(up{{job="ddns"}}[1m]) > {SPAN}'), "too few scrapes")
        found += judge("idle", prometheus, show)
        if more := firing(prometheus) - {"Watchdog"}:
            found.append(f"idle: {more} fires although all is well")
        if changed := prometheus.number("max(changes(process_start_time_seconds[1m]))"):
            found.append(f"process_start_time_seconds changed {changed} times without a restart")
    with tempfile.TemporaryDirectory(prefix="ddns-queries.") as folder:
        held, port = live.closed_port()
        with held, scenarios.running(program, folder, scenarios.failing_config(folder, port)) as (sidecar, prometheus):
            scenarios.let_it_fail(sidecar, prometheus)
            found += judge("failing", prometheus, show)
    print("\n".join(found) or "every query of the dashboards gives finite data, idle and failing (or may be empty, for the reason given)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
