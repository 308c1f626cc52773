"""Prometheus, Alertmanager, the alert bridge and all receivers, configured by the shipped files with faster times."""
import contextlib
import json
import pathlib
import re
import time

import yaml

import fast_rules
import live
from paging import mail, robots

DASHBOARDS = live.catalogue.ROOT / "dashboards"
# A minute becomes a second, and with it the default interval of 5 m the shortest that the sidecar takes, 5 s.
FACTOR = 60
MAIL_PASSWORD = "mail-test-password"
ROBOTS = {"dingtalk": robots.DingTalk, "wecom": robots.WeCom, "feishu": robots.Feishu}
ON_CALL, OPERATORS, APPLICATION = "mail to on-call@example.com", "mail to operators@example.com", "wecom application"
# Where each severity goes by the shipped routes; the bridge's own failure goes by mail alone.
WAYS = {"critical": {ON_CALL, APPLICATION, *ROBOTS}, "warning": {OPERATORS}}


def ways_of(alert, severity):
    return {OPERATORS} if alert == "DDNSBridgeFailing" else WAYS[severity]


def replaced(text, pairs):
    for old, new in pairs:
        assert old in text, f"alertmanager.example.yml has no {old} any more"
        text = text.replace(old, new)
    return text


def faster(text):
    """`group_wait: 30s` and its kind, divided."""
    def shorter(found):
        milliseconds = fast_rules.check_rules.seconds(found[2]) * 1000 / FACTOR
        return f"{found[1]}{max(500, round(milliseconds))}ms"
    return re.sub(r"\b((?:group_wait|group_interval|repeat_interval): )(\d+[smhd])", shorter, text)


class World:
    """`with World(...) as world`, then sidecars, then `world.watch()` when their addresses are known."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = pathlib.Path(folder)
        self.sidecars = {}
        self.ledger = robots.Ledger()
        self.closing = contextlib.ExitStack()
        self.cache = {}

    def __enter__(self):
        try:
            self.robots = {name: self.closing.enter_context(kind(self.ledger, name)) for name, kind in ROBOTS.items()}
            self.application = self.closing.enter_context(robots.WeComApplication(self.ledger))
            self.heartbeat = self.closing.enter_context(robots.Heartbeat(self.ledger))
            self.mail = self.closing.enter_context(mail.MailSink(self.ledger, self.folder, "alerts@example.com", MAIL_PASSWORD))
            self.bridge = self.closing.enter_context(self.start_bridge())
            self.alertmanager_port = live.free_port()
            self.closing.callback(lambda: self.alertmanager.__exit__())
            self.start_alertmanager()
        except BaseException:
            self.closing.close()
            raise
        return self

    def __exit__(self, *_):
        for one in self.sidecars.values():
            one.process.terminate()
        for one in self.sidecars.values():
            one.__exit__()
        self.closing.close()

    def start_bridge(self):
        config = self.folder / "bridge.yaml"
        config.write_text("bridge:\n  robots:\n" + "".join(f"    - {{ id: {name}, {one.settings()} }}\n" for name, one in self.robots.items()))
        config.chmod(0o600)
        bridge = live.Process([self.program, "-c", str(config), "-l", "127.0.0.1:0", "alert-bridge"], self.folder, "bridge")
        self.bridge_address = bridge.started(lambda: (re.search(r'"listening on (127\.0\.0\.1:\d+)"', bridge.tail()) or [0, 0])[1],
                                             "the alert bridge does not listen", bridge.tail)
        return bridge

    def start_alertmanager(self):
        """With the shipped configuration: only addresses, times and the place of the password are others."""
        password = self.folder / "mail-password"
        password.write_text(MAIL_PASSWORD)
        text = replaced((DASHBOARDS / "alertmanager.example.yml").read_text(), [
            ("smtp.example.com:587", self.mail.address), ("/etc/alertmanager/smtp-password", str(password)),
            ("https://qyapi.weixin.qq.com/", f"{self.application.url}/"), ("127.0.0.1:9877", self.bridge_address),
            ("https://heartbeat.example.com/", f"{self.heartbeat.url}/")])
        config = self.folder / "alertmanager.yml"
        config.write_text(faster(text))
        self.alertmanager_url = f"http://127.0.0.1:{self.alertmanager_port}"
        self.alertmanager = live.Process(
            ["prometheus-alertmanager", f"--config.file={config}", f"--storage.path={self.folder}/alertmanager", "--cluster.listen-address=",
             f"--web.listen-address=127.0.0.1:{self.alertmanager_port}", "--log.level=warn"],
            self.folder, "alertmanager", SSL_CERT_FILE=str(self.mail.certificate))
        self.alertmanager.started(lambda: live.quiet_get(f"{self.alertmanager_url}/-/ready"), "Alertmanager does not start", self.alertmanager.tail)

    def watch(self):
        """Starts Prometheus with the shipped configuration and rules; each sidecar's name is its `instance`."""
        text = (DASHBOARDS / "prometheus.example.yml").read_text()
        bridge_job = r"^  # (- job_name: ddns-bridge|  static_configs:|    - targets: \[\"127\.0\.0\.1:9877)"
        config = yaml.safe_load(re.sub(bridge_job, r"  \1", text, flags=re.M))
        rules = self.folder / "rules.yml"
        rules.write_text(yaml.safe_dump(fast_rules.fast_rules(FACTOR), sort_keys=False))
        config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        config["rule_files"] = [str(rules)]
        config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [self.alertmanager_url[7:]]
        targets = {"ddns": {name: one.address for name, one in self.sidecars.items()}, "ddns-bridge": {"bridge": self.bridge_address},
                   "alertmanager": {"alertmanager": self.alertmanager_url[7:]}}
        assert {job["job_name"] for job in config["scrape_configs"]} == set(targets), "the jobs of prometheus.example.yml are others"
        for job in config["scrape_configs"]:
            job["static_configs"] = [{"targets": [at], "labels": {"instance": name}} for name, at in targets[job["job_name"]].items()]
        self.prometheus = self.closing.enter_context(live.Prometheus(self.folder, config))

    def scrape_nothing(self):
        """Takes all targets from the job `ddns`; returns what scrape() takes to bring them back."""
        path = self.folder / "prometheus.yml"
        former = path.read_text()
        config = yaml.safe_load(former)
        for job in config["scrape_configs"]:
            if job["job_name"] == "ddns":
                job["static_configs"] = []
        self.scrape(yaml.safe_dump(config))
        return former

    def scrape(self, config):
        (self.folder / "prometheus.yml").write_text(config)
        self.prometheus.process.send_signal(live.signal.SIGHUP)

    def forget(self):
        """A new look at everything; within one look each page is fetched once."""
        self.cache = {}

    def number(self, expr):
        if expr not in self.cache:
            try:
                self.cache[expr] = self.prometheus.number(expr)
            except (OSError, ValueError):
                self.cache[expr] = None
        return self.cache[expr]

    def rule_alerts(self, instance):
        """Alerts of this instance that are pending or firing, by Prometheus: {(name, state)}."""
        if "alerts" not in self.cache:
            text = live.quiet_get(f"{self.prometheus.url}/api/v1/alerts")
            self.cache["alerts"] = json.loads(text)["data"]["alerts"] if text else []
        return {(one["labels"]["alertname"], one["state"]) for one in self.cache["alerts"] if one["labels"].get("instance") == instance}

    def managed_alerts(self, instance):
        """Alerts of this instance by Alertmanager: {(name, active or suppressed)}."""
        if "managed" not in self.cache:
            text = live.quiet_get(f"{self.alertmanager_url}/api/v2/alerts")
            self.cache["managed"] = json.loads(text) if text else []
        return {(one["labels"]["alertname"], one["status"]["state"]) for one in self.cache["managed"] if one["labels"].get("instance") == instance}

    def describe(self, instance):
        told = "\n".join(f"  {one.way}: {one.state} {one.alert}" for one in self.ledger.about(instance))
        sidecar = self.sidecars.get(instance)
        self.forget()
        return (f"at {time.strftime('%T')} Prometheus: {self.rule_alerts(instance)}\nAlertmanager: {self.managed_alerts(instance)}\ntold:\n{told}\n"
                f"Alertmanager says: {self.alertmanager.tail()[-1500:]}\n"
                f"{sidecar.log()[-3000:] if sidecar else ''}")
