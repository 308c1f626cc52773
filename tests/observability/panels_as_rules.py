#!/usr/bin/env python3
"""Prints a file of recording rules with every query of the dashboards, for promtool to judge their PromQL.

usage: panels_as_rules.py >FILE; promtool check rules FILE
"""
import re
import sys

import yaml

sys.dont_write_bytecode = True
import lint_dashboards  # noqa: E402
import substitute  # noqa: E402


def queries(board):
    for panel, target in lint_dashboards.targets(board):
        yield panel["title"], target["expr"]
    for one in board["annotations"]["list"]:
        if "expr" in one:
            yield one["name"], one["expr"]
    for name, one in lint_dashboards.variables(board).items():
        if one["type"] == "query":
            yield name, re.fullmatch(r"label_values\((.*), \w+\)", one["query"]["query"])[1]


groups = []
for dashboard in lint_dashboards.load_boards():
    rules = [{"record": f"panel:query{number}:{dashboard['uid'].replace('-', '_')}", "expr": substitute.fill(expr), "labels": {"panel": title}}
             for number, (title, expr) in enumerate(queries(dashboard))]
    groups.append({"name": dashboard["uid"], "rules": rules})
print(yaml.safe_dump({"groups": groups}, width=1000))
