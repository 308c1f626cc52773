#!/usr/bin/env python3
"""The .exe as a program and as a service under Wine, seen from Linux: in a network namespace of its own, against BIND and a
stand-in of the Cloudflare API over TLS. usage: scenario.py FOLDER   (the folder with ddns-sidecar.exe and the installers)"""
import contextlib
import glob
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bench"))
import world  # noqa: E402
import ssl  # noqa: E402

KEY = "c2NlbmFyaW8tb2YtdGhlLXdpbmRvd3Mtc2VydmljZQ=="
TOKEN = "windows-scenario-token-0123456789abcdef"
PORT = 19876
PROGRAM = r"C:\Program Files\ddns Größe\ddns-sidecar.exe"
CONFIG = r"C:\Einstellungen für DNS\config.yaml"
LOG = r"C:\Einstellungen für DNS\Protokolle ä\ddns.log"


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more)


# Most limits are there to end what hangs, and generous: the machine may be busy with other things.
def until(condition, seconds=60, what="the condition"):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s")


def http(path):
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=5) as answer:
        return answer.read().decode()


class Hung(AssertionError):
    """A program did not end. Its text says which processes there were."""


class Machine:
    """A Wine prefix in a temporary folder. While it is up one ordinary program is kept alive: with the last one Wine ends its
    service manager, which kills the services without a word."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ddns-windows."))
        # Wine has no Event Log: it writes what is reported to its standard error, of a service to that of its first program.
        self.env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
                    "WINEDEBUG": "-all,err+eventlog,warn+eventlog,fixme+eventlog", "WINEPREFIX": str(self.folder / "prefix"), "WINEDLLOVERRIDES": "mscoree,mshtml="}
        self.drive = self.folder / "prefix" / "drive_c"
        self.keeper = None
        self.reported = self.folder / "reported.txt"

    def path(self, text):
        return self.drive / text[3:].replace("\\", "/")

    def boot(self):
        self.keeper = subprocess.Popen(["wine", "ping", "-n", "100000", "127.0.0.1"], env=self.env, cwd=self.folder,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.reported.open("ab"))
        # Two programs at once in a Wine that is just starting have been seen to wait for each other for good.
        until(lambda: r"\ping.exe" in self.processes(), 300, "Wine starts")
        until(self.ready, 180, "Wine answers")

    def ready(self):
        try:
            return self.run("cmd", "/c", "ver", ok=None, seconds=60).returncode == 0
        except Hung:
            return False

    def down(self):
        if self.keeper:
            subprocess.run(["wineserver", "-k"], env=self.env, check=False)
            subprocess.run(["wineserver", "-w"], env=self.env, check=False, timeout=120)
            self.keeper.wait()
            self.keeper = None

    def run(self, *words, ok=0, **more):
        done = self.run_once(*words, **more)
        # Wine's own starter, now and then: the program has not begun.
        if "ShellExecuteEx failed: Internal error" in done.out + done.err:
            print(f"# Wine could not start {words[0]}: once more")
            done = self.run_once(*words, **more)
        if ok is not None and done.returncode != ok:
            raise AssertionError(f"{words}: exit code {done.returncode}, expected {ok}: {done.out}{done.err}")
        return done

    def run_once(self, *words, stdin=None, seconds=180, env=None, cwd=None):
        done = subprocess.Popen(["wine", *words], env={**self.env, **(env or {})}, cwd=cwd or self.folder,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            said = done.communicate((stdin or "").encode(), seconds)
        except subprocess.TimeoutExpired:
            there = self.processes()
            done.kill()
            raise Hung(f"{words}: not within {seconds} s\n{there}") from None
        done.out, done.err = (text.decode("utf-8", "replace").replace("\r", "") for text in said)
        return done

    @staticmethod
    def processes():
        """Those of this network namespace: number, parent, state, what the kernel waits in, command line."""
        mine = os.readlink("/proc/self/ns/net")
        lines = []
        for folder in map(pathlib.Path, glob.glob("/proc/[0-9]*")):
            with contextlib.suppress(OSError):
                if os.readlink(folder / "ns/net") == mine:
                    words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                    state, parent = (folder / "stat").read_text().rpartition(") ")[2].split()[:2]
                    lines.append(f"# {folder.name} of {parent} {state} {(folder / 'wchan').read_text()}: {words}")
        return "\n".join(lines)

    def program(self, *words, **more):
        return self.run(PROGRAM, *words, **more)

    def events(self):
        """What services reported to the Event Log."""
        return self.reported.read_text("utf-8", "replace") if self.reported.exists() else ""

    def state(self):
        found = re.search(r"STATE\s*:\s*\d+\s+(\w+)", self.run("sc", "query", "ddns-sidecar", ok=None).out)
        return found.group(1) if found else "none"


class Scenario:
    def __init__(self, dist):
        self.dist = pathlib.Path(dist).resolve()
        self.machine = Machine()
        self.zone = world.Zone(["example.com"])
        self.zone.latency = 0.0
        self.named = None
        self.dpapi = ""

    # The world on the Linux side.
    def set_up(self):
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "wan0", "type", "veth", "peer", "name", "far0")
        for name in ("wan0", "far0"):
            run("ip", "link", "set", name, "up")
        run("ip", "address", "add", "10.9.0.1/32", "dev", "wan0")
        folder = self.machine.folder
        self.api = self.tls_api(folder)
        self.rooted = self.tls_api(folder / "rooted")
        # Wine fills the ROOT store from this file, once per program.
        roots = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
        (folder / "roots.pem").write_text(roots.read_text() + (folder / "rooted/ca.pem").read_text())
        run("mount", "--bind", folder / "roots.pem", roots)
        (folder / "home.db").write_text("$ORIGIN home.test.\n$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n@ NS ns1\n"
                                        "ns1 A 127.0.0.1\n")
        (folder / "named.conf").write_text(
            f'options {{ directory "{folder}"; listen-on port 53 {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; pid-file none;'
            " session-keyfile none; lock-file none; dnssec-validation no; notify no; recursion no; empty-zones-enable no; };\n"
            "controls { };\n"
            f'key "ddns-key" {{ algorithm hmac-sha256; secret "{KEY}"; }};\n'
            'zone "home.test" { type primary; file "home.db"; update-policy { grant ddns-key zonesub A AAAA; }; };\n')
        self.named = subprocess.Popen(["/usr/sbin/named", "-g", "-n", "1", "-c", folder / "named.conf"],
                                      stdout=subprocess.DEVNULL, stderr=open(folder / "named.log", "w"))
        self.machine.boot()
        place = self.machine.path(PROGRAM)
        place.parent.mkdir(parents=True)
        shutil.copy(self.dist / "ddns-sidecar.exe", place)
        self.machine.path(CONFIG).parent.mkdir()
        shutil.copy(folder / "ca.pem", self.machine.path(CONFIG).parent / "Zertifikat ä.pem")

    def tls_api(self, folder):
        """The port of a server with a certificate of its own."""
        folder.mkdir(exist_ok=True)
        world.certificate(folder)
        api = world.api_server(self.zone)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
        api.socket = context.wrap_socket(api.socket, server_side=True, do_handshake_on_connect=False)
        api.handle_error = lambda *_: None  # a client that was killed or stopped in the middle of an answer
        return api.server_address[1]

    def tear_down(self):
        self.machine.down()
        if self.named:
            self.named.kill()
        if os.environ.get("DDNS_KEEP"):
            print(f"kept: {self.machine.folder}")
        else:
            shutil.rmtree(self.machine.folder, ignore_errors=True)

    def config(self, more="", token=None, records="nas.home.test", port=PORT, log="", six=False):
        names = json.dumps(records.split())
        source = "  - { id: wan6, type: interface, interface: wan0, family: ipv6, allow_private: true }\n" if six else ""
        more += "  - { name: six.home.test, account: bind, ipv4: false, ipv6: wan6 }\n" if six else ""
        return f"""interval: 1h
listen: 127.0.0.1:{port}
log: {{ path: 'Protokolle ä\\ddns.log'{log} }}
state: {{ path: 'Zustand ö\\state.db' }}
verify: {{ resolvers: ["127.0.0.1"] }}
sources:
  - {{ id: wan, type: interface, interface: wan0, family: ipv4, allow_private: true }}
{source}accounts:
  - {{ id: bind, provider: rfc2136, server: 127.0.0.1, key_name: ddns-key, key_secret: "{KEY}" }}
  - id: cf
    provider: cloudflare
    api_token: "{token or self.dpapi or TOKEN}"
    endpoint: "https://127.0.0.1:{self.api}"
    ca_file: "Zertifikat ä.pem"
    verify: {{ enabled: false }}
records:
  - {{ names: {names}, account: bind, ipv4: wan, ipv6: false }}
  - {{ name: www.example.com, account: cf, ipv4: wan, ipv6: false }}
{more}"""

    def write_config(self, *words, **more):
        target = self.machine.path(CONFIG)
        new = target.with_suffix(".new")
        new.write_text(self.config(*words, **more))
        os.replace(new, target)

    def address(self, text):
        before = re.findall(r"inet (\S+)", run("ip", "address", "show", "dev", "wan0").stdout)
        run("ip", "address", "add", f"{text}/32", "dev", "wan0")
        for one in before:
            run("ip", "address", "del", one, "dev", "wan0")

    def bind_has(self, name, address, kind="A"):
        found = subprocess.run(["dig", "+short", "+tries=1", "+time=2", "@127.0.0.1", name, kind], capture_output=True,
                               text=True, check=False)
        return found.stdout.split() == [address]

    def cloudflare_has(self, address):
        return [row["content"] for row in self.zone.records.values()] == [address]

    def writes(self):
        """What was written so far: calls of the API that are no GET, and the serial of the zone at BIND."""
        answer = run("dig", "+short", "@127.0.0.1", "home.test", "SOA").stdout.split()
        return sum(1 for _, method, _ in self.zone.calls if method != "GET"), answer[2]

    @staticmethod
    def metric(name, **labels):
        """The sum of the metric's series with these labels."""
        found = re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", http("/metrics"), re.M)
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        return sum(float(value) for text, value in found if all(one in text for one in wanted))

    def log(self):
        files = sorted(glob.glob(str(self.machine.drive / "ProgramData/ddns-sidecar/logs/*.log")))
        files += sorted(str(path) for path in self.machine.path(LOG).parent.glob("*"))
        return "".join(pathlib.Path(name).read_text("utf-8", "replace") for name in files)

    def said(self, action):
        """How often the log has this event."""
        return self.log().count(f'"event.action":"{action}"')

    def process(self, word):
        """The Unix process of the .exe with this word on its command line."""
        for process in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                words = pathlib.Path(process).read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"ddns-sidecar.exe") and word.encode() in words:
                return int(process.split("/")[2])
        return None

    def published(self, address, seconds=60):
        until(lambda: self.bind_has("nas.home.test", address), seconds, f"nas.home.test is {address} at BIND")
        until(lambda: self.cloudflare_has(address), seconds, f"www.example.com is {address} at the API")

    # What is proved, in order: each builds on the ones before.
    def test_01_prints_its_version(self):
        assert self.machine.program("version").out.startswith("ddns-sidecar "), "version"

    def test_02_checks_a_configuration_with_umlauts_in_its_path(self):
        self.write_config()
        checked = self.machine.program("check", "-c", CONFIG)
        assert re.search(r"für DNS.config\.yaml: good: 2 record sets, 2 accounts, 1 source", checked.out), checked.out
        self.machine.path(CONFIG).write_text("recrods: []\n")
        wrong = self.machine.program("check", "-c", CONFIG, ok=3)
        assert "für" in wrong.err and ":1:" in wrong.err and "records" in wrong.err, wrong.err

    def test_03_publishes_once_from_the_console(self):
        self.write_config()
        self.machine.program("once", "-c", CONFIG)
        self.published("10.9.0.1")

    def test_03b_trusts_the_root_store_and_nothing_else_unasked(self):
        without = self.config().replace('    ca_file: "Zertifikat ä.pem"\n', "")
        self.machine.path(CONFIG).write_text(without)
        before = len(self.zone.calls)
        refused = self.machine.program("once", "-c", CONFIG, ok=None)
        assert refused.returncode != 0 and "certificate was refused" in refused.out + refused.err, refused.out + refused.err
        assert len(self.zone.calls) == before, "not a byte of a request was sent"
        self.machine.path(CONFIG).write_text(without.replace(f"127.0.0.1:{self.api}", f"127.0.0.1:{self.rooted}"))
        self.machine.program("once", "-c", CONFIG)
        assert len(self.zone.calls) > before

    def test_04_keeps_a_secret_for_this_machine(self):
        hidden = self.machine.program("secret", "protect", stdin=TOKEN + "\r\n").out.strip()
        assert hidden.startswith("${dpapi:") and TOKEN not in hidden, hidden
        self.dpapi = hidden
        self.write_config()
        self.machine.program("check", "-c", CONFIG)

    def data(self):
        return self.machine.drive / "ProgramData/ddns-sidecar"

    def test_04b_refuses_a_folder_of_somebody_else(self):
        assert not self.data().exists(), "nothing has made it so far"
        self.data().mkdir()
        os.chown(self.data(), 12345, 12345)
        refused = self.machine.program("service", "install", "-c", CONFIG, ok=1)
        assert 'ReportEventW L"The service could not be installed: ' in refused.err, "an installer shows nobody what is printed"
        assert "belongs to" in refused.err, refused.err
        os.chown(self.data(), 0, 0)
        (self.data() / "config.yaml").write_text("listen: :1\n")
        os.chown(self.data() / "config.yaml", 12345, 12345)
        refused = self.machine.program("service", "install", "-c", CONFIG, ok=1)
        assert "config.yaml belongs to" in refused.err, refused.err
        shutil.rmtree(self.data())
        elsewhere = self.machine.drive / "elsewhere"
        elsewhere.mkdir()
        self.data().symlink_to(elsewhere)
        refused = self.machine.program("service", "install", "-c", CONFIG, ok=1)
        assert "is a link" in refused.err, refused.err
        self.data().unlink()
        assert not list(elsewhere.iterdir()) and self.machine.state() == "none"

    def test_05_installs_with_quotes_and_the_small_account(self):
        done = self.machine.program("service", "install", "-c", "config.yaml", cwd=self.machine.path(CONFIG).parent)
        assert "installed" in done.out, done.out
        warned = re.findall("warning: the service's (.*) could not be set", done.err)
        assert warned == ["failure actions after errors", "delayed autostart", "service SID"], f"what Wine does not know: {done.err}"
        asked = self.machine.run("sc", "qc", "ddns-sidecar", ok=None).out
        shown = asked + self.machine.run("reg", "query", r"HKLM\SYSTEM\CurrentControlSet\Services\ddns-sidecar").out
        # The console's code page lacks the umlauts.
        line = re.escape(f'"{PROGRAM}" service run -c "{CONFIG}"')
        assert re.search(re.sub("[^ -~]", ".{1,3}", line), shown), shown
        assert "LocalService" in shown, shown
        assert re.search(r"Start\s+REG_DWORD\s+0x2", shown), shown
        assert re.search(r"PreshutdownTimeout\s+REG_DWORD\s+0x4e20", shown), shown
        assert "Keeps DNS records true" in shown, shown
        source = self.machine.run("reg", "query", r"HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\ddns-sidecar").out
        assert re.search(re.sub("[^ -~]", ".{1,3}", re.escape(PROGRAM)), source), source
        assert self.machine.program("service", "status", ok=1).out.startswith("stopped")
        assert (self.machine.drive / "ProgramData/ddns-sidecar/logs").is_dir()

    def test_06_runs_and_publishes(self):
        self.address("10.9.0.2")
        self.machine.program("service", "start")
        assert self.machine.state() == "RUNNING"
        assert self.answers(), "RUNNING means that the port answers"
        self.published("10.9.0.2")
        assert "running" in self.machine.program("service", "status").out

    def test_07_is_seen_from_outside(self):
        until(lambda: json.loads(http("/health"))["status"] == "pass", 60, "/health")
        assert self.metric("ddns_build_info") == 1
        for provider in ("rfc2136", "cloudflare"):
            assert self.metric("ddns_record_updates_total", provider=provider) == 1, provider
        assert self.metric("ddns_records", state="wrong") == 0
        assert abs(time.time() - self.metric("process_start_time_seconds")) < 300
        assert 0 < self.metric("process_cpu_seconds_total") < 60
        assert 5e6 < self.metric("process_resident_memory_bytes") < 500e6

    def test_08_follows_the_address(self):
        begun = time.monotonic()
        self.address("10.9.0.3")
        self.published("10.9.0.3")
        print(f"# address change to both records: {time.monotonic() - begun:.1f} s")

    def test_08b_follows_an_ipv6_address_within_the_slow_look(self):
        run("ip", "-6", "address", "add", "fd00:9::8/64", "dev", "wan0", "nodad")
        self.write_config(six=True)
        until(lambda: self.bind_has("six.home.test", "fd00:9::8", "AAAA"), 90, "six.home.test at BIND")
        until(lambda: self.metric("ddns_records", state="right") == 3, 90, "all records are known to be right")
        # Nothing fails and is tried again, and the interval is an hour: what sees the change is the watch, which looks once
        # a minute where nothing tells it.
        begun = time.monotonic()
        run("ip", "-6", "address", "add", "fd00:9::9/64", "dev", "wan0", "nodad")
        run("ip", "-6", "address", "del", "fd00:9::8/64", "dev", "wan0")
        until(lambda: self.bind_has("six.home.test", "fd00:9::9", "AAAA"), 150, "six.home.test at BIND anew")
        print(f"# a change of an IPv6 address reached its record after {time.monotonic() - begun:.0f} s")

    def test_08c_rotates_while_readers_hold_the_log(self):
        folder = self.machine.path(LOG).parent
        closed = lambda: [path for path in folder.iterdir() if path.name != "ddns.log"]  # noqa: E731
        small = ", level: debug, max_size: 4KiB, keep: 1000, compress: false"
        lines = lambda: self.log().count("\n")  # noqa: E731

        numbers = iter(range(80))  # a file with the same content is not loaded again

        def talk(until_lines):
            while lines() < until_lines:
                number = next(numbers)
                loaded = self.said("config-loaded")
                self.write_config(records=f"nas.home.test n{number % 2}.home.test", log=small)
                until(lambda: self.said("config-loaded") > loaded, 60, "the file is read again")

        with self.holder("shares-no-deletion"):
            before, kept = lines(), set(closed())
            talk(before + 40)
            assert set(closed()) == kept, "what is held so cannot be renamed, and is written on"
            assert self.machine.path(LOG).stat().st_size > 4096
        with self.holder("shares-all"):
            talk(lines() + 40)
            until(lambda: set(closed()) - kept, 60, "renamed under the reader's hands")
        starts = [json.loads(line)["@timestamp"] for line in self.log().splitlines()]
        assert len(starts) >= before + 80, "no line is lost"
        self.write_config()

    @contextlib.contextmanager
    def holder(self, how):
        held = subprocess.Popen(["wine", str(self.dist.parent / "tests/hold_file.exe"), LOG, how], env=self.machine.env,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            assert b"holding" in held.stdout.readline(), f"the log can be opened ({how})"
            yield
        finally:
            held.stdin.close()
            held.wait(60)

    def test_08d_goes_on_with_a_busy_port_and_says_so(self):
        with socket.create_server(("127.0.0.1", PORT + 1)):
            self.write_config(port=PORT + 1)
            until(lambda: f"port {PORT + 1}" in self.log(), 60, "the log names the port")
            assert self.machine.state() == "RUNNING"
            self.machine.program("service", "restart")
            assert self.machine.state() == "RUNNING"
        self.write_config()
        until(self.answers, 60, "it listens again")

    def test_09_reloads_a_changed_file(self):
        self.write_config(records="nas.home.test more.home.test")
        until(lambda: self.bind_has("more.home.test", "10.9.0.3"), 60, "the new record is published")
        refused = self.said("config-rejected")
        self.machine.path(CONFIG).write_text("records: [\n")
        until(lambda: self.said("config-rejected") > refused, 60, "the bad file is reported")
        assert self.machine.state() == "RUNNING"
        refused = self.said("config-rejected")
        self.control(6)  # PARAMCHANGE
        until(lambda: self.said("config-rejected") > refused, 60, "it is read again when told so")
        self.write_config(records="nas.home.test more.home.test")

    def control(self, code):
        self.machine.run(str(self.dist.parent / "tests/control_service.exe"), "ddns-sidecar", str(code))

    def test_10_stops_in_order_every_time(self):
        slowest = 0.0
        before = self.said("process-stopping")
        for number in range(20):
            begun = time.monotonic()
            self.machine.run("sc", "stop", "ddns-sidecar", ok=None)
            until(lambda: self.machine.state() == "STOPPED", 10, f"stop {number + 1} of 20")
            slowest = max(slowest, time.monotonic() - begun)
            assert not self.answers(), f"stop {number + 1} of 20: it still listens"
            last = self.machine.path(LOG).read_text("utf-8").splitlines()[-1]
            assert json.loads(last).get("event.action") == "process-stopped", f"stop {number + 1} of 20: the last line is {last}"
            if number < 19:
                self.machine.program("service", "start")
        print(f"# slowest of 20 stops: {slowest:.1f} s")
        assert self.said("process-stopping") - before == 20, "every stop has its first line, too"
        shown = self.machine.run("sc", "query", "ddns-sidecar", ok=None).out
        assert re.search(r"WIN32_EXIT_CODE\s*:\s*0\b", shown), shown
        assert self.process("run") is None

    def test_10b_ends_in_order_in_a_console(self):
        before = self.said("process-stopping")
        console = subprocess.Popen(["wine", PROGRAM, "serve", "-c", CONFIG], env=self.machine.env, cwd=self.machine.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            until(self.answers, 60, "it serves")
            os.kill(self.process("serve"), signal.SIGINT)  # arrives as Ctrl-C
            assert console.wait(60) == 0, console.stderr.read().decode("utf-8", "replace")
        finally:
            console.kill()
        assert self.said("process-stopping") == before + 1 and "interrupted" in self.log()

    def test_11_starts_again_after_a_kill_without_needless_calls(self):
        self.machine.program("service", "start")
        self.published("10.9.0.3")
        before = self.writes()
        os.kill(self.process("run"), signal.SIGKILL)
        until(lambda: not self.answers(), 60, "the killed one is gone")
        # Wine's service manager goes on saying RUNNING: only starting anew is provable.
        self.machine.down()
        self.machine.boot()
        until(self.answers, 60, "it starts with Windows")
        until(lambda: self.metric("ddns_records", state="right") == 3, 60, "all records are known to be right")
        assert self.writes() == before, "nothing had to be written"
        assert self.metric("ddns_record_updates_total") == 0
        assert self.machine.state() == "RUNNING"

    def answers(self):
        try:
            return http("/livez") != ""
        except OSError:
            return False

    def test_12_starts_before_the_network(self):
        self.machine.program("service", "stop")
        self.machine.down()
        for one in re.findall(r"inet (\S+)", run("ip", "address", "show", "dev", "wan0").stdout):
            run("ip", "address", "del", one, "dev", "wan0")
        run("ip", "link", "set", "wan0", "down")
        before = self.writes()
        self.machine.boot()
        until(self.answers, 60, "it starts with Windows, without a network")
        until(lambda: self.metric("ddns_cycles_total") > 0, 60, "it has looked for an address")
        assert self.machine.state() == "RUNNING"
        assert self.metric("ddns_cycle_last_success_timestamp_seconds") == 0
        assert self.writes() == before, "an address that is not known changes nothing"
        run("ip", "link", "set", "wan0", "up")
        run("ip", "address", "add", "10.9.0.4/32", "dev", "wan0")
        self.published("10.9.0.4", 150)

    def test_13_ends_with_a_code_when_its_configuration_is_bad(self):
        self.machine.program("service", "stop")
        self.machine.path(CONFIG).write_text("recrods: []\n")
        failed = self.machine.program("service", "start", ok=1)
        assert "exit code 3 (configuration)" in failed.err, failed.err
        shown = self.machine.run("sc", "query", "ddns-sidecar", ok=None).out
        assert "STOPPED" in shown and "1066" in shown, shown
        assert re.search(r"SERVICE_EXIT_CODE\s*:\s*3\b", shown), shown
        assert "ended with exit code 3" in self.machine.program("service", "status", ok=1).out
        assert re.search(r"recrods.*records", self.log()), "the reason is in the log"
        assert re.search(r'ReportEventW L"The configuration cannot be used.*Exit code 3\..*recrods', self.machine.events())
        self.write_config()

    def test_13b_runs_without_a_log_and_says_so(self):
        (self.machine.path(CONFIG).parent / "Datei").write_text("no folder")
        self.machine.path(CONFIG).write_text(self.config().replace(r"Protokolle ä", "Datei"))
        self.machine.program("service", "start")
        self.published("10.9.0.4")
        assert 'ReportEventW L"The log cannot be written' in self.machine.events(), self.machine.events()
        self.machine.program("service", "stop")
        self.write_config()

    def test_14_restarts_in_the_spelling_of_ddns_go(self):
        self.machine.program("service", "start")
        self.machine.program("-s", "restart")
        assert self.machine.state() == "RUNNING"

    def test_15_goes_and_leaves_what_is_the_users(self):
        said = self.machine.program("-s", "uninstall").out
        assert "kept" in said, said
        assert self.machine.state() == "none"
        assert self.machine.path(CONFIG).exists()
        assert (self.data() / "state").is_dir()
        assert not self.answers() and self.process("run") is None
        for key in (r"ddns-sidecar", r"EventLog\Application\ddns-sidecar"):
            asked = self.machine.run("reg", "query", rf"HKLM\SYSTEM\CurrentControlSet\Services\{key}", ok=None)
            assert asked.returncode != 0, asked.out
        assert self.machine.program("service", "status", ok=5).out.strip() == "not installed"

    def test_16_registers_in_the_spellings_of_ddns_go_and_of_poco(self):
        self.machine.program("-s", "install")
        assert self.machine.program("service", "status", ok=1).out.startswith("stopped")
        example = self.machine.drive / "ProgramData/ddns-sidecar/config.yaml"
        assert "#accounts:" in example.read_text(), "an example was written"
        self.machine.program("-s", "uninstall")
        assert self.machine.state() == "none"
        self.machine.program("/registerService", "/displayName=Names", "/description=Keeps them", "/startup=manual")
        shown = self.machine.run("reg", "query", r"HKLM\SYSTEM\CurrentControlSet\Services\ddns-sidecar").out
        for line in (r"DisplayName\s+REG_SZ\s+Names\s", r"Description\s+REG_SZ\s+Keeps them\s", r"Start\s+REG_DWORD\s+0x3\s"):
            assert re.search(line, shown), shown
        self.machine.program("/unregisterService")
        assert self.machine.state() == "none"

    def test_16b_takes_the_account_it_is_told(self):
        for account, name in (("virtual", r"NT SERVICE\ddns-sidecar"), ("system", "LocalSystem"),
                              ("local-service", r"NT AUTHORITY\LocalService")):
            self.machine.program("service", "install", "--account", account)
            shown = self.machine.run("reg", "query", r"HKLM\SYSTEM\CurrentControlSet\Services\ddns-sidecar").out
            assert re.search(rf"ObjectName\s+REG_SZ\s+{re.escape(name)}\s", shown), shown
        self.machine.program("service", "uninstall")

    def installer(self, folder, pattern):
        found = sorted((self.dist.parent / folder).glob(pattern))
        assert len(found) == 1, f"one {pattern} in {folder}: {found}"
        return self.machine.run("winepath", "-w", str(found[0])).out.strip()

    @staticmethod
    def examples():
        return {path.name for path in (pathlib.Path(__file__).parents[2] / "configs").glob("*.yaml")}

    def install_and_remove(self, pattern, install, remove):
        """`install` and `remove` make a command of an installer's name."""
        place, data = self.place(), self.data()
        self.install_without_a_configuration(pattern, install, remove)
        # Registered by hand from another folder before: the installer's program takes its place.
        self.machine.program("service", "install")
        good = self.config().replace("Zertifikat ä.pem", r"C:\\Einstellungen für DNS\\Zertifikat ä.pem")
        (data / "config.yaml").write_text(good)
        (data / "state/mark").write_text("mine")
        for folder in ("dist", "next"):
            self.machine.run(*install(self.installer(folder, pattern)), seconds=120)
            until(lambda: self.machine.state() == "RUNNING", 60, f"the service runs after the installation from {folder}")
            assert self.answers()
            installed = (self.dist.parent / folder / "ddns-sidecar.exe").read_bytes()
            assert (place / "ddns-sidecar.exe").read_bytes() == installed, f"the program is that of {folder}"
            assert {path.name for path in (place / "configs").iterdir()} == self.examples()
            shown = self.machine.run("reg", "query", r"HKLM\SYSTEM\CurrentControlSet\Services\ddns-sidecar").out
            assert r'"C:\Program Files\ddns-sidecar\ddns-sidecar.exe" service run' in shown, shown
            assert (data / "config.yaml").read_text() == good, "the configuration is kept"
        self.machine.run(*remove(self.installer("next", pattern)), seconds=120)
        self.removed()
        assert (data / "config.yaml").read_text() == good and (data / "state/mark").exists()
        assert {path.name for path in data.iterdir()} == {"config.yaml", "logs", "state", "Protokolle ä", "Zustand ö"}
        for key in (r"SYSTEM\CurrentControlSet\Services\EventLog\Application\ddns-sidecar", r"Software\ddns-sidecar",
                    r"Software\Microsoft\Windows\CurrentVersion\Uninstall\ddns-sidecar"):
            assert self.machine.run("reg", "query", "HKLM\\" + key, ok=None).returncode != 0, f"{key} is left"
        left = self.machine.run("reg", "query", r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall", "/s", ok=None).out
        assert "ddns-sidecar" not in left, left

    def install_without_a_configuration(self, pattern, install, remove):
        self.machine.program("service", "uninstall")
        shutil.rmtree(self.data(), ignore_errors=True)
        self.machine.run(*install(self.installer("dist", pattern)), seconds=120)
        until(lambda: self.machine.state() == "STOPPED", 60, "there is a service, which waits for its configuration")
        assert "#accounts:" in (self.data() / "config.yaml").read_text(), "an example was written"
        self.machine.run(*remove(self.installer("dist", pattern)), seconds=120)
        self.removed()
        assert (self.data() / "config.yaml").exists()

    def place(self):
        return self.machine.drive / "Program Files" / "ddns-sidecar"

    def removed(self):
        """uninstall.exe goes on in a copy of itself, which the next installation must not meet."""
        until(lambda: self.machine.state() == "none", 60, "the service is gone")
        place = self.place()
        until(lambda: not place.exists() or not list(place.iterdir()), 60, f"nothing is left in {place}")
        until(lambda: "~nsu" not in self.machine.processes(), 60, "the uninstaller ends")

    def test_17_setup_exe_installs_upgrades_and_removes(self):
        self.install_and_remove("*-setup.exe", lambda exe: [exe, "/S"],
                                lambda _: [r"C:\Program Files\ddns-sidecar\uninstall.exe", "/S"])

    def test_18_msi_installs_upgrades_and_removes(self):
        self.install_and_remove("*.msi", lambda msi: ["msiexec", "/i", msi, "/qn"],
                                lambda msi: ["msiexec", "/x", msi, "/qn"])

    def test_19_works_out_of_the_zip(self):
        found = sorted(self.dist.glob("*.zip"))
        assert len(found) == 1, found
        place = self.machine.drive / "Werkzeuge für alle"
        with zipfile.ZipFile(found[0]) as archive:
            archive.extractall(place)
            held = {name.split("/", 1)[1] for name in archive.namelist()}
        assert held == {"ddns-sidecar.exe", "LICENSE.txt", "README.md", "windows.md"} | {f"configs/{name}" for name in self.examples()}
        top = next(place.iterdir()).name
        program = rf"C:\Werkzeuge für alle\{top}\ddns-sidecar.exe"
        assert self.machine.run(program, "version").out.startswith("ddns-sidecar ")
        self.machine.run(program, "service", "install")
        self.machine.run(program, "service", "start")
        assert self.answers()
        self.machine.run(program, "service", "uninstall")
        assert self.machine.state() == "none"


def main():
    if os.environ.get("DDNS_WINDOWS_SCENARIO") != "inside":
        os.environ["DDNS_WINDOWS_SCENARIO"] = "inside"
        os.execvp("unshare", ["unshare", "--net", "--mount", sys.executable, os.path.abspath(__file__), *sys.argv[1:]])
    wanted = sys.argv[2:]
    scenario = Scenario(sys.argv[1])
    passed, failed = 0, 0
    try:
        scenario.set_up()
        for name in sorted(name for name in dir(scenario) if name.startswith("test_")):
            if wanted and not any(word in name for word in wanted):
                continue
            begun = time.monotonic()
            try:
                getattr(scenario, name)()
                passed += 1
                print(f"ok   {name[5:].replace('_', ' ')} ({time.monotonic() - begun:.1f} s)", flush=True)
            except Exception as problem:  # noqa: BLE001
                failed += 1
                line = traceback.extract_tb(problem.__traceback__)[-1].lineno
                print(f"FAIL {name[5:].replace('_', ' ')}: {type(problem).__name__} in line {line}: {problem}", flush=True)
                print("".join(f"#    {line}\n" for line in scenario.log().splitlines()[-8:]), flush=True)
    finally:
        scenario.tear_down()
    print(f"windows scenario: {passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


main()
