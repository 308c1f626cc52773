"""ddns-instance: everything about one process."""
from grafana import GREEN, RED, dashboard, heatmap, stat, table, target, timeseries
from parts import (AT, OURS, PAUSED, PROVIDER, RECORD, annotations, by_reason, overview_row, per_record, propagation, provider_circuit,
                   provider_errors, provider_failures, provider_latency, quantile, records_table, slow_down, sync_timeline, variables)


def increase(metric, selector, by, legend):
    return target(f"sum by ({by}) (increase({metric}{{{selector}}}[$__rate_interval]))", legend)


def about():
    return [
        table("Build", "What runs.", 8, 4, [("build", f"sum by (instance, version, revision, compiler) (ddns_build_info{{{AT}}})", None)],
              labels=("instance", "version", "revision", "compiler"), hide=("Value",)),
        stat("Running for", "Since the start of the process.", 4, [target(
            f"max(time() - process_start_time_seconds{{{AT}}} and {OURS})", "running", instant=True)], unit="s", decimals=0),
        stat("Interval", "Configured time between two safety checks; changes of the network are acted on at once.", 4, [target(
            f"max(ddns_cycle_interval_seconds{{{AT}}})", "interval", instant=True)], unit="s"),
        stat("Configuration", "Was the newest configuration accepted? If not, the former one is in force.", 4, [target(
            f"min(ddns_config_last_reload_successful{{{AT}}})", "accepted", instant=True)], steps=((RED, None), (GREEN, 1)),
            mappings=[{"type": "value", "options": {"0": {"text": "refused", "index": 0}, "1": {"text": "accepted", "index": 1}}}]),
        stat("Engine", "Does the program do its work, or has somebody halted it?", 4, [target(
            f"max(ddns_engine_paused{{{AT}}})", "paused", instant=True)], steps=((GREEN, None), (RED, 1)), mappings=PAUSED),
    ]


def records():
    return [
        records_table(), sync_timeline(12), propagation(6),
        timeseries("Wrong time", "Share of the time for which each record was wrong beyond the 60 s of the objective (`_all`: the mean of all).", 6, [target(
            f"max by (record, record_type) ({per_record('ddns_record_wrong_seconds_total')})", "{{record}} {{record_type}}")],
            unit="percentunit", maximum=1),
        timeseries("Proofs", "Proofs tried: the authoritative servers or the service were asked whether a record is right.", 8, [
            increase("ddns_record_verifications_total", PROVIDER, "provider", "{{provider}}")], style="bars"),
        timeseries("Failed proofs by reason", "A mismatch is a wrong record; the others mean that nobody knows.", 8, [
            target(by_reason("ddns_record_verification_failures_total", PROVIDER), "{{reason}}")], style="bars", stacked=True),
        timeseries("Writes", "Writes that services accepted, and attempts that failed.", 8, [
            increase("ddns_record_updates_total", RECORD, "provider", "accepted {{provider}}"),
            increase("ddns_record_update_failures_total", RECORD, "provider", "failed {{provider}}")], style="bars"),
    ]


def services():
    calls = "ddns_provider_request_duration_seconds_count"
    return [
        provider_latency(8, by_provider=False),
        timeseries("Calls by operation", "Calls to the DNS services, good and bad.", 8, [
            increase(calls, PROVIDER, "operation", "{{operation}}")], style="bars", stacked=True),
        provider_failures(8), provider_errors(8), slow_down(8), provider_circuit(8),
        timeseries("Calls left", "What the service says is left of its quota. Empty where a service does not tell.", 12, [target(
            f"min by (provider) (ddns_provider_quota_remaining{{{PROVIDER}}})", "{{provider}}")]),
        timeseries("Credentials end in", "Time until the credentials expire, as the accounts say. Empty where none does.", 12, [target(
            f"min by (provider) ((ddns_credential_expiry_timestamp_seconds{{{PROVIDER}}} > 0) - time())", "{{provider}}")], unit="s"),
    ]


def sources():
    return [
        timeseries("Time to answer (P95)", "How long each address source took to answer or fail. Empty while none is asked.", 8, [target(
            quantile(0.95, "ddns_ip_source_request_duration_seconds", AT, "source, family"), "{{source}} {{family}}")], unit="s"),
        timeseries("Failed questions by reason", "Questions to a source that ended without a known answer.", 8, [
            target(by_reason("ddns_ip_source_request_failures_total", AT), "{{reason}}")], style="bars", stacked=True),
        timeseries("Address changes", "Accepted changes of an address.", 8, [increase("ddns_ip_changes_total", AT, "family", "{{family}}")], style="bars"),
        timeseries("Refused addresses by reason", "Addresses that a source offered and that must not be published.", 8, [
            target(by_reason("ddns_ip_rejected_total", AT), "{{reason}}")], style="bars", stacked=True),
        timeseries("Disagreements", "Questions to which two sources gave two answers.", 8, [
            increase("ddns_ip_source_disagreements_total", AT, "family", "{{family}}")], style="bars"),
        timeseries("Address unchanged for", "Time since the address last changed. Empty while it never did.", 8, [target(
            f"max by (family) (time() - (ddns_ip_last_change_timestamp_seconds{{{AT}}} > 0))", "{{family}}")], unit="s"),
    ]


def loop():
    served = "ddns_http_request_duration_seconds"
    return [
        heatmap("Length of detection rounds", "How many rounds took how long.", 8,
                f"sum by (le) (increase(ddns_cycle_duration_seconds_bucket{{{AT}}}[$__rate_interval]))"),
        timeseries("Since the last round", "Grows to the interval and falls. DDNSCycleStalled fires at three intervals and a minute.", 8, [
            target(f"max(time() - (ddns_cycle_last_started_timestamp_seconds{{{AT}}} > 0))", "begun"),
            target(f"max(time() - (ddns_cycle_last_completed_timestamp_seconds{{{AT}}} > 0))", "ended"),
            target(f"max(time() - (ddns_cycle_last_success_timestamp_seconds{{{AT}}} > 0))", "succeeded")], unit="s"),
        timeseries("Rounds", "Detection rounds that ended, and those in which a needed address stayed unknown.", 8, [
            target(f"sum(increase(ddns_cycles_total{{{AT}}}[$__rate_interval]))", "ended"),
            target(f"sum(increase(ddns_cycle_failures_total{{{AT}}}[$__rate_interval]))", "failed")], style="bars"),
        timeseries("Own answers (P95)", "Requests to this program's own listener; previews and update requests wait for services and are left out.", 8, [target(
            quantile(0.95, served, AT + ',handler!~"plan|update"', "handler"), "{{handler}}")], unit="s", line_at=0.5),
        timeseries("Requests by handler", "Requests to this program's own listener.", 8, [
            increase(f"{served}_count", AT, "handler", "{{handler}}")], style="bars", stacked=True),
        timeseries("In flight, and length of scrapes", "Requests that are being answered now, and how long Prometheus waits for a page.", 8, [
            target(f"max(ddns_http_requests_in_flight{{{AT}}})", "in flight"),
            target(f"max(scrape_duration_seconds{{{AT}}})", "scrape (s)")]),
    ]


def process():
    figure = f"{{{AT}}} and {OURS}"
    return [
        timeseries("CPU", "Cores used; the red line is the half core of DDNSCpuHigh.", 8, [target(
            f"max(rate(process_cpu_seconds_total{{{AT}}}[$__rate_interval]) and {OURS})", "CPU")], unit="percentunit", line_at=0.5),
        timeseries("Memory", "Resident memory; the red line is the 96 MiB of DDNSMemoryHigh.", 8, [
            target(f"max(process_resident_memory_bytes{figure})", "resident")], unit="bytes", line_at=100663296),
        timeseries("Files and threads", "Open file descriptors (or handles) and threads.", 8, [
            target(f"max(process_open_fds{figure})", "open files"),
            target(f"max(process_threads{figure})", "threads")]),
        timeseries("Restarts and configurations", "Starts of the process, and configurations read again, accepted or refused.", 8, [
            target(f"max(changes(process_start_time_seconds{{{AT}}}[$__rate_interval]) and {OURS})", "restarts"),
            target(f"sum(increase(ddns_config_reloads_total{{{AT}}}[$__rate_interval]))", "read"),
            target(f"sum(increase(ddns_config_reload_failures_total{{{AT}}}[$__rate_interval]))", "refused")], style="bars"),
        timeseries("Log lines by level", "Lines written to the log.", 8, [increase("ddns_log_messages_total", AT, "level", "{{level}}")],
                   style="bars", stacked=True),
        timeseries("Log troubles", "Lines lost, failed writes and rotations, failed reopening; and rotations that worked.", 8, [
            target(f"sum(increase(ddns_log_dropped_total{{{AT}}}[$__rate_interval]))", "lost"),
            target(f"sum(increase(ddns_log_write_errors_total{{{AT}}}[$__rate_interval]))", "write errors"),
            target(f"sum(increase(ddns_log_reopen_failures_total{{{AT}}}[$__rate_interval]))", "reopen failures"),
            target(f"sum(increase(ddns_log_rotations_total{{{AT}}}[$__rate_interval]))", "rotations")], style="bars"),
    ]


def state_and_messages():
    return [
        timeseries("Writes of the state file (P95)", "The red line is the 500 ms of DDNSStateSlow. Empty while nothing is written.", 8, [target(
            quantile(0.95, "ddns_state_write_duration_seconds", AT), "P95")], unit="s", line_at=0.5),
        timeseries("Writes of the state file", "Writes, and those that failed.", 8, [
            target(f"sum(increase(ddns_state_write_duration_seconds_count{{{AT}}}[$__rate_interval]))", "written"),
            target(f"sum(increase(ddns_state_write_failures_total{{{AT}}}[$__rate_interval]))", "failed")], style="bars"),
        timeseries("State file written ago", "Time since the state file was last written; it is written only when something changes.", 8, [target(
            f"max(time() - (ddns_state_last_write_timestamp_seconds{{{AT}}} > 0))", "ago")], unit="s"),
        timeseries("Own messages by channel", "Messages of the sidecar itself to its notification channels. Empty without `notify`.", 8, [
            increase("ddns_hook_runs_total", AT, "hook", "{{hook}}"),
            increase("ddns_hook_failures_total", AT, "hook", "failed {{hook}}")], style="bars"),
        timeseries("Messages that wait", "Messages that could not be delivered yet.", 8, [
            target(f"max(ddns_notifications_pending{{{AT}}})", "waiting")]),
        timeseries("Alert bridge", "Alertmanager's messages handed to chat robots, by the bridges of all jobs. Empty without one.", 8, [
            target("sum by (robot) (increase(ddns_bridge_messages_total[$__rate_interval]))", "{{robot}}"),
            target("sum by (robot) (increase(ddns_bridge_failures_total[$__rate_interval]))", "failed {{robot}}"),
            target("sum by (robot) (increase(ddns_bridge_merged_total[$__rate_interval]))", "merged {{robot}}")], style="bars"),
    ]


def build():
    rows = [("Now", False, [*overview_row(), *about()]), ("Records", False, records()), ("Services", False, services()),
            ("Address sources", False, sources()), ("Loop and listener", False, loop()), ("Process", False, process()),
            ("State and messages", False, state_and_messages())]
    links = [{"type": "link", "title": "All instances", "url": "/d/ddns-overview", "icon": "dashboard", "tooltip": "", "tags": [],
              "asDropdown": False, "includeVars": False, "keepTime": True, "targetBlank": False}]
    return dashboard("ddns-instance", "ddns-sidecar / Instance", "Everything about one ddns-sidecar. Runbooks and thresholds: docs/ of ddns-sidecar.",
                     rows, variables(multi=False), annotations(), links)
