"""The sidecar's own process, files and messages in trouble, each with the alert that it pages by."""
import contextlib
import datetime
import itertools
import pathlib
import re
import resource
import socket
import sqlite3
import subprocess
import time

import live
from paging import freeze
from paging.services import Hook
from paging.stage import Until

# The log names the thread that looks for changes.
ENGINE = re.compile(r'"process.thread.id":(\d+),"event.action":"record-verified"')


def hosts(stage, more="", known=True, **how):
    """The simplest sidecar: one record in a file. `known` false: its source has no address."""
    source = stage.wan()
    if not known:
        stage.folder.joinpath("wan").unlink()
    stage.start(f"""
sources:
{source}
accounts:
  - {{ id: local, provider: hosts, path: {stage.folder}/hosts }}
records:
  - {{ name: home.example.com, ipv4: wan, ipv6: false }}
{more}""", **how)


def killed_process(stage):
    hosts(stage)
    yield from stage.calm()
    stage.sidecar.process.kill()
    yield from stage.pages("DDNSTargetDown", "critical")
    hosts(stage)
    yield from stage.resolves("DDNSTargetDown")


def stuck_loop(stage):
    """The engine's thread stands still and the listener goes on: /metrics answers, with times that grow old."""
    hosts(stage)
    yield from stage.calm()
    thread = int(ENGINE.search(stage.sidecar.log())[1])
    freeze.freeze(thread)
    yield from stage.pages("DDNSCycleStalled", "critical")
    assert "ddns_cycles_total" in stage.sidecar.page()
    freeze.thaw(thread)
    yield from stage.resolves("DDNSCycleStalled")


def crash_loop(stage):
    """Three kills within the half hour; each start is seen."""
    hosts(stage)
    yield from stage.calm()
    for _ in range(3):
        before = stage.world.number(stage.series("process_start_time_seconds"))
        stage.sidecar.process.kill()
        stage.sidecar.process.wait()
        hosts(stage)
        yield Until(lambda: (stage.world.number(stage.series("process_start_time_seconds")) or before) != before, "the new start is scraped")
    yield from stage.pages("DDNSRestarting", "warning")
    yield from stage.resolves("DDNSRestarting")


def never_worked(stage):
    """The only source knows nothing from the start on."""
    hosts(stage, known=False)
    yield from stage.pages("DDNSNeverSucceeded", "critical")
    stage.wan()
    yield from stage.resolves("DDNSNeverSucceeded")


def flapping_line(stage):
    """A new address at every look."""
    hosts(stage)
    yield from stage.calm()
    changes = stage.series("ddns_ip_changes_total", ',family="ipv4"')
    before = stage.world.number(changes)
    for number in range(1, 9):
        stage.wan(f"192.0.2.{100 + number}")
        yield Until(lambda wanted=before + number: (stage.world.number(changes) or 0) >= wanted, f"change {number} is scraped")
    yield from stage.pages("DDNSAddressFlapping", "warning")
    yield from stage.resolves("DDNSAddressFlapping", 100)


def few_files(stage):
    """The limit of open files comes close, as with a leak."""
    hosts(stage)
    yield from stage.calm()
    process = stage.sidecar.process.pid
    soft, hard = resource.prlimit(process, resource.RLIMIT_NOFILE)
    opened = stage.world.number(f'min_over_time({stage.series("process_open_fds")}[5s])')
    resource.prlimit(process, resource.RLIMIT_NOFILE, (int(opened / 0.81), hard))
    yield from stage.pages("DDNSFdsHigh", "warning")
    resource.prlimit(process, resource.RLIMIT_NOFILE, (soft, hard))
    yield from stage.resolves("DDNSFdsHigh")


def expiring_token(stage):
    hosts(stage)
    yield from stage.calm()
    forever = stage.sidecar.path.read_text().removeprefix(stage.sidecar.head)
    soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    stage.sidecar.configure(forever.replace("provider: hosts,", f'provider: hosts, credentials_expire: "{soon}",'))
    yield from stage.pages("DDNSCredentialExpiresSoon", "warning")
    stage.sidecar.configure(forever)
    yield from stage.resolves("DDNSCredentialExpiresSoon")


def refused_reload(stage):
    hosts(stage)
    yield from stage.calm()
    hosts_again = stage.sidecar.path.read_text().removeprefix(stage.sidecar.head)
    stage.sidecar.configure(hosts_again + "no_such_setting: true\n")
    yield from stage.pages("DDNSConfigReloadFailed", "warning")
    stage.sidecar.configure(hosts_again)
    yield from stage.resolves("DDNSConfigReloadFailed")


def tiny_disk(folder):
    """A command that gives a program a disk of one megabyte at `folder`, seen by it alone; None where that is not allowed."""
    for more in ([], ["--map-root-user"]):
        wrapper = ["unshare", *more, "--mount", "sh", "-c", 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"', "sh", str(folder)]
        if subprocess.run([*wrapper, "true"], capture_output=True).returncode == 0:
            return wrapper
    return None


def full_disk(stage):
    """No room for the state file: what must be written meanwhile is not."""
    disk = stage.folder / "disk"
    disk.mkdir()
    wrapper = tiny_disk(disk)
    if not wrapper:
        return print(f"  {stage.name}: left out, no mounts of our own are allowed here")
    hosts(stage, state=disk / "state.db", wrapper=wrapper)
    yield from stage.calm()
    filler = fill(f"/proc/{stage.sidecar.process.pid}/root{disk}/filler")
    stage.wan("192.0.2.2")
    yield from stage.pages("DDNSStateWritesFailing", "warning")
    filler.unlink()
    stage.wan("192.0.2.3")
    yield from stage.resolves("DDNSStateWritesFailing")


def full_log(stage):
    """No room for the log: its lines are lost, and records are kept up to date all the same."""
    disk = stage.folder / "disk"
    disk.mkdir()
    wrapper = tiny_disk(disk)
    if not wrapper:
        return print(f"  {stage.name}: left out, no mounts of our own are allowed here")
    hosts(stage, logs=disk / "log", wrapper=wrapper)
    yield from stage.calm()
    filler = fill(f"/proc/{stage.sidecar.process.pid}/root{disk}/filler")
    changes = stage.series("ddns_ip_changes_total", ',family="ipv4"')
    before = stage.world.number(changes)
    # The last page of the file has room for some lines.
    for number in range(1, 5):
        stage.wan(f"192.0.2.{100 + number}")
        yield Until(lambda wanted=before + number: (stage.world.number(changes) or 0) >= wanted, f"change {number} is scraped")
    yield from stage.pages("DDNSLogsDropped", "warning")
    assert "192.0.2.104" in stage.folder.joinpath("hosts").read_text()
    filler.unlink()
    yield from stage.resolves("DDNSLogsDropped")


def fill(path):
    """Writes into a file until there is no room left."""
    path = pathlib.Path(path)
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return path


def slow_state(stage):
    """Somebody else holds the state file for a while whenever it is to be written, as a slow disk would; writes wait and succeed."""
    accounts = "".join(f"  - {{ id: local{n}, provider: hosts, path: {stage.folder}/hosts{n} }}\n" for n in range(4))
    records = "".join(f"  - {{ name: home{n}.example.com, account: local{n}, ipv4: wan, ipv6: false }}\n" for n in range(4))
    stage.start(f"sources:\n{stage.wan()}accounts:\n{accounts}records:\n{records}")
    yield from stage.calm()
    addresses = itertools.cycle(["192.0.2.2", "192.0.2.1"])

    def change():
        with contextlib.closing(sqlite3.connect(stage.folder / "state.db", timeout=10, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            before = stage.sidecar.log().count('"address-changed"')
            stage.wan(next(addresses))
            live.wait_until(lambda: stage.sidecar.log().count('"address-changed"') > before, "the change is noticed", 20)
            time.sleep(0.8)  # the sidecar gives up after two seconds, which is another alert
            other.execute("ROLLBACK")
        time.sleep(8)  # seldom enough not to be a line that flaps

    end = stage.beside(change)
    yield from stage.pages("DDNSStateSlow", "warning")
    end()
    yield from stage.resolves("DDNSStateSlow")


def slow_clients(stage):
    """Clients that send a request in two pieces with a pause between them: to the listener a slow answer like any other."""
    hosts(stage)
    yield from stage.calm()
    host, _, port = stage.sidecar.address.rpartition(":")

    def ask():
        with socket.create_connection((host, int(port)), timeout=10) as line:
            line.sendall(b"POST /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{")
            time.sleep(0.7)
            line.sendall(b"}")
            line.recv(4096)

    end = stage.beside(ask)
    yield from stage.pages("DDNSHttpLatencyHigh", "warning")
    end()
    yield from stage.resolves("DDNSHttpLatencyHigh")


def dead_hook(stage):
    """A notification channel of the sidecar itself that is broken, mended in the configuration as the runbook says. What waits
    for it is no news."""
    hook = stage.enter(Hook())
    hook.working = False
    channel = "notify:\n  - {{ id: phone, type: webhook, url: \"{}\", events: [address_changed] }}\n"
    hosts(stage, channel.format(f"{hook.url}/old"))
    yield from stage.calm()
    stage.wan("192.0.2.2")
    yield from stage.pages("DDNSHookFailing", "warning")
    yield from stage.mutes("DDNSNotificationsPending")
    hook.working = True
    hosts_again = stage.sidecar.path.read_text().removeprefix(stage.sidecar.head)
    stage.sidecar.configure(hosts_again.replace("/old", "/new"))
    yield Until(lambda: stage.world.number(stage.series("ddns_notifications_pending")) == 0, "the message is delivered after all")
    yield from stage.resolves("DDNSHookFailing", 90)


SCENARIOS = [killed_process, stuck_loop, refused_reload, expiring_token, full_disk, dead_hook, crash_loop, never_worked, flapping_line, few_files, full_log, slow_state,
             slow_clients]
