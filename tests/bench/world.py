"""The world of the benchmark: loopback stand-ins of the Cloudflare API, of any template-driven API, of an echo service and of
a name server, and the program run against them."""
import http.server
import ipaddress
import json
import os
import pathlib
import re
import signal
import socket
import socketserver
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

LATENCY = 0.05


class Zone:
    """What the stand-ins know: records by (name, type), and every API call with its time."""

    def __init__(self, zones):
        self.lock = threading.Lock()
        self.zones = zones
        self.records = {}
        self.calls = []
        self.echoes = 0
        self.queries = 0
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


def over_tls(server, folder):
    """Its connections speak TLS with the certificate of the folder, if there is one."""
    if folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


def api_server(zone, tls_folder=None):
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

    return start(over_tls(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler), tls_folder))


def template_server(zone):
    """One GET a record: /set?name=N&type=A&ip=ADDRESS, the shape of most small services."""
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_):
            pass

        def do_GET(self):
            query = dict(part.split("=", 1) for part in self.path.partition("?")[2].split("&"))
            time.sleep(zone.latency)
            with zone.lock:
                zone.calls.append((time.monotonic(), "GET", self.path))
                zone.put({"name": query["name"], "type": query["type"], "content": query["ip"]})
            data = b"good"
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return start(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))


def certificate(folder):
    """A key and a certificate of its own authority for 127.0.0.1."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-keyout", folder / "key.pem", "-out", folder / "ca.pem", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)


def hanging_server():
    """Takes connections and answers nothing: a dead account."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    kept = []

    def accept():
        while True:
            kept.append(listener.accept())

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def echo_server(zone, tls_folder=None):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            with zone.lock:
                zone.echoes += 1
            data = zone.address.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return start(over_tls(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler), tls_folder))


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
                zone.queries += 1
                found = [row["content"] for row in zone.records.values()
                         if row["name"] == name and row["type"] == ("A" if kind == 1 else "AAAA")]
            question = query[12:at + 5]
            head = query[:2] + struct.pack("!HHHHH", 0x8400, 1, len(found), 0, 0)
            answers = b""
            for address in (ipaddress.ip_address(one).packed for one in found):
                answers += b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(address)) + address
            sock.sendto(head + question + answers, self.client_address)

    socketserver.ThreadingUDPServer.allow_reuse_address = True
    return start(socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler))


def start(server):
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def account(name, zone, port, dns_port, tls_folder=None):
    place = f'"https://127.0.0.1:{port}"\n    ca_file: {tls_folder}/ca.pem' if tls_folder else f'"http://127.0.0.1:{port}"'
    return f"""
  - id: {name}
    provider: cloudflare
    api_token: "${{env:BENCH_TOKEN}}"
    endpoint: {place}
    verify: {{ servers: ["127.0.0.1:{dns_port}"] }}"""


def template_account(name, zone, port, dns_port, per_minute=0):
    return f"""
  - id: {name}
    provider: custom
    url: "http://127.0.0.1:{port}/set?name=#{{domain}}&type=#{{recordType}}&ip=#{{ip}}"
    success_body: "^good$"
    calls_in_flight: 16
    calls_per_minute: {per_minute}
    zone_name: {zone.zones[0]}
    verify: {{ servers: ["127.0.0.1:{dns_port}"] }}"""


class Program:
    """One run of the program with its folder. `worlds` are the accounts: (zone, records, alive)."""

    def __init__(self, program, worlds, interval="1d", source=None, template=False, tls=False, family=4, per_minute=0):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ddns-bench."))
        self.zone = worlds[0][0]
        secured = self.folder if tls else None
        if tls:
            certificate(self.folder)
        echo = echo_server(self.zone, secured)
        self.servers = [echo]
        url = f"http{'s' if tls else ''}://127.0.0.1:{echo.server_address[1]}/"
        trust = f", ca_file: {self.folder}/ca.pem" if tls else ""
        source = source or f'{{ id: wan, type: http, family: ipv4, urls: ["{url}"], allow_documentation: true{trust} }}'
        accounts, records = "", ""
        for number, (zone, count, alive) in enumerate(worlds):
            api, dns = template_server(zone) if template else api_server(zone, secured), dns_server(zone)
            self.servers += [api, dns]
            port = api.server_address[1] if alive else hanging_server()
            make, more = (template_account, per_minute) if template else (account, secured)
            accounts += make(f"a{number}", zone, port, dns.server_address[1], more)
            names = [f"h{i}.{zone.zones[i % len(zone.zones)]}" for i in range(count)]
            records += f"\n  - {{ names: {json.dumps(names)}, account: a{number}, ipv{family}: wan, ipv{10 - family}: false }}"
        config = f"""
interval: {interval}
listen: 127.0.0.1:0
log: {{ path: {self.folder}/log, level: info }}
state: {{ path: {self.folder}/state.db }}
sources: [ {source} ]
accounts:{accounts}
records:{records}
"""
        (self.folder / "config.yaml").write_text(config)
        self.began = time.monotonic()
        self.process = subprocess.Popen([program, "-c", str(self.folder / "config.yaml")], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env={**os.environ, "BENCH_TOKEN": "bench-token-4711"})

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
        """Voluntary switches of the living threads, and the CPU milliseconds of the whole process, ended threads included."""
        switches = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                switches += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text(), re.M).group(1))
            except FileNotFoundError:
                pass  # it ended meanwhile
        process_clock = (~self.process.pid << 3) | 2  # clock_getcpuclockid(3)
        return switches, 1000 * time.clock_gettime(process_clock)

    def settle(self):
        """Waits until the program has done nothing for a second."""
        quiet, last = time.monotonic(), self.wakeups_and_cpu()
        while time.monotonic() - quiet < 1:
            time.sleep(0.05)
            now = self.wakeups_and_cpu()
            if now != last:
                quiet, last = time.monotonic(), now

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
        for server in self.servers:
            server.shutdown()


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


class Links:
    """Addresses of wan0 come and go, and the moment the kernel calls one usable is known: no tool is started in between."""

    def __init__(self):
        self.batch = subprocess.Popen(["ip", "-batch", "-"], stdin=subprocess.PIPE, text=True)
        self.monitor = subprocess.Popen(["ip", "-o", "monitor", "address"], stdout=subprocess.PIPE, text=True)
        self.seen = {}
        self.news = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.monitor.stdout:
            now, words = time.monotonic(), line.split()
            if words[0] != "Deleted" and "tentative" not in words:
                with self.news:
                    self.seen.setdefault(next(word for word in words if "/" in word), now)
                    self.news.notify_all()

    def do(self, words):
        self.batch.stdin.write(words + "\n")
        self.batch.stdin.flush()

    def remove(self, address):
        self.do(f"addr del {address} dev wan0")

    def add(self, address):
        """A function that gives the moment: of the request for IPv4, which is usable at once, of the end of DAD for IPv6."""
        asked = time.monotonic()
        self.do(f"addr add {address} dev wan0")
        return lambda: self.usable(address) if ":" in address else asked

    def usable(self, address):
        with self.news:
            if not self.news.wait_for(lambda: address in self.seen, 10):
                sys.exit(f"{address} never became usable")
            return self.seen[address]

    def close(self):
        for child in (self.batch, self.monitor):
            child.terminate()
            child.wait()
