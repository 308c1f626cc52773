"""Panels and variables that both dashboards have. Every query names job and instance, so that "All" stays within ours."""
from grafana import GREEN, RED, YELLOW, annotation, stat, state_timeline, table, target, timeseries, variable

AT = 'job=~"$job",instance=~"$instance"'
PROVIDER = AT + ',provider=~"$provider"'
RECORD = PROVIDER + ',record=~"$record"'
OUT_OF_SYNC = f"ddns_record_out_of_sync_since_timestamp_seconds{{{RECORD}}}"
VERIFIED = f"ddns_record_last_verified_timestamp_seconds{{{RECORD}}}"
OURS = f"on (job, instance) ddns_build_info{{{AT}}}"
SYNC = [{"type": "value", "options": {"0": {"text": "not wrong", "color": GREEN, "index": 0}, "1": {"text": "wrong", "color": RED, "index": 1}}}]
PAUSED = [{"type": "value", "options": {"0": {"text": "works", "color": GREEN, "index": 0}, "1": {"text": "pauses", "color": RED, "index": 1}}}]
AGE = {"unit": "s", "decimals": 0}


def by_reason(metric, selector, label="reason"):
    """What happened, by reason; one line "none" at zero when nothing did, instead of twenty lines at zero."""
    total = f"increase({metric}{{{selector}}}[$__rate_interval])"
    return f'(sum by ({label}) ({total}) > 0) or label_replace(sum({total}) == 0, "{label}", "none", "", "")'


def quantile(q, metric, selector, by=""):
    """Without samples there is no line, rather than one of NaN (`>= 0`)."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({q}, sum by ({labels}) (rate({metric}_bucket{{{selector}}}[$__rate_interval]))) >= 0"


def per_record(metric):
    """The rate of a counter of seconds for one record; where series are joined (`_all`) the mean of those behind them."""
    key = "job, instance, record_type, provider"

    def total(which):
        return f'sum by ({key}, record) (rate({metric}{{{RECORD},record{which}"_all"}}[$__rate_interval]))'
    return f'({total("!=")} or {total("=")} / on ({key}) group_left () sum by ({key}) (ddns_records{{{PROVIDER}}}))'


def variables(multi):
    return [
        variable("job", "Job", "ddns_build_info", "job"),
        variable("instance", "Instance", "ddns_build_info", "instance", multi=multi, selector='job=~"$job"'),
        variable("provider", "Service", "ddns_provider_circuit_open", "provider", selector=AT),
        variable("record", "Record", "ddns_record_updates_total", "record", selector=PROVIDER),
    ]


def annotations():
    return [
        annotation("Address changed", f"changes(ddns_ip_changes_total{{{AT}}}[2m]) > 0", "blue", "{{instance}}: {{family}} address changed"),
        annotation("Restart", f"changes(process_start_time_seconds{{{AT}}}[2m]) > 0 and {OURS}", "purple", "{{instance}} restarted"),
        annotation("Configuration read", f"changes(ddns_config_last_reload_success_timestamp_seconds{{{AT}}}[2m]) > 0", "green",
                   "{{instance}} read its configuration"),
    ]


def overview_row():
    return [
        stat("Records right", "Record sets that are known to be right, and all of the chosen services, whichever record is chosen.", 4, [
            target(f'sum(ddns_records{{{PROVIDER},state="right"}}) or vector(0)', "right", instant=True),
            target(f"sum(ddns_records{{{PROVIDER}}}) or vector(0)", "all", instant=True)]),
        stat("Longest wrong", "For how long the record that has been wrong longest is wrong; 0 = none is. Yellow beyond the 60 s of the objective.", 4,
             [target(f"max(time() - ({OUT_OF_SYNC} > 0)) or vector(0)", "longest", instant=True)],
             unit="s", steps=((GREEN, None), (YELLOW, 60), (RED, 300)), decimals=0),
        stat("Error budget left (30 d)", """What is left of the 43 minutes a month for which a record may be wrong (objective 99.9 %), for the worst
             record (`_all`: the mean of all). Empty until something was observed.""", 4,
             [target(f"""clamp_min(1 - max(increase(ddns_record_wrong_seconds_total{{{RECORD}}}[30d])
                     / increase(ddns_record_observed_seconds_total{{{RECORD}}}[30d])) / 0.001, 0)""", "left", instant=True)],
             unit="percentunit", steps=((RED, None), (YELLOW, 0.25), (GREEN, 0.5)), no_value="not measured"),
        stat("Known", """Share of the time for which it is known whether the worst-known record is right (`_all`: the mean of all). Below 99 % the
             budget beside says little.""", 3,
             [target(f"min({per_record('ddns_record_observed_seconds_total')})", "known", instant=True)],
             unit="percentunit", steps=((RED, None), (YELLOW, 0.5), (GREEN, 0.99)), no_value="not measured"),
        stat("Address confirmed", "How long ago the address of each family was last known for certain, on the instance where that is longest.", 4,
             [target(f"max by (family) (time() - (ddns_ip_last_detected_timestamp_seconds{{{AT}}} > 0))", "{{family}}", instant=True)],
             unit="s", decimals=0, no_value="never"),
        stat("Firing alerts", "Alerts of ddns-sidecar that fire, whichever instance; Watchdog left out.", 3,
             [target('count(ALERTS{alertstate="firing",alertname=~"DDNS.+"}) or vector(0)', "firing", instant=True)],
             steps=((GREEN, None), (RED, 1))),
        stat("Instances up", "Instances that Prometheus can scrape.", 2,
             [target(f'sum(up{{{AT}}}) or vector(0)', "up", instant=True)], steps=((RED, None), (GREEN, 1))),
    ]


def records_table(links=None):
    by = "sum by (instance, record, record_type, provider)"
    return table("Records", "One line for each record: is it known to be wrong, when was it last proved, when last changed.", 24, 8, [
        ("wrong", f"{by} ({OUT_OF_SYNC} > bool 0)",
         {"mappings": SYNC, "custom__cellOptions": {"type": "color-text"}}),
        ("wrong for", f"{by} (time() - ({OUT_OF_SYNC} > 0))", AGE),
        ("proved ago", f"{by} (time() - ({VERIFIED} > 0))", AGE),
        ("changed ago", f"{by} (time() - (ddns_record_last_update_timestamp_seconds{{{RECORD}}} > 0))", AGE),
        ("writes (24 h)", f"{by} (increase(ddns_record_updates_total{{{RECORD}}}[24h]))", {"decimals": 0}),
        ("failures (24 h)", f"{by} (increase(ddns_record_update_failures_total{{{RECORD}}}[24h]))", {"decimals": 0}),
    ], labels=("record", "record_type", "provider", "instance"), links=links)


def sync_timeline(width):
    return state_timeline("Right or wrong", "Red: the record is known to be wrong. Green: it is not, which it also is not while nobody can tell (see Known).", width,
                          [target(f"max by (record, record_type) ({OUT_OF_SYNC} > bool 0)", "{{record}} {{record_type}}")],
                          SYNC, ((GREEN, None), (RED, 1)))


def propagation(width):
    return timeseries("Propagation", "From noticing a new address to its being served by all authoritative servers. Empty while nothing changes.", width,
                      [target(quantile(q, "ddns_record_propagation_seconds", PROVIDER), name) for q, name in ((0.5, "P50"), (0.95, "P95"))],
                      unit="s", line_at=60)


def provider_latency(width, by_provider):
    name = "ddns_provider_request_duration_seconds"
    if by_provider:
        targets = [target(quantile(0.95, name, PROVIDER, "provider"), "{{provider}}")]
    else:
        targets = [target(quantile(q, name, PROVIDER, "provider"), f"P{int(q * 100)} {{{{provider}}}}") for q in (0.5, 0.95, 0.99)]
    return timeseries("Latency of services" + (" (P95)" if by_provider else ""),
                      "Calls to the DNS services. The red line is the 500 ms of DDNSProviderLatencyHigh. Empty while nothing is asked.", width, targets,
                      unit="s", line_at=0.5)


def provider_errors(width):
    requests = f"sum by (provider) (increase(ddns_provider_request_duration_seconds_count{{{PROVIDER}}}[$__rate_interval]))"
    failures = f"sum by (provider) (increase(ddns_provider_request_failures_total{{{PROVIDER}}}[$__rate_interval]))"
    return timeseries("Failing share of calls", "Failed calls of all calls; 0 while nothing is asked. The red line is the 5 % of DDNSProviderErrorRateHigh.",
                      width, [target(f"({failures} / ({requests} > 0)) or ({requests} * 0)", "{{provider}}")], unit="percentunit", line_at=0.05, maximum=1)


def provider_failures(width):
    return timeseries("Failed calls by reason", "Calls to the DNS services that failed.", width,
                      [target(by_reason("ddns_provider_request_failures_total", PROVIDER), "{{reason}}")], style="bars", stacked=True)


def provider_circuit(width):
    return state_timeline("Accounts that pause", "Red: an account at this service pauses after refusals or failures.", width,
                          [target(f"max by (provider) (ddns_provider_circuit_open{{{PROVIDER}}})", "{{provider}}")],
                          PAUSED, ((GREEN, None), (RED, 1)))


def slow_down(width):
    limited = f'ddns_provider_request_failures_total{{{PROVIDER},reason=~"rate_limited|quota"}}'
    return timeseries("Asked to slow down, tried again", "Calls refused because there were too many, and calls made again after a failure.", width, [
        target(f"sum by (provider) (increase({limited}[$__rate_interval]))", "refused {{provider}}"),
        target(f"sum by (provider) (increase(ddns_provider_retries_total{{{PROVIDER}}}[$__rate_interval]))", "again {{provider}}")], style="bars")
