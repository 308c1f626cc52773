#!/usr/bin/env python3
"""Prints the shipped rules with all times divided, so that alerts fire within seconds in tests against the running program.

usage: fast_rules.py [FACTOR] >FILE    default 30: five minutes become ten seconds
Divided are ranges, offsets, `for`, and the seconds that ages are compared with; limits of latency, share and count stay.
"""
import re
import sys

import yaml

sys.dont_write_bytecode = True
import check_rules  # noqa: E402

SHORTEST = 4  # seconds: four scrapes of a second
# Prometheus finds its targets 5 s after its start, whatever the factor. The 60 s that a record may be wrong are not
# divided either: one that waits for a paused account must be mended before they are over.
OWN_FOR = {"DDNSTargetAbsent": 10, "DDNSAccountPaused": 30, "DDNSErrorBudgetBurnSlow": 5}
# These would remember what is over for six minutes and longer.
OWN_RANGES = {"6h": 60, "3d": 60}
# Where a bare number is a time: behind an age, as the floor of a scaled interval, and the minute added to one.
AGES = [
    r"(time\(\) - [\w]+(?:\{[^}]*\})?\)? [<>] )(\d+)(?=\D|$)",
    r"(clamp_min\([^,()]*, )(\d+)(?=\))",
    r"(ddns_cycle_interval_seconds \+ )(\d+)",
]


def shorter(seconds, factor):
    return max(SHORTEST, round(seconds / factor))


def fast_expr(expr, factor):
    expr = check_rules.one_line(expr)
    expr = re.sub(r"\[(\w+)\]", lambda found: f"[{OWN_RANGES.get(found[1]) or shorter(check_rules.seconds(found[1]), factor)}s]", expr)
    expr = re.sub(r"(?<=offset )(\w+)", lambda found: f"{shorter(check_rules.seconds(found[1]), factor)}s", expr)
    for age in AGES:
        expr = re.sub(age, lambda found: f"{found[1]}{max(1, round(int(found[2]) / factor))}", expr)
    return expr


def fast_rules(factor):
    groups = []
    for file in ("recording.yml", "alerts.yml"):
        for group in yaml.safe_load((check_rules.DASHBOARDS / file).read_text())["groups"]:
            group.pop("interval", None)
            for rule in group["rules"]:
                rule["expr"] = fast_expr(rule["expr"], factor)
                if "for" in rule:
                    divided = max(1, round(check_rules.seconds(rule["for"]) / factor))
                    rule["for"] = f"{OWN_FOR.get(rule.get('alert'), divided)}s"
            groups.append(group)
    return {"groups": groups}


if __name__ == "__main__":
    print(yaml.safe_dump(fast_rules(float(sys.argv[1]) if sys.argv[1:] else 30), width=1000, sort_keys=False))
