#!/usr/bin/env python3
"""Which alerts mute which others, by a real Alertmanager with the routes and inhibitions of alertmanager.example.yml.

usage: inhibitions.py    Exit code 0 good, 1 not, 77 when Alertmanager is missing.
Receivers are replaced by ones that send nothing. Each case fires on an instance of its own.
"""
import datetime
import json
import shutil
import sys
import tempfile
import urllib.request

import yaml

sys.dont_write_bytecode = True
import check_rules  # noqa: E402
import live  # noqa: E402

V4, V6 = {"family": "ipv4"}, {"family": "ipv6"}
CF, ALI = {"provider": "cf"}, {"provider": "ali"}


def a(name, record_type="A", provider="cf"):
    """A record; those of one case have names of their own where they must not mute each other."""
    return {"record": name, "record_type": record_type, "provider": provider}


def aaaa(name):
    return a(name, "AAAA")


# [what fires and mutes], [muted], [told]; each alert is (name, labels).
CASES = {
    "no IPv6 address": (
        [("DDNSAddressUnknown", V6)],
        [("DDNSRecordStale", aaaa("one")), ("DDNSRecordUnverified", aaaa("two")), ("DDNSErrorBudgetBurn", aaaa("three")),
         ("DDNSNoSuccessfulCycle", {})],
        [("DDNSRecordStale", a("one")), ("DDNSRecordUnverified", a("two")), ("DDNSErrorBudgetBurn", a("three")), ("DDNSProviderErrorRateHigh", CF)]),
    "no IPv4 address": (
        [("DDNSAddressUnknown", V4)],
        [("DDNSRecordStale", a("one")), ("DDNSErrorBudgetBurnSlow", a("two")), ("DDNSProviderErrorRateHigh", CF), ("DDNSNoSuccessfulCycle", {})],
        [("DDNSRecordStale", aaaa("one")), ("DDNSErrorBudgetBurn", aaaa("two")), ("DDNSProviderAuthFailed", ALI), ("DDNSAccountPaused", CF)]),
    "no address at all": ([("DDNSAddressUnknown", V4), ("DDNSAddressUnknown", V6)], [("DDNSRecordStale", a("one")), ("DDNSRecordStale", aaaa("one"))], []),
    "a source that never worked": (
        [("DDNSNeverSucceeded", {})], [], [("DDNSRecordStale", a("one")), ("DDNSErrorBudgetBurn", a("two")), ("DDNSAccountPaused", CF)]),
    "refused credentials": (
        [("DDNSProviderAuthFailed", CF)], [("DDNSRecordStale", a("one")), ("DDNSErrorBudgetBurn", aaaa("two")), ("DDNSAccountPaused", CF)],
        [("DDNSRecordStale", a("one", provider="ali")), ("DDNSAccountPaused", ALI)]),
    "a service that is too busy": (
        [("DDNSProviderRateLimited", CF)], [("DDNSAccountPaused", CF)], [("DDNSRecordStale", a("one")), ("DDNSAccountPaused", ALI)]),
    "a stale record": (
        [("DDNSRecordStale", a("one"))],
        [("DDNSErrorBudgetBurn", a("one")), ("DDNSErrorBudgetBurnSlow", a("one")), ("DDNSRecordUnverified", a("one"))],
        [("DDNSErrorBudgetBurn", aaaa("one")), ("DDNSErrorBudgetBurn", a("two")), ("DDNSErrorBudgetBurn", a("one", provider="ali"))]),
    "a record that flaps": (
        [("DDNSErrorBudgetBurn", a("one"))], [("DDNSErrorBudgetBurnSlow", a("one")), ("DDNSRecordUnverified", a("one"))],
        [("DDNSErrorBudgetBurnSlow", a("two"))]),
    "a target that is down": (
        [("DDNSTargetDown", {})], [("DDNSRecordStale", a("one")), ("DDNSAddressUnknown", V4), ("DDNSNotificationsPending", {})], []),
    "a program that hangs": (
        [("DDNSCycleStalled", {})], [("DDNSRecordStale", a("one")), ("DDNSAddressUnknown", V6), ("DDNSNeverSucceeded", {})],
        [("DDNSProviderAuthFailed", ALI), ("DDNSConfigReloadFailed", {})]),
    "a dead channel": ([("DDNSHookFailing", {"hook": "ops"})], [("DDNSNotificationsPending", {})], [("DDNSRecordStale", a("one"))]),
}


def quiet_config():
    """The shipped routes and inhibitions; what would go out goes nowhere."""
    shipped = yaml.safe_load((check_rules.DASHBOARDS / "alertmanager.example.yml").read_text())
    return {"route": shipped["route"], "inhibit_rules": shipped["inhibit_rules"],
            "receivers": [{"name": one["name"]} for one in shipped["receivers"]]}


def alert(name, labels, instance, severities):
    now = datetime.datetime.now(datetime.timezone.utc)
    return {"labels": {"alertname": name, "job": "ddns", "instance": instance, "severity": severities[name], **labels},
            "startsAt": now.isoformat(), "endsAt": (now + datetime.timedelta(hours=1)).isoformat()}


def post(url, alerts):
    request = urllib.request.Request(f"{url}/api/v2/alerts", json.dumps(alerts).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


def shown(labels):
    return labels["alertname"] + "".join(f" {labels[one]}" for one in ("family", "record", "record_type", "provider", "hook") if one in labels)


def states(url, instance):
    return {shown(one["labels"]): one["status"]["state"] for one in json.loads(live.get(f"{url}/api/v2/alerts"))
            if one["labels"].get("instance") == instance}


def judge(url, severities):
    wanted = {}
    for title, (causes, muted, told) in CASES.items():
        instance = title.replace(" ", "-")
        # The causes last: an alert must be muted also when it came first.
        post(url, [alert(*one, instance, severities) for one in muted + told])
        post(url, [alert(*one, instance, severities) for one in causes])
        state = {"suppressed": muted, "active": causes + told}
        wanted[instance] = {shown({"alertname": name, **labels}): word for word, alerts in state.items() for name, labels in alerts}

    def wrong():
        return [f"{instance}: {name} is {states(url, instance).get(name)}, not {word}" for instance, alerts in wanted.items()
                for name, word in alerts.items() if states(url, instance).get(name) != word]
    try:
        live.wait_until(lambda: not wrong(), "the alerts are as they should be", 10)
    except SystemExit:
        return wrong()
    return []


def unused(config):
    """Inhibitions without a case of their own would be proved by nobody: each must mute something in the cases above."""
    def matches(matchers, labels):
        return all(check_rules.re.fullmatch(value, labels.get(label, "")) if op == "=~" else (labels.get(label, "") == value) == (op == "=")
                   for label, op, value in (check_rules.re.fullmatch(r'(\w+)(=~|!=|=)"(.*)"', one).groups() for one in matchers))
    for rule in config["inhibit_rules"]:
        if not any(matches(rule["source_matchers"], {"alertname": cause, **labels}) and matches(rule["target_matchers"], {"alertname": name, **more})
                   for causes, muted, _ in CASES.values() for cause, labels in causes for name, more in muted):
            yield f"no case for the inhibition {rule['source_matchers']}"


def main():
    if not shutil.which("prometheus-alertmanager"):
        print("skipped: prometheus-alertmanager is not there")
        return 77
    severities = {rule["alert"]: rule["labels"]["severity"] for rule in check_rules.rules_of("alerts.yml")}
    config = quiet_config()
    with tempfile.TemporaryDirectory(prefix="ddns-inhibitions.") as folder:
        path = live.pathlib.Path(folder) / "alertmanager.yml"
        path.write_text(yaml.safe_dump(config))
        url = f"http://127.0.0.1:{live.free_port()}"
        manager = live.Process(["prometheus-alertmanager", f"--config.file={path}", f"--storage.path={folder}/data", "--cluster.listen-address=",
                                f"--web.listen-address={url[7:]}", "--log.level=warn"], folder, "alertmanager")
        manager.started(lambda: live.quiet_get(f"{url}/-/ready"), "Alertmanager does not start", manager.tail)
        with manager:
            found = judge(url, severities) + list(unused(config))
    print("\n".join(found) or f"{len(CASES)} causes mute what follows from them and nothing else")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
