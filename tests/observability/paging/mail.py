"""An SMTP server on loopback that keeps the subjects: STARTTLS and a password are needed, as in the shipped configuration."""
import base64
import email
import email.policy
import pathlib
import socketserver
import ssl
import subprocess
import threading


def make_certificate(folder):
    """A certificate for 127.0.0.1 that signs itself; returns the file that Alertmanager shall trust."""
    folder = pathlib.Path(folder)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=mail.test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "mail.key", "-out",
                    folder / "mail.crt"], check=True, capture_output=True)
    return folder / "mail.crt"


class MailSink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, ledger, folder, user, password):
        self.ledger = ledger
        self.open = True  # or it takes nobody's password
        self.proof = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate = make_certificate(folder)
        self.context.load_cert_chain(self.certificate, self.certificate.with_suffix(".key"))
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.address = f"127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def handle_error(self, *_):
        """A client that went away."""

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Dialogue(socketserver.BaseRequestHandler):
    """One connection (RFC 5321, 3207, 4954)."""

    def handle(self):
        self.file = self.request.makefile("rwb")
        self.secure = self.known = False
        self.to = []
        self.say("220 mail.test ESMTP")
        while line := self.file.readline().decode().rstrip("\r\n"):
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                return self.say("221 bye")
            self.obey(verb.upper(), rest)

    def say(self, text):
        self.file.write(text.encode() + b"\r\n")
        self.file.flush()

    def obey(self, verb, rest):
        if verb == "EHLO":
            self.say("250-mail.test\r\n250-AUTH PLAIN\r\n250 8BITMIME" if self.secure else "250-mail.test\r\n250 STARTTLS")
        elif verb == "STARTTLS":
            self.say("220 go ahead")
            self.file = self.server.context.wrap_socket(self.request, server_side=True).makefile("rwb")
            self.secure = True
        elif verb == "AUTH":
            self.known = self.server.open and self.secure and rest == f"PLAIN {self.server.proof}"
            self.say("235 welcome" if self.known else "535 wrong user or password")
        elif not self.known:
            self.say("530 STARTTLS and AUTH come first")
        elif verb == "DATA":
            self.say("354 go on")
            self.keep(b"".join(iter(self.file.readline, b".\r\n")))
            self.say("250 kept")
        else:
            if verb == "RCPT":
                self.to.append(rest.partition("<")[2].rstrip(">"))
            self.say("250 ok")

    def keep(self, data):
        subject = email.message_from_bytes(data, policy=email.policy.default)["Subject"]
        for to in self.to:
            self.server.ledger.take(f"mail to {to}", str(subject))
        self.to = []
