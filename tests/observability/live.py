"""The real program and a real Prometheus on loopback, for checks that want real series. Ports are picked free."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import catalogue


def wait_until(condition, what, seconds=60, tell=lambda: ""):
    """Asks until the condition holds and returns what it gave; never waits for luck."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise SystemExit(f"waited {seconds} s in vain: {what}\n{tell()}")


def get(url, data=None):
    with urllib.request.urlopen(url, data=data, timeout=10) as answer:
        return answer.read().decode()


def quiet_get(url):
    try:
        return get(url)
    except (urllib.error.URLError, OSError):
        return ""


def closed_port():
    """A port on which nobody listens, kept bound so that nobody will. The socket must be kept."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    return held, held.getsockname()[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_program(given=None):
    if given := given or os.environ.get("DDNS_SIDECAR"):
        return str(pathlib.Path(given).resolve())
    built = [catalogue.ROOT / "build" / kind / "app" / "ddns-sidecar" for kind in ("debug", "release")]
    return next((str(path) for path in built if path.exists()), str(built[0]))


# Children must not outlive a check that is killed. (Python's preexec_fn could do it too, but not beside threads.)
MORTAL = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []


class Process:
    """A child of ours with its output in a file; ended with the `with` block. To be started by the main thread."""

    def __init__(self, command, folder, name, wrapper=(), **environment):
        self.output = pathlib.Path(folder) / f"{name}.out"
        self.process = subprocess.Popen([*wrapper, *MORTAL, *command], cwd=folder, stdout=self.output.open("w"), stderr=subprocess.STDOUT,
                                        env={**os.environ, **environment})

    def tail(self):
        return self.output.read_text()[-3000:]

    def started(self, condition, what, tell):
        """Waits for a sign of life; without one the child is ended before the caller hears of it."""
        try:
            return wait_until(lambda: condition() or self.process.poll() is not None and sys.exit(f"{what}: it ended\n{tell()}"), what, 30, tell)
        except SystemExit:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Sidecar(Process):
    """`folder` is its own. `port` 0: any; `state`, `logs`: those files, default within the folder; `wrapper`: a command that runs it."""

    def __init__(self, program, folder, config, port=0, state=None, logs=None, wrapper=()):
        self.folder = pathlib.Path(folder)
        self.program = program
        self.logs = pathlib.Path(logs or self.folder / "log")
        self.head = f"log: {{ path: {self.logs}, level: info }}\nstate: {{ path: {state or self.folder / 'state.db'} }}\n"
        self.path = self.folder / "config.yaml"
        self.configure(config)
        super().__init__([program, "-c", str(self.path), "-l", f"127.0.0.1:{port}"], folder, "sidecar", wrapper)
        self.address = self.started(self.listening, "the sidecar does not listen", self.log)

    def configure(self, config):
        """Another configuration; a running sidecar notices it by itself."""
        new = self.path.with_suffix(".new")
        new.write_text(self.head + config)
        new.chmod(0o600)
        new.replace(self.path)

    def log(self):
        # Its own view: a wrapper may have mounted something there. Ours once it is gone.
        seen = pathlib.Path(f"/proc/{self.process.pid}/root{self.logs}")
        path = seen if seen.exists() else self.logs
        return (path.read_text() if path.exists() else "") + self.tail()

    def listening(self):
        found = re.findall(rf'"message":"listening on (127\.0\.0\.1:\d+)".*?"process.pid":{self.process.pid}\b', self.log())
        return found and found[-1]

    def command(self, *words):
        """Runs a command of the program against this instance."""
        return subprocess.run([self.program, "-c", str(self.path), "-l", self.address, *words], capture_output=True, text=True, timeout=60)

    def page(self):
        return get(f"http://{self.address}/metrics")

    def value(self, series):
        """The sum of all samples that begin with `series`, or None if there is none."""
        found = [float(line.rsplit(" ", 1)[1]) for line in self.page().splitlines() if line.startswith(series)]
        return sum(found) if found else None


class Prometheus(Process):
    def __init__(self, folder, config, rules=()):
        """`config`: as in prometheus.yml, or name of a job → address."""
        import yaml
        self.url = f"http://127.0.0.1:{free_port()}"
        if "scrape_configs" not in config:
            config = {"global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "rule_files": [str(file) for file in rules],
                      "scrape_configs": [{"job_name": name, "static_configs": [{"targets": [at]}]} for name, at in config.items()]}
        path = pathlib.Path(folder) / "prometheus.yml"
        path.write_text(yaml.safe_dump(config))
        super().__init__(["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address={self.url[7:]}",
                          "--rules.alert.resend-delay=1s", "--log.level=warn"], folder, "prometheus")
        self.started(lambda: quiet_get(f"{self.url}/-/ready"), "Prometheus does not start", self.tail)

    def ask(self, path, **parameters):
        try:
            text = get(f"{self.url}/api/v1/{path}", urllib.parse.urlencode(parameters).encode() if path.startswith("query") else None)
        except urllib.error.HTTPError as error:
            raise ValueError(json.loads(error.read())["error"]) from None
        return json.loads(text)["data"]

    def query(self, expr, at=None):
        return self.ask("query", query=expr, time=at or time.time())["result"]

    def number(self, expr):
        found = self.query(expr)
        return float(found[0]["value"][1]) if found else None

    def query_range(self, expr, seconds, step=1, at=None):
        now = at or time.time()
        return self.ask("query_range", query=expr, start=now - seconds, end=now, step=step)["result"]

    def label_values(self, label, selector):
        path = f"label/{label}/values?" + urllib.parse.urlencode({"match[]": selector})
        return self.ask(path)
