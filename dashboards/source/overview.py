"""ddns-overview: all instances at a glance."""
from grafana import GREEN, RED, dashboard, table, target, timeseries
from parts import (AGE, AT, OURS, PROVIDER, RECORD, annotations, overview_row, propagation, provider_circuit, provider_errors,
                   provider_failures, provider_latency, records_table, slow_down, sync_timeline, variables)

TO_INSTANCE = "/d/ddns-instance?var-instance=${__data.fields.instance}&var-datasource=${datasource}"


def instances():
    return table("Instances", "One line for each instance. A click on its name shows it alone.", 24, 6, [
        ("up", f"sum by (instance) (up{{{AT}}})", {"mappings": [{"type": "value", "options": {
            "0": {"text": "down", "color": RED, "index": 0}, "1": {"text": "up", "color": GREEN, "index": 1}}}],
            "custom__cellOptions": {"type": "color-text"}}),
        ("build", f"sum by (instance, version, revision) (ddns_build_info{{{AT}}})", None),
        ("running for", f"sum by (instance) (time() - process_start_time_seconds{{{AT}}} and {OURS})", AGE),
        ("interval", f"sum by (instance) (ddns_cycle_interval_seconds{{{AT}}})", AGE),
        ("last round ago", f"sum by (instance) (time() - (ddns_cycle_last_completed_timestamp_seconds{{{AT}}} > 0))", AGE),
        ("last good round ago", f"sum by (instance) (time() - (ddns_cycle_last_success_timestamp_seconds{{{AT}}} > 0))", AGE),
        ("wrong records", f'sum by (instance) (ddns_records{{{PROVIDER},state="wrong"}})', None),
        ("pausing accounts' services", f"sum by (instance) (ddns_provider_circuit_open{{{PROVIDER}}})", None),
    ], labels=("instance", "version", "revision"), hide=("Value #B",), links={"instance": TO_INSTANCE})


def alerts():
    return table("Firing alerts", "What fires now, whichever instance; empty is good.", 24, 5, [
        ("firing", 'sum by (alertname, severity, instance, record, record_type, provider, family) (ALERTS{alertstate="firing",alertname=~"DDNS.+"})',
         None)], labels=("alertname", "severity", "instance", "record", "record_type", "provider", "family"))


def build():
    rows = [
        ("Now", False, [*overview_row(), alerts(), instances()]),
        ("Records", False, [
            records_table({"instance": TO_INSTANCE}), sync_timeline(12),
            timeseries("Wrong time", "Share of the time for which records were wrong beyond the 60 s of the objective, summed over the selection.", 6,
                       [target(f"sum by (instance) (rate(ddns_record_wrong_seconds_total{{{RECORD}}}[$__rate_interval]))", "{{instance}}")],
                       unit="percentunit"),
            propagation(6)]),
        ("Services", False, [
            provider_latency(8, by_provider=True), provider_errors(8), provider_failures(8), provider_circuit(12), slow_down(12)]),
        ("Address sources", False, [
            timeseries("Address changes", "Accepted changes of an address.", 8, [target(
                f"sum by (instance, family) (increase(ddns_ip_changes_total{{{AT}}}[$__rate_interval]))", "{{instance}} {{family}}")], style="bars"),
            timeseries("Failed questions", "Questions to address sources that ended without a known answer.", 8, [target(
                f"sum by (instance) (increase(ddns_ip_source_request_failures_total{{{AT}}}[$__rate_interval]))", "{{instance}}")], style="bars"),
            timeseries("Disagreements", "Questions to which two sources gave two answers.", 8, [target(
                f"sum by (instance) (increase(ddns_ip_source_disagreements_total{{{AT}}}[$__rate_interval]))", "{{instance}}")], style="bars")]),
        ("Processes", False, [
            timeseries("CPU", "Cores used.", 8, [target(
                f"sum by (instance) (rate(process_cpu_seconds_total{{{AT}}}[$__rate_interval]) and {OURS})", "{{instance}}")], unit="percentunit", line_at=0.5),
            timeseries("Memory", "Resident memory; the red line is the 96 MiB of DDNSMemoryHigh.", 8, [target(
                f"sum by (instance) (process_resident_memory_bytes{{{AT}}} and {OURS})", "{{instance}}")], unit="bytes", line_at=100663296),
            timeseries("Warnings and errors in the log", "Log lines of level warn and above.", 8, [target(
                f'sum by (instance, level) (increase(ddns_log_messages_total{{{AT},level=~"warn|error|fatal"}}[$__rate_interval]))',
                "{{instance}} {{level}}")], style="bars", stacked=True)]),
    ]
    links = [{"type": "link", "title": "One instance", "url": "/d/ddns-instance", "icon": "dashboard", "tooltip": "", "tags": [],
              "asDropdown": False, "includeVars": True, "keepTime": True, "targetBlank": False}]
    return dashboard("ddns-overview", "ddns-sidecar / Overview", "Is every DNS record right, on every instance? Runbooks and thresholds: docs/ of ddns-sidecar.",
                     rows, variables(multi=True), annotations(), links)
