"""The metrics that the program exports, from docs/metrics.json (written by the program)."""
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Not ours, but read by rules and dashboards: Prometheus' own series, and one of Alertmanager's.
FOREIGN = {
    "up": {"type": "gauge", "labels": []},
    "scrape_duration_seconds": {"type": "gauge", "labels": []},
    "ALERTS": {"type": "gauge", "labels": ["alertname", "alertstate", "severity", "record", "record_type", "provider", "family"]},
    "alertmanager_notifications_failed_total": {"type": "counter", "labels": ["integration"]},
}
TARGET_LABELS = {"job", "instance"}


def load(root=ROOT):
    """name → {type, labels, …}"""
    rows = json.loads((root / "docs" / "metrics.json").read_text())
    if not rows:
        raise SystemExit("no metric found in docs/metrics.json")
    return {row["name"]: row for row in rows}


def labels_of(row):
    return set(row["labels"]) | TARGET_LABELS | ({"le"} if row["type"] == "histogram" else set())
