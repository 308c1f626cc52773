"""DNS services, name servers and sources of addresses that fail, each with the alert that it pages by."""
import collections
import signal

from paging.services import TSIG, Bind, Cloudflare, Dyn, Echo, PowerDns
from paging.servers import as_text
from paging.stage import Until

ZONES = [f"zone{number}.example" for number in range(12)]


def cloudflare(stage):
    """A dozen proxied records, which are proved by reading them at the service: calls without any change of address."""
    service = stage.enter(Cloudflare(ZONES, "192.0.2.1"))
    names = ", ".join(f"home.{zone}" for zone in ZONES)
    stage.start(f"""
verify: {{ interval: 10s }}
sources:
{stage.wan()}
accounts:
  - {service.account()}
records:
  - {{ names: [{names}], ipv4: wan, ipv6: false, proxied: true }}
""")
    return service


def slow_api(stage):
    """Above 500 ms for 3 minutes."""
    service = cloudflare(stage)
    yield from stage.calm()
    service.latency = 0.7
    yield from stage.pages("DDNSProviderLatencyHigh", "warning")
    service.latency = 0
    yield from stage.resolves("DDNSProviderLatencyHigh")


def failing_api(stage):
    """One of five calls fails, and succeeds when it is repeated."""
    service = cloudflare(stage)
    yield from stage.calm()
    asked = collections.Counter()

    def sometimes(request):
        asked[request.path] += 1
        unlucky = any(f"/id-{zone}/" in request.path for zone in ZONES[::4])
        return as_text("Internal Server Error", 500) if unlucky and asked[request.path] % 2 else None

    service.fault = sometimes
    yield from stage.pages("DDNSProviderErrorRateHigh", "warning")
    service.fault = None
    yield from stage.resolves("DDNSProviderErrorRateHigh")


def dead_api(stage):
    """No call succeeds and the address changes: the records are wrong, and the reason is told as well."""
    service = cloudflare(stage)
    yield from stage.calm()
    service.fault = lambda _: as_text("Bad Gateway", 502)
    stage.wan("192.0.2.2")
    yield from stage.pages("DDNSRecordStale", "critical")
    yield from stage.pages("DDNSProviderErrorRateHigh", "warning")
    service.fault = None
    yield from stage.resolves("DDNSRecordStale")
    yield from stage.resolves("DDNSProviderErrorRateHigh")
    assert {one["content"] for one in service.records.values()} == {"192.0.2.2"}


def revoked_token(stage):
    """401 at the next look; mended as the runbook says."""
    service = cloudflare(stage)
    yield from stage.calm()
    service.token = "another token"
    yield from stage.pages("DDNSProviderAuthFailed", "critical")
    service.token = Cloudflare.TOKEN
    assert (done := stage.sidecar.command("update", "--force")).returncode == 0, done
    yield from stage.resolves("DDNSProviderAuthFailed")


def locked_out(stage):
    """403 to a new address that is not on the token's list: the records go stale as well, and that is not paged too."""
    service = cloudflare(stage)
    yield from stage.calm()
    service.fault = lambda _: service.refuse(403, 9109, "Cannot use the access token from location")
    stage.wan("192.0.2.2")
    yield from stage.pages("DDNSProviderAuthFailed", "critical")
    yield from stage.mutes("DDNSRecordStale")
    service.fault = None
    stage.sidecar.command("update", "--force")
    yield from stage.resolves("DDNSProviderAuthFailed")


def rate_limited(stage):
    service = cloudflare(stage)
    yield from stage.calm()
    service.fault = lambda _: as_text("slow down", 429, **{"Retry-After": "1"})
    yield from stage.pages("DDNSProviderRateLimited", "warning")
    service.fault = None
    yield from stage.resolves("DDNSProviderRateLimited")


def blocked_account(stage):
    """The service blocks us: the record is wrong, and the account waits for a person, who changes the password."""
    service = stage.enter(Dyn())

    source = stage.wan()

    def config(**password):
        return f"""
sources:
{source}
accounts:
  - {service.account(**password)}
records:
  - {{ name: home.dyn.example, ipv4: wan, ipv6: false }}
"""
    stage.start(config())
    yield from stage.calm()
    service.blocks = True
    stage.wan("192.0.2.2")
    yield from stage.pages("DDNSRecordStale", "critical")
    yield from stage.pages("DDNSAccountPaused", "warning", 90)
    service.blocks = False
    stage.sidecar.configure("interval: 5s\nretry: { first: 1s, cap: 2s }\n" + config(password="another-test-password"))
    yield from stage.resolves("DDNSRecordStale")
    yield from stage.resolves("DDNSAccountPaused")


def served_by_bind(stage):
    """The service says all is well; a real name server serves what somebody puts there."""
    bind = stage.enter(Bind(stage.folder))
    bind.set("home", "192.0.2.1")
    service = stage.enter(PowerDns(Bind.ZONE))
    stage.start(f"""
verify: {{ interval: 10s, deadline: 30s }}
sources:
{stage.wan()}
accounts:
  - {service.account(f", verify: {{ servers: [{bind.address}] }}")}
records:
  - {{ name: home.{Bind.ZONE}, zone: {Bind.ZONE}, ipv4: wan, ipv6: false }}
""")
    return bind


def wrong_record(stage):
    """The service says all is well, and a real name server answers with an address that somebody put there by hand."""
    bind = served_by_bind(stage)
    yield from stage.calm()
    bind.set("home", "198.51.100.66")
    yield from stage.pages("DDNSRecordStale", "critical")
    bind.set("home", "192.0.2.1")
    yield from stage.resolves("DDNSRecordStale")


def burnt_budget(stage):
    """Wrong for longer than the promised minute: the page about the record says it all, and that it was costly is told afterwards."""
    bind = served_by_bind(stage)
    yield from stage.calm()
    bind.set("home", "198.51.100.66")
    yield from stage.pages("DDNSRecordStale", "critical")
    yield Until(lambda: ("DDNSErrorBudgetBurn", "suppressed") in stage.world.managed_alerts(stage.name), "DDNSErrorBudgetBurn fires and is muted", 120)
    yield from stage.mutes("DDNSErrorBudgetBurnSlow")
    bind.set("home", "192.0.2.1")
    yield from stage.resolves("DDNSRecordStale")
    yield from stage.pages("DDNSErrorBudgetBurnSlow", "warning")
    yield from stage.resolves("DDNSErrorBudgetBurnSlow", 120)


def silent_name_server(stage):
    """A real BIND answers no more: nobody knows whether the record is right, which is not the same as wrong."""
    bind = served_by_bind(stage)
    yield from stage.calm()
    bind.named.process.send_signal(signal.SIGSTOP)
    yield from stage.pages("DDNSRecordUnverified", "warning", 120)
    bind.named.process.send_signal(signal.SIGCONT)
    yield from stage.resolves("DDNSRecordUnverified")


def refused_key(stage):
    """A real BIND that refuses our key for updates, then an address in it that is not ours: the cause pages, the record is muted."""
    bind = stage.enter(Bind(stage.folder))
    stage.start(f"""
verify: {{ interval: 10s, deadline: 10s }}
sources:
{stage.wan()}
accounts:
  - {{ id: bind, provider: rfc2136, server: "{bind.address}", key_name: ddns, key_secret: "{TSIG}", verify: {{ servers: ["{bind.address}"] }} }}
records:
  - {{ name: home.{Bind.ZONE}, zone: {Bind.ZONE}, ipv4: wan, ipv6: false }}
""")
    yield from stage.calm()
    yield Until(bind.allow(False), "BIND refuses the sidecar's key")
    bind.set("home", "198.51.100.66")
    yield from stage.pages("DDNSProviderAuthFailed", "critical")
    yield from stage.mutes("DDNSRecordStale")
    yield Until(bind.allow(True), "BIND takes the sidecar's key again")
    stage.sidecar.command("update", "--force")
    yield Until(lambda: bind.ask("home") == ["192.0.2.1"], "the sidecar repairs the record")
    yield from stage.resolves("DDNSProviderAuthFailed")


def echoes(stage, addresses):
    servers = [stage.enter(Echo(address)) for address in addresses]
    urls = ", ".join(f'"{one.url}"' for one in servers)
    stage.start(f"""
sources:
  - {{ id: wan, type: http, family: ipv4, urls: [{urls}], agree: 2, allow_documentation: true }}
accounts:
  - {{ id: local, provider: hosts, path: {stage.folder}/hosts }}
records:
  - {{ name: home.example.com, ipv4: wan, ipv6: false }}
""")
    return servers


def lying_source(stage):
    """One of three echo servers gives another answer: the address stays known."""
    liar, *_ = echoes(stage, ["192.0.2.1"] * 3)
    yield from stage.calm()
    liar.address_told = "192.0.2.99"
    yield from stage.pages("DDNSSourcesDisagree", "warning", 90)
    liar.address_told = "192.0.2.1"
    yield from stage.resolves("DDNSSourcesDisagree")


def two_answers(stage):
    """Two echo servers of which two must agree: the address is unknown, and then it is told why."""
    liar, _ = echoes(stage, ["192.0.2.1"] * 2)
    yield from stage.calm()
    liar.address_told = "192.0.2.99"
    yield from stage.pages("DDNSAddressUnknown", "critical")
    yield from stage.mutes("DDNSNoSuccessfulCycle")
    yield from stage.pages("DDNSSourcesDisagree", "warning", 90)
    liar.address_told = "192.0.2.1"
    yield from stage.resolves("DDNSAddressUnknown")
    yield from stage.resolves("DDNSSourcesDisagree")


def private_address(stage):
    """The line suddenly has a private address, as behind a new router: nothing is published, and it is told why."""
    stage.start(f"""
sources:
{stage.wan()}
accounts:
  - {{ id: local, provider: hosts, path: {stage.folder}/hosts }}
records:
  - {{ name: home.example.com, ipv4: wan, ipv6: false }}
""")
    yield from stage.calm()
    stage.wan("192.168.1.2")
    yield from stage.pages("DDNSAddressUnknown", "critical")
    yield from stage.pages("DDNSAddressNotPublic", "warning")
    stage.wan("192.0.2.1")
    yield from stage.resolves("DDNSAddressUnknown")
    yield from stage.resolves("DDNSAddressNotPublic")


SCENARIOS = [slow_api, failing_api, dead_api, revoked_token, locked_out, rate_limited, blocked_account, wrong_record, burnt_budget, silent_name_server,
             refused_key]
SOURCES = [lying_source, two_answers, private_address]
