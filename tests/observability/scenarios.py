"""An idle and a failing ddns-sidecar, for the queries and the preview pictures of the dashboards."""
import contextlib
import pathlib

import live

RULES = [live.catalogue.ROOT / "dashboards" / name for name in ("recording.yml", "alerts.yml")]


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


def failing_config(folder, port):
    """Beside a good record: an account at a service that is gone, a source that disappears, addresses that are refused."""
    return f"""
interval: 5s
retry: {{ first: 1s, cap: 2s }}
sources:
  - {{ id: wan, type: file, family: ipv4, path: {folder}/wan, allow_documentation: true }}
  - {{ id: vanishing, type: file, family: ipv4, path: {folder}/vanishing, allow_documentation: true }}
  - {{ id: private, type: file, family: ipv4, path: {folder}/private, allow_documentation: true }}
accounts:
  - {{ id: local, provider: hosts, path: {folder}/hosts }}
  - {{ id: dead, provider: powerdns, api_key: "${{env:DDNS_TEST_KEY}}", endpoint: "http://127.0.0.1:{port}", timeout: 2s }}
records:
  - {{ name: home.example.com, account: local, ipv4: wan, ipv6: false }}
  - {{ name: office.example.com, account: dead, ipv4: wan, ipv6: false, zone: example.com }}
  - {{ name: attic.example.com, account: local, ipv4: vanishing, ipv6: false }}
  - {{ name: cellar.example.com, account: local, ipv4: private, ipv6: false }}
"""


@contextlib.contextmanager
def running(program, folder, config):
    """The sidecar and a Prometheus that scrapes it every second."""
    live.os.environ["DDNS_TEST_KEY"] = "test-key"
    folder = pathlib.Path(folder)
    (folder / "wan").write_text("192.0.2.1\n")
    (folder / "vanishing").write_text("192.0.2.2\n")
    (folder / "private").write_text("192.0.2.3\n")
    with live.Sidecar(program, folder, config) as sidecar:
        with live.Prometheus(folder, {"ddns": sidecar.address}, RULES) as prometheus:
            live.wait_until(lambda: prometheus.number('count_over_time(up{job="ddns"}[1m])'), "Prometheus does not scrape", 60, prometheus.tail)
            yield sidecar, prometheus


def let_it_fail(sidecar, prometheus):
    """Changes the address, takes one source away and lets another offer a private address; waits until all is scraped."""
    live.wait_until(lambda: prometheus.number("max(ddns_cycle_last_success_timestamp_seconds) > 0"), "no good round to begin with", 60, sidecar.log)
    (sidecar.folder / "wan").write_text("192.0.2.9\n")
    (sidecar.folder / "private").write_text("10.0.0.1\n")
    (sidecar.folder / "vanishing").unlink()
    for series in ("ddns_ip_changes_total", "ddns_cycle_failures_total", "ddns_ip_rejected_total"):
        live.wait_until(lambda: prometheus.number(f"sum(increase({series}[1m]))"), f"no {series}", 60, sidecar.log)
    live.wait_until(lambda: prometheus.number('sum(increase(ddns_provider_request_failures_total{provider="powerdns"}[1m])) > 2'),
                    "the dead account is not asked again", 60, sidecar.log)
