"""Small HTTP servers on loopback that record or answer; each in a thread of its own, ended with the `with` block."""
import http.server
import json
import threading
import time
import urllib.parse


class Request:
    def __init__(self, handler, body):
        self.method = handler.command
        parts = urllib.parse.urlsplit(handler.path)
        self.path = parts.path
        self.query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        self.headers = handler.headers
        self.body = body

    def json(self):
        return json.loads(self.body)


def as_json(value, status=200, **headers):
    return status, {"Content-Type": "application/json", **headers}, json.dumps(value)


def as_text(text, status=200, **headers):
    return status, {"Content-Type": "text/plain", **headers}, text


class HttpServer:
    """`answer(request)` gives status, headers and text. `fault`, when set, may answer instead; `latency` seconds pass first."""

    def __init__(self):
        self.latency = 0
        self.fault = None
        self.asked = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def reply(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                request = Request(self, body)
                outer.asked += 1
                if outer.latency:
                    time.sleep(outer.latency)
                status, headers, text = outer.fault and outer.fault(request) or outer.answer(request)
                data = text.encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = reply

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """A client that went away, as killed and stopped processes do."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, request):
        raise NotImplementedError

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
