#!/usr/bin/env python3
"""Measures the real program against loopback stand-ins of the Cloudflare API (50 ms a call), an echo service and a name
server, all in a network namespace of its own. Prints one line per figure. Needs root (for the namespace).

usage: whole_process.py PROGRAM [--quick]
"""
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import socketserver
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

LATENCY = 0.05


class Zone:
    """What the stand-ins know: records by (name, type), and every API call with its time."""

    def __init__(self, zones):
        self.lock = threading.Lock()
        self.zones = zones
        self.records = {}
        self.calls = []
        self.next_id = 1
        self.latency = LATENCY
        self.fault = None  # function(path) -> (status, headers, body) or None
        self.address = "198.51.100.1"

    def answer(self, method, path, query, body):
        with self.lock:
            self.calls.append((time.monotonic(), method, path))
        if self.fault:
            fault = self.fault(path)
            if fault:
                return fault
        if path == "/zones":
            rows = [{"id": zone, "name": zone, "status": "active"} for zone in self.zones]
            if "name" in query:
                rows = [row for row in rows if row["name"] == query["name"]]
            return self.page(rows, query)
        zone = path.split("/")[2]
        with self.lock:
            if method == "GET":
                rows = [row for row in self.records.values() if row["name"].endswith(zone)]
                for key, field in (("name", "name"), ("type", "type")):
                    if key in query:
                        rows = [row for row in rows if row[field] == query[key]]
                return self.page(rows, query)
            if path.endswith("/batch"):
                result = {"posts": [self.put(row) for row in body.get("posts", [])],
                          "patches": [self.patch(row["id"], row) for row in body.get("patches", [])]}
                return 200, {}, {"success": True, "errors": [], "messages": [], "result": result}
            row = self.put(body) if method == "POST" else self.patch(path.split("/")[4], body)
            return 200, {}, {"success": True, "errors": [], "messages": [], "result": row}

    def put(self, row):
        row = {**row, "id": f"{self.next_id:032x}", "proxied": False, "ttl": row.get("ttl", 1)}
        self.next_id += 1
        self.records[row["id"]] = row
        return row

    def patch(self, record_id, change):
        self.records[record_id].update(change)
        return self.records[record_id]

    @staticmethod
    def page(rows, query):
        size = int(query.get("per_page", 20))
        number = int(query.get("page", 1))
        part = rows[(number - 1) * size:number * size]
        pages = max(1, -(-len(rows) // size))
        info = {"page": number, "per_page": size, "count": len(part), "total_count": len(rows), "total_pages": pages}
        return 200, {}, {"success": True, "errors": [], "messages": [], "result": part, "result_info": info}


def api_server(zone):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_):
            pass

        def serve(self):
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            path, _, text = self.path.partition("?")
            query = dict(part.split("=", 1) for part in text.split("&") if part)
            time.sleep(zone.latency)
            status, headers, answer = zone.answer(self.command, path, query, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_DELETE = serve

    return start(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))


def echo_server(zone):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            with zone.lock:
                zone.echoes = getattr(zone, "echoes", 0) + 1
            data = zone.address.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return start(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))


def dns_server(zone):
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            query, sock = self.request
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1:at + 1 + query[at]].decode())
                at += 1 + query[at]
            kind = struct.unpack("!H", query[at + 1:at + 3])[0]
            name = ".".join(labels).lower()
            with zone.lock:
                found = [row["content"] for row in zone.records.values()
                         if row["name"] == name and row["type"] == ("A" if kind == 1 else "AAAA")]
            question = query[12:at + 5]
            head = query[:2] + struct.pack("!HHHHH", 0x8400, 1, len(found), 0, 0)
            answers = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, 4) + socket.inet_aton(one) for one in found)
            sock.sendto(head + question + answers, self.client_address)

    socketserver.ThreadingUDPServer.allow_reuse_address = True
    return start(socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler))


def start(server):
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Program:
    """One run of the program with its folder."""

    def __init__(self, program, zone, records, zones, interval="1d", source=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ddns-bench."))
        self.api, self.echo, self.dns = api_server(zone), echo_server(zone), dns_server(zone)
        source = source or f'{{ id: wan, type: http, family: ipv4, urls: ["http://127.0.0.1:{self.echo.server_address[1]}/"], allow_documentation: true }}'
        names = [f"h{i}.{zones[i % len(zones)]}" for i in range(records)]
        config = f"""
interval: {interval}
listen: 127.0.0.1:0
log: {{ path: {self.folder}/log, level: info }}
state: {{ path: {self.folder}/state.db }}
sources: [ {source} ]
accounts:
  - id: cf
    provider: cloudflare
    api_token: "${{env:BENCH_TOKEN}}"
    endpoint: "http://127.0.0.1:{self.api.server_address[1]}"
    verify: {{ servers: ["127.0.0.1:{self.dns.server_address[1]}"] }}
records:
  - {{ names: {json.dumps(names)}, account: cf, ipv4: wan, ipv6: false }}
"""
        (self.folder / "config.yaml").write_text(config)
        self.began = time.monotonic()
        self.process = subprocess.Popen([program, "-c", str(self.folder / "config.yaml")], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env={**os.environ, "BENCH_TOKEN": "bench-token-4711"})
        self.zone, self.records = zone, records

    def lines(self, action):
        try:
            text = (self.folder / "log").read_text()
        except FileNotFoundError:
            return []
        return [line for line in text.splitlines() if f'"event.action":"{action}"' in line]

    def wait(self, what, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if what():
                return time.monotonic()
            if self.process.poll() is not None:
                sys.exit(f"the program ended: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.002)
        sys.exit(f"waited {seconds} s in vain; log: {(self.folder / 'log').read_text()[-3000:]}")

    def port(self):
        line = self.lines("listener-changed")[0]
        return int(re.search(r"127\.0\.0\.1:(\d+)", line).group(1))

    def figures(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        kb = {name: int(value) for name, value in re.findall(r"^(\w+):\s+(\d+) kB", text, re.M)}
        return kb

    def wakeups_and_cpu(self):
        switches = cpu = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            switches += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text(), re.M).group(1))
            cpu += int((task / "schedstat").read_text().split()[0])
        return switches, cpu / 1e6

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
        for server in (self.api, self.echo, self.dns):
            server.shutdown()


def idle(program, quick):
    zone = Zone(["example.com"])
    zone.latency = 0
    run = Program(program, zone, 1, zone.zones)
    run.wait(lambda: run.zone.records)
    print(f"start to first acknowledged record: {1000 * (zone.calls[-1][0] - run.began):.0f} ms "
          f"(own calls: {len(zone.calls)}, no API latency)")
    verified = run.wait(lambda: run.lines("record-verified"))
    print(f"start to first verified record: {1000 * (verified - run.began):.0f} ms")
    kb = run.figures()
    print(f"memory: RSS {kb['Rss'] / 1024:.1f} MiB, PSS {kb['Pss'] / 1024:.1f} MiB, anonymous {kb['Anonymous'] / 1024:.1f} MiB")
    time.sleep(5)  # let everything started by the first round end
    seconds = 15 if quick else 60
    before = run.wakeups_and_cpu()
    time.sleep(seconds)
    after = run.wakeups_and_cpu()
    print(f"at rest: {(after[0] - before[0]) * 60 / seconds:.1f} wake-ups and {(after[1] - before[1]) * 60 / seconds:.2f} ms CPU a minute")
    check_calls(run)
    run.stop()


def check_calls(run):
    calls, echoes = len(run.zone.calls), run.zone.echoes
    cpu = run.wakeups_and_cpu()[1]
    run.process.send_signal(signal.SIGHUP)  # a reload asks the sources again and changes nothing
    run.wait(lambda: run.zone.echoes > echoes)
    time.sleep(0.5)
    print(f"an unchanged round: {run.zone.echoes - echoes} echo calls, {len(run.zone.calls) - calls} API calls, "
          f"{run.wakeups_and_cpu()[1] - cpu:.1f} ms CPU (reload and proof included)")


def many(program, count, zone_count):
    zone = Zone([f"z{i}.example.com" if zone_count > 1 else "example.com" for i in range(zone_count)])
    zone.address = "198.51.100.1"
    run = Program(program, zone, count, zone.zones)
    run.wait(lambda: len(run.lines("listener-changed")) > 0)
    rss = run.figures()["Rss"]
    run.wait(lambda: len(zone.records) == count, 120)
    spans = [time_ for time_, _, _ in zone.calls]
    print(f"{count} records in {zone_count} zones: {len(zone.calls)} calls, {spans[-1] - spans[0] + LATENCY:.2f} s from the first call to the "
          f"last acknowledgement", end="")
    if count >= 1000:
        run.wait(lambda: len(run.lines("record-verified")) >= count, 120)
        began = time.monotonic()
        page = urllib.request.urlopen(f"http://127.0.0.1:{run.port()}/metrics").read()
        took = time.monotonic() - began
        print(f"; page {1000 * took:.1f} ms, {len(page) // 1024} KiB; RSS +{(run.figures()['Rss'] - rss) / 1024:.1f} MiB", end="")
    print()
    run.stop()


def reaction(program):
    zone = Zone(["example.com"])
    zone.latency = 0
    ip("link", "add", "wan0", "type", "veth", "peer", "name", "wan1")
    for name in ("wan0", "wan1"):
        ip("link", "set", name, "up")
    ip("addr", "add", "198.51.100.10/24", "dev", "wan0")
    run = Program(program, zone, 1, zone.zones, source="{ id: wan, type: interface, family: ipv4, interface: wan0, allow_documentation: true }")
    run.wait(lambda: run.lines("record-verified"))
    spans = []
    for i in range(10):
        calls = len(zone.calls)
        old, new = f"198.51.100.{10 + i}/24", f"198.51.100.{11 + i}/24"
        ip("addr", "del", old, "dev", "wan0")
        ip("addr", "add", new, "dev", "wan0")
        added = time.monotonic()
        run.wait(lambda: len(zone.calls) > calls)
        spans.append(1000 * (zone.calls[calls][0] - added))
        run.wait(lambda: any(row["content"] == new.split("/")[0] for row in zone.records.values()))
        time.sleep(1)
    spans.sort()
    print(f"address added to API call: median {spans[5]:.1f} ms, worst {spans[-1]:.1f} ms of {len(spans)}")
    run.stop()
    ip("link", "del", "wan0")


def storms(program):
    zone = Zone(["example.com"])
    zone.latency = 0
    zone.fault = lambda path: (429, {}, {"success": False, "errors": [{"code": 10000, "message": "slow down"}], "result": None})
    run = Program(program, zone, 5, zone.zones, interval="5s")
    time.sleep(120)
    print(f"two minutes of 429 without Retry-After: {len(zone.calls)} calls")
    run.stop()
    zone = Zone(["example.com"])
    zone.latency = 0
    refused = []

    def once(_):
        if refused:
            return None
        refused.append(time.monotonic())
        return 429, {"Retry-After": "60"}, {"success": False, "errors": [], "result": None}

    zone.fault = once
    run = Program(program, zone, 5, zone.zones, interval="5s")
    run.wait(lambda: len(zone.records) == 5, 90)
    print(f"Retry-After: 60: {len([c for c in zone.calls if c[0] < refused[0] + 60])} call in that minute, "
          f"repaired {zone.calls[-1][0] - refused[0] - 60:.1f} s after it")
    run.stop()


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def main():
    program = os.path.abspath(sys.argv[1])
    quick = "--quick" in sys.argv
    if os.environ.get("DDNS_BENCH_NAMESPACE") != "1":
        os.environ["DDNS_BENCH_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "--net", sys.executable, os.path.abspath(__file__), *sys.argv[1:]])
    ip("link", "set", "lo", "up")
    idle(program, quick)
    reaction(program)
    for count, zones in ((1, 1), (10, 1), (100, 1), (1000, 1), (1000, 10)):
        many(program, count, zones)
    if not quick:
        storms(program)


main()
