"""The metrics that the program exports, from docs/metrics.json (written by the program) or the tables of docs/metrics.md."""
import json
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Not ours, but read by rules and dashboards: Prometheus' own series, and one of Alertmanager's.
FOREIGN = {
    "up": {"type": "gauge", "labels": []},
    "scrape_duration_seconds": {"type": "gauge", "labels": []},
    "ALERTS": {"type": "gauge", "labels": ["alertname", "alertstate", "severity", "record", "record_type", "provider", "family"]},
    "alertmanager_notifications_failed_total": {"type": "counter", "labels": ["integration"]},
}
TARGET_LABELS = {"job", "instance"}


def from_table(text):
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]*) \| (.*) \|$", text, re.M)
    return [{"name": name, "type": kind, "labels": re.findall(r"\w+", labels), "help": text} for name, kind, labels, text in rows]


def load(root=ROOT):
    """name → {type, labels, …}. DDNS_MORE_METRICS names a JSON file of metrics to add, for work ahead of the program."""
    listed = root / "docs" / "metrics.json"
    rows = json.loads(listed.read_text()) if listed.exists() else from_table((root / "docs" / "metrics.md").read_text())
    if more := os.environ.get("DDNS_MORE_METRICS"):
        rows += json.loads(pathlib.Path(more).read_text())
    if not rows:
        raise SystemExit("no metric found in docs/metrics.json or docs/metrics.md")
    return {row["name"]: row for row in rows}


def labels_of(row):
    return set(row["labels"]) | TARGET_LABELS | ({"le"} if row["type"] == "histogram" else set())
