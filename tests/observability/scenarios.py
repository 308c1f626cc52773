"""An idle and a failing ddns-sidecar, for the queries and the preview pictures of the dashboards."""
import contextlib
import json
import pathlib
import re
import types
import urllib.request

import live
from paging.robots import DingTalk, Ledger
from paging.servers import as_text
from paging.services import Hook, PowerDns

RULES = [live.catalogue.ROOT / "dashboards" / name for name in ("recording.yml", "alerts.yml")]


class Metered(PowerDns):
    """Tells how many calls are left, and refuses all once `closed`."""
    closed = False

    def answer(self, request):
        status, headers, text = as_text("Unauthorized", 401) if self.closed else super().answer(request)
        return status, {**headers, "RateLimit-Remaining": str(max(0, 100 - self.asked))}, text


def idle_config(folder):
    return f"""
interval: 5s
sources:
  - {{ id: wan, type: file, family: ipv4, path: {folder}/wan, allow_documentation: true }}
accounts:
  - {{ id: local, provider: hosts, path: {folder}/hosts }}
records:
  - {{ names: [home.example.com, nas.example.com], account: local, ipv4: wan, ipv6: false }}
"""


def failing_config(folder, dead_port, metered, hook):
    """Beside a good record: a service that is gone, one that will refuse us, a source that disappears, addresses that are refused."""
    return f"""
interval: 5s
retry: {{ first: 1s, cap: 2s }}
sources:
  - {{ id: wan, type: file, family: ipv4, path: {folder}/wan, allow_documentation: true }}
  - {{ id: vanishing, type: file, family: ipv4, path: {folder}/vanishing, allow_documentation: true }}
  - {{ id: private, type: file, family: ipv4, path: {folder}/private, allow_documentation: true }}
accounts:
  - {{ id: local, provider: hosts, path: {folder}/hosts }}
  - {{ id: dead, provider: powerdns, credentials_expire: "2099-12-31", api_key: "${{env:DDNS_TEST_KEY}}", endpoint: "http://127.0.0.1:{dead_port}", timeout: 2s }}
  - {metered.account(", verify: false")}
records:
  - {{ name: home.example.com, account: local, ipv4: wan, ipv6: false }}
  - {{ name: office.example.com, account: dead, ipv4: wan, ipv6: false, zone: example.com }}
  - {{ name: shed.{metered.zone}, account: pdns, ipv4: wan, ipv6: false, zone: {metered.zone} }}
  - {{ name: attic.example.com, account: local, ipv4: vanishing, ipv6: false }}
  - {{ name: cellar.example.com, account: local, ipv4: private, ipv6: false }}
notify:
  - {{ id: phone, type: webhook, url: "{hook.url}", events: [address_changed] }}
"""


@contextlib.contextmanager
def running(program, folder, config, bridge=None):
    """The sidecar and a Prometheus that scrapes it (and the alert bridge at the address `bridge`) every second."""
    live.os.environ["DDNS_TEST_KEY"] = "test-key"
    folder = pathlib.Path(folder)
    (folder / "wan").write_text("192.0.2.1\n")
    (folder / "vanishing").write_text("192.0.2.2\n")
    (folder / "private").write_text("192.0.2.3\n")
    with live.Sidecar(program, folder, config) as sidecar:
        jobs = {"ddns": sidecar.address} | ({"ddns-bridge": bridge} if bridge else {})
        with live.Prometheus(folder, jobs, RULES) as prometheus:
            live.wait_until(lambda: prometheus.number('count_over_time(up{job="ddns"}[1m])'), "Prometheus does not scrape", 60, prometheus.tail)
            yield sidecar, prometheus


def start_bridge(program, folder, robot):
    config = pathlib.Path(folder) / "bridge.yaml"
    config.write_text(f"bridge:\n  robots:\n    - {{ id: dingtalk, {robot.settings()} }}\n")
    config.chmod(0o600)
    bridge = live.Process([program, "-c", str(config), "-l", "127.0.0.1:0", "alert-bridge"], folder, "bridge")
    address = bridge.started(lambda: (re.search(r'"listening on (127\.0\.0\.1:\d+)"', bridge.tail()) or [0, 0])[1],
                             "the alert bridge does not listen", bridge.tail)
    return bridge, address


@contextlib.contextmanager
def failing(program, folder):
    """All that let_it_fail() needs: sidecar, prometheus, the service that will refuse, and the bridge's address."""
    with contextlib.ExitStack() as closing:
        held, port = live.closed_port()
        closing.enter_context(held)
        metered = closing.enter_context(Metered("metered.example"))
        hook = closing.enter_context(Hook())
        robot = closing.enter_context(DingTalk(Ledger(), "dingtalk"))
        bridge, address = start_bridge(program, folder, robot)
        closing.enter_context(bridge)
        sidecar, prometheus = closing.enter_context(running(program, folder, failing_config(folder, port, metered, hook), address))
        yield types.SimpleNamespace(sidecar=sidecar, prometheus=prometheus, metered=metered, bridge=address)


def tell_robot(bridge):
    """What Alertmanager would post to the bridge."""
    labels = {"alertname": "DDNSRecordStale", "instance": "here", "job": "ddns", "severity": "critical"}
    body = {"version": "4", "status": "firing", "groupKey": "{}", "groupLabels": labels, "commonLabels": labels, "commonAnnotations": {},
            "externalURL": "http://127.0.0.1", "receiver": "page",
            "alerts": [{"status": "firing", "labels": labels, "annotations": {"summary": "A test"}, "startsAt": "2026-01-01T00:00:00Z",
                        "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://127.0.0.1", "fingerprint": "0"}]}
    request = urllib.request.Request(f"http://{bridge}/alertmanager/dingtalk", json.dumps(body).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


def let_it_fail(scene):
    """Changes the address, takes one source away, lets another offer a private address and a service refuse us; waits until all is scraped."""
    sidecar, prometheus = scene.sidecar, scene.prometheus
    live.wait_until(lambda: prometheus.number("max(ddns_cycle_last_success_timestamp_seconds) > 0"), "no good round to begin with", 60, sidecar.log)
    live.wait_until(lambda: prometheus.number("max(ddns_provider_quota_remaining) > 0"), "no quota is told", 60, sidecar.log)
    live.wait_until(lambda: prometheus.number('count(ddns_bridge_messages_total)'), "the bridge is not scraped", 60, sidecar.log)
    scene.metered.closed = True
    tell_robot(scene.bridge)
    (sidecar.folder / "wan").write_text("192.0.2.9\n")
    (sidecar.folder / "private").write_text("10.0.0.1\n")
    (sidecar.folder / "vanishing").unlink()
    for series in ("ddns_ip_changes_total", "ddns_cycle_failures_total", "ddns_ip_rejected_total", "ddns_record_propagation_seconds_count",
                   "ddns_state_write_duration_seconds_count", "ddns_hook_runs_total", "ddns_bridge_messages_total"):
        live.wait_until(lambda: prometheus.number(f"sum(increase({series}[1m])) > 0"), f"no {series}", 60, sidecar.log)
    live.wait_until(lambda: prometheus.number('sum(increase(ddns_provider_request_failures_total{provider="powerdns",reason!="auth"}[1m])) > 2'),
                    "the dead account is not asked again", 60, sidecar.log)
    live.wait_until(lambda: prometheus.number('ALERTS{alertname="DDNSProviderAuthFailed",alertstate="firing"}'), "no alert fires", 60, sidecar.log)
