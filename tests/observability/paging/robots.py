"""Strict fakes of the ways alerts go: chat robots, the WeCom application API, the heartbeat service, and who was told what."""
import base64
import hashlib
import hmac
import re
import threading
import time
from typing import NamedTuple

from paging.servers import HttpServer, as_json, as_text

# What Alertmanager's templates and the bridge both begin a message with: [FIRING:1] ALERT INSTANCE JOB,
# or without an instance [FIRING:1] ALERT JOB: then the job stands for it.
TITLE = re.compile(r"\[(FIRING|RESOLVED)(?::\d+)?(?: RESOLVED:\d+)?\] (\w+) (\S+)")
# Of one group with many alerts the last ones may be missing; of several messages in one, nothing.
MERGED_AND_CUT = re.compile(r"^(?:### )?\d+ messages: .*…$", re.S)
# Markdown escapes what could be taken for its marks.
UNESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")


class Notice(NamedTuple):
    way: str
    state: str
    alert: str
    instance: str


class Ledger:
    """Who was told what, in order. Safe to use from several threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.notices = []
        self.strange = []

    def take(self, way, text):
        found = [Notice(way, state.lower(), alert, instance) for state, alert, instance in TITLE.findall(UNESCAPED.sub(r"\1", text))]
        with self.lock:
            self.notices += found
            if not found:
                self.strange.append(f"{way} got a message that names no alert: {text[:300]}")

    def complain(self, text):
        with self.lock:
            self.strange.append(text)

    def about(self, instance):
        with self.lock:
            return [one for one in self.notices if one.instance == instance]

    def told(self, way, state, alert, instance):
        return Notice(way, state, alert, instance) in self.about(instance)


class Robot(HttpServer):
    """A group robot. `refusal`, when set, is answered in a 200 instead of taking the message, as the real ones do."""
    LIMIT = 20  # messages a minute; the real ones then mute the sender

    def __init__(self, ledger, way):
        super().__init__()
        self.ledger = ledger
        self.way = way
        self.refusal = None
        self.refused = 0
        self.times = []

    def answer(self, request):
        wrong = self.wrong(request)
        text = "" if wrong else self.text(request.json())
        if MERGED_AND_CUT.search(text):
            self.ledger.complain(f"{self.way} got merged messages that were cut: {text[:200]}")
        self.times = [one for one in self.times if one > time.monotonic() - 60] + [time.monotonic()]
        if len(self.times) > self.LIMIT:
            wrong = f"more than {self.LIMIT} messages a minute"
        if wrong:
            self.ledger.complain(f"{self.way} refuses a message: {wrong}")
            return as_json(self.code(310000, wrong))
        if self.refusal:
            self.refused += 1
            return as_json(self.code(*self.refusal))
        self.ledger.take(self.way, text)
        return as_json(self.code(0, "ok"))

    def code(self, number, words):
        return {"errcode": number, "errmsg": words}

    def wrong(self, request):
        if request.method != "POST" or not request.headers["Content-Type"].startswith("application/json"):
            return "not a POST of JSON"
        return self.wrong_proof(request)


def signature(key, text):
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


class DingTalk(Robot):
    token, secret = "dingtalk-test-token", "SECdingtalk-test-secret"

    def settings(self):
        return f'type: dingtalk, access_token: {self.token}, secret: {self.secret}, endpoint: "{self.url}"'

    def wrong_proof(self, request):
        stamp = request.query.get("timestamp", "0")
        if request.path != "/robot/send" or request.query.get("access_token") != self.token:
            return "path or token"
        if abs(time.time() - int(stamp) / 1000) > 3600 or request.query.get("sign") != signature(self.secret, f"{stamp}\n{self.secret}"):
            return "timestamp or signature"
        return None if len(request.body.encode()) <= 20000 else "longer than 20000 bytes"

    def text(self, body):
        return body["markdown"]["text"]


class WeCom(Robot):
    key = "wecom-test-key"

    def settings(self):
        return f'type: wecom, key: {self.key}, endpoint: "{self.url}"'

    def wrong_proof(self, request):
        if request.path != "/cgi-bin/webhook/send" or request.query.get("key") != self.key:
            return "path or key"
        return None if len(self.text(request.json()).encode()) <= 4096 else "longer than 4096 bytes"

    def text(self, body):
        return body["markdown"]["content"]


class Feishu(Robot):
    token, secret = "feishu-test-token", "feishu-test-secret"

    def settings(self):
        return f'type: feishu, token: {self.token}, secret: {self.secret}, endpoint: "{self.url}"'

    def code(self, number, words):
        return {"code": number, "msg": words}

    def wrong_proof(self, request):
        body = request.json()
        stamp = body.get("timestamp", "0")
        if request.path != f"/open-apis/bot/v2/hook/{self.token}":
            return "path or token"
        if abs(time.time() - int(stamp)) > 3600 or body.get("sign") != signature(f"{stamp}\n{self.secret}", ""):
            return "timestamp or signature"
        return None if len(request.body.encode()) <= 20000 else "longer than 20000 bytes"

    def text(self, body):
        post = body["content"]["post"]["zh_cn"]
        # Of merged messages the title names the first alone.
        return "\n".join([post["title"], *(part.get("text", "") for line in post["content"] for part in line)])


class WeComApplication(HttpServer):
    """What Alertmanager's own `wechat_configs` talk to."""

    def __init__(self, ledger):
        super().__init__()
        self.ledger = ledger

    def answer(self, request):
        if request.path == "/cgi-bin/gettoken" and request.query.get("corpid") and request.query.get("corpsecret"):
            return as_json({"errcode": 0, "errmsg": "ok", "access_token": "test-token", "expires_in": 7200})
        if request.path == "/cgi-bin/message/send" and request.query.get("access_token") == "test-token":
            self.ledger.take("wecom application", request.json()["text"]["content"])
            return as_json({"errcode": 0, "errmsg": "ok"})
        self.ledger.complain(f"the WeCom application API does not know {request.method} {request.path}")
        return as_json({"errcode": 40001, "errmsg": "invalid credential"})


class Heartbeat(HttpServer):
    """The outside service that calls when it hears nothing."""

    def __init__(self, ledger):
        super().__init__()
        self.ledger = ledger
        self.beats = 0
        self.last = time.monotonic()

    def answer(self, request):
        names = {one["labels"]["alertname"] for one in request.json()["alerts"]}
        if names != {"Watchdog"}:
            self.ledger.complain(f"the heartbeat service got {names}")
        self.beats += 1
        self.last = time.monotonic()
        return as_text("ok")

    def silent_for(self):
        return time.monotonic() - self.last
