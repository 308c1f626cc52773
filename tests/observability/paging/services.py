"""The outside world of a sidecar: DNS services, echo services and a real BIND, each of which can be made to misbehave."""
import pathlib
import re
import shutil
import subprocess

import live
from paging.servers import HttpServer, as_json, as_text

TSIG = "aGVyZSBpcyBhIHRlc3Qga2V5IG9mIDMyIGJ5dGVzIQ=="


class Cloudflare(HttpServer):
    """As much of the API as keeping one proxied A record in each of some zones needs."""
    TOKEN = "cloudflare-test-token"

    def __init__(self, zones, address):
        super().__init__()
        self.token = self.TOKEN
        self.records = {f"id-{zone}": {"id": f"record-{zone}", "name": f"home.{zone}", "type": "A", "content": address, "ttl": 1,
                                       "proxied": True} for zone in zones}

    def account(self):
        return f'{{ id: cf, provider: cloudflare, api_token: {self.TOKEN}, endpoint: "{self.url}/client/v4" }}'

    def answer(self, request):
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return self.refuse(401, 10000, "Authentication error")
        path = request.path.removeprefix("/client/v4/")
        if path == "zones":
            return self.list([{"id": zone, "name": zone[3:], "status": "active"} for zone in self.records
                              if request.query.get("name", zone[3:]) == zone[3:]])
        found = re.fullmatch(r"zones/([^/]+)/dns_records(?:/(.+))?", path)
        record = found and self.records.get(found[1])
        if record and request.method == "GET":
            return self.list([record] if request.query.get("name", record["name"]) == record["name"] else [])
        if record and request.method == "PATCH" and found[2] == record["id"]:
            record.update(request.json())
            return as_json({"success": True, "errors": [], "result": record})
        return self.refuse(404, 7003, f"no {request.method} {request.path} here")

    def list(self, items):
        return as_json({"success": True, "errors": [], "result": items, "result_info": {"page": 1, "total_pages": 1, "count": len(items)}})

    def refuse(self, status, code, message):
        return as_json({"success": False, "errors": [{"code": code, "message": message}], "result": None}, status)


class PowerDns(HttpServer):
    """The API of a server whose name servers are somebody else's: what is written here reaches them or not."""
    KEY = "powerdns-test-key"

    def __init__(self, zone):
        super().__init__()
        self.zone = zone
        self.sets = {}

    def account(self, more=""):
        return f'{{ id: pdns, provider: powerdns, api_key: {self.KEY}, endpoint: "{self.url}"{more} }}'

    def answer(self, request):
        if request.headers["X-API-Key"] != self.KEY:
            return as_text("Unauthorized", 401)
        if request.method == "PATCH":
            self.sets.update({(one["name"], one["type"]): one for one in request.json()["rrsets"]})
            return 204, {}, ""
        rrsets = [{"ttl": 60, "comments": [], **one} for one in self.sets.values() if request.query.get("rrset_name", one["name"]) == one["name"]]
        return as_json({"id": f"{self.zone}.", "name": f"{self.zone}.", "kind": "Native", "serial": 1, "rrsets": rrsets})


class Dyn(HttpServer):
    """A dyndns2 server, which blocks who comes too often until a person has asked."""
    blocks = False

    def account(self, password="dyn-test-password"):
        return f'{{ id: dyn, provider: dyndns2, server: "{self.url}", username: me, password: {password}, verify: false }}'

    def answer(self, request):
        return as_text("abuse" if self.blocks else f"good {request.query['myip']}")


class Echo(HttpServer):
    """Tells whoever asks the same address."""

    def __init__(self, address):
        super().__init__()
        self.address_told = address

    def answer(self, _):
        return as_text(self.address_told + "\n")


class Hook(HttpServer):
    """Somebody's webhook."""
    working = True

    def answer(self, _):
        return as_text("ok") if self.working else as_text("broken", 500)


class Bind:
    """A real name server with one zone, home.test. The key `ddns` may change it while `policy` says so; `admin` always may."""
    ZONE = "home.test"
    PROGRAM = shutil.which("named") or "/usr/sbin/named"

    def __init__(self, folder):
        self.folder = pathlib.Path(folder) / "bind"
        self.folder.mkdir()
        self.port = live.free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.folder.joinpath("home.db").write_text(
            "$ORIGIN home.test.\n$TTL 60\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n")
        self.configure(True)
        self.named = live.Process([self.PROGRAM, "-g", "-n", "1", "-c", "named.conf", "-p", str(self.port)], self.folder, "named")
        self.named.started(lambda: self.ask("ns1") == ["127.0.0.1"], "BIND does not answer", self.named.tail)

    def configure(self, ddns_may):
        grants = "grant admin zonesub ANY; " + ("grant ddns zonesub ANY; " if ddns_may else "")
        keys = "".join(f'key "{name}" {{ algorithm hmac-sha256; secret "{TSIG}"; }};\n' for name in ("ddns", "admin"))
        self.folder.joinpath("named.conf").write_text(f"""{keys}
options {{ directory "{self.folder}"; listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; pid-file none; session-keyfile none;
  lock-file none; dnssec-validation no; notify no; empty-zones-enable no; recursion no; }};
controls {{ }};
zone "home.test" {{ type primary; file "home.db"; update-policy {{ {grants}}}; }};
""")

    def allow(self, ddns_may):
        """Changes the rights of the sidecar's key; true once the server goes by them."""
        self.configure(ddns_may)
        self.named.process.send_signal(live.signal.SIGHUP)
        return lambda: self.update("update add probe.home.test. 60 TXT probe", key="ddns") == ddns_may

    def update(self, command, key="admin"):
        script = f"server 127.0.0.1 {self.port}\n{command}\nsend\n"
        return subprocess.run(["nsupdate", "-y", f"hmac-sha256:{key}:{TSIG}"], input=script.encode(), capture_output=True, timeout=20).returncode == 0

    def set(self, name, address):
        assert self.update(f"update delete {name}.home.test. A\nupdate add {name}.home.test. 60 A {address}"), self.named.tail()

    def ask(self, name):
        asked = ["dig", "+short", "+norecurse", "+time=1", "+tries=1", "@127.0.0.1", "-p", str(self.port), f"{name}.home.test", "A"]
        return [line for line in subprocess.run(asked, capture_output=True, text=True).stdout.split() if not line.startswith(";")]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.named.__exit__()
