#!/usr/bin/env python3
"""Draws the dashboards from a running sidecar: starts one with a healthy and a dead account, scrapes it with a real Prometheus,
asks every query, and lets Chromium make a picture of each. A preview, not Grafana.

usage: preview.py PROGRAM UPLOT_FOLDER OUTPUT_FOLDER
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests" / "observability"))
import dashboard_queries  # noqa: E402
import lint_dashboards  # noqa: E402
import live  # noqa: E402
import scenarios  # noqa: E402
import substitute  # noqa: E402

SPAN = 90  # seconds that the pictures show


def legend(template, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda found: labels.get(found[1], ""), template)


def number(text):
    value = float(text)
    return value if abs(value) < float("inf") else None  # NaN compares false: None too


def answer(prometheus, panel, target, chosen, now):
    expr = substitute.fill(target["expr"], chosen, rate_interval="15s", span=f"{SPAN}s")
    if panel["type"] == "table":
        return [{"labels": {k: v for k, v in one["metric"].items() if k != "__name__"}, "value": number(one["value"][1])} for one in prometheus.query(expr, now)]
    if target.get("instant"):
        return [{"legend": legend(target["legendFormat"], one["metric"]), "points": [[one["value"][0], number(one["value"][1])]]}
                for one in prometheus.query(expr, now)]
    return [{"legend": legend(target["legendFormat"], one["metric"]), "points": [[t, number(v)] for t, v in one["values"]]}
            for one in prometheus.query_range(expr, SPAN, at=now)]


def write_page(board, answers, uplot, path):
    style = (uplot / "uPlot.min.css").read_text() + (HERE / "style.css").read_text()
    script = (uplot / "uPlot.iife.min.js").read_text()
    data = f"const BOARD = {json.dumps(board)};\nconst ANSWERS = {json.dumps(answers)};\n".replace("</", "<\\/")
    path.write_text(f"<!doctype html><meta charset='utf-8'><title>{board['title']}</title><style>{style}</style><header>{board['title']}"
                    "<div class='small'>Preview drawn with uPlot, not Grafana: ddns-sidecar with a healthy account, a dead one and one that is refused, a source that "
                    f"vanishes and one that has only a private address, seconds {SPAN} to 0 ago.</div></header>"
                    f"<div id='board'></div><script>{script}</script><script>{data}{(HERE / 'draw.js').read_text()}</script>")


def picture(page, target):
    """Chromium's screenshot; an error of the script is one of ours."""
    board_height = max((p["gridPos"]["y"] + p["gridPos"]["h"]) for p in json.loads(page.with_suffix(".json").read_text())["panels"]) * 38 + 100
    run = subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                          "--enable-logging=stderr", "--v=0", "--timeout=20000", f"--user-data-dir={page.parent}/chromium",
                          f"--window-size=1576,{board_height}", f"--screenshot={target}", page.as_uri()],
                         capture_output=True, text=True, timeout=120, check=False)
    errors = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    if errors or not target.exists():
        sys.exit("\n".join(errors) or run.stderr[-2000:])


def main():
    program, uplot, output = live.find_program(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix="ddns-preview.") as folder:
        with scenarios.failing(program, folder) as scene:
            prometheus = scene.prometheus
            live.wait_until(lambda: prometheus.number(f'count_over_time(up{{job="ddns"}}[5m]) > {SPAN // 2}'), "too few scrapes", 120)
            scenarios.let_it_fail(scene)
            live.wait_until(lambda: prometheus.number(f'count_over_time(up{{job="ddns"}}[5m]) > {SPAN}'), "too few scrapes", 120)
            now = int(time.time())
            for board in lint_dashboards.load_boards():
                chosen = dashboard_queries.selected_values(prometheus, board)
                answers = {}
                for panel, target in lint_dashboards.targets(board):
                    answers.setdefault(panel["id"], []).append(answer(prometheus, panel, target, chosen, now))
                page = pathlib.Path(folder) / f"{board['uid']}.html"
                page.with_suffix(".json").write_text(json.dumps(board))
                write_page(board, answers, uplot, page)
                picture(page, output / f"dashboard-{board['uid'].removeprefix('ddns-')}.png")


if __name__ == "__main__":
    main()
