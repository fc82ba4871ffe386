"""In front of a house, as it would be after the app was renewed: another worker, and a style sheet under another name."""

import re
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

RENEWED = "overlay.ffffffffffff.css"
SAYS_SO = b"\naddEventListener('message', (event) => event.ports[0].postMessage('renewed'));\n"


class House(ThreadingHTTPServer):
    renewed = False
    behind = ""
    real_name = RENEWED


class Door(BaseHTTPRequestHandler):
    server: House

    def do_GET(self):
        path = self.path.replace(RENEWED, self.server.real_name)
        with urllib.request.urlopen(self.server.behind + path, timeout=60) as answer:
            body, kind = answer.read(), answer.headers["Content-Type"]
        if self.server.renewed and path == "/dag.js":
            body += SAYS_SO
        if kind.startswith("text/html"):
            self.server.real_name = re.search(rb"overlay\.[0-9a-f]{12}\.css", body)[0].decode()
            if self.server.renewed:
                body = body.replace(self.server.real_name.encode(), RENEWED.encode())
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """It is quiet."""


@contextmanager
def in_front_of(url):
    server = House(("127.0.0.1", 0), Door)
    server.behind = url
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
