"""Functions behind URLs of the tests: the path says what one does badly.

Appends each call to the file that is named: PATH, webhook-id and attempt in a line.
"""
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ledger = open(sys.argv[1], "a", buffering=1)
lock = threading.Lock()
calls = {}


class Functions(BaseHTTPRequestHandler):
    def do_POST(self):
        job = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with lock:
            count = calls[self.path] = calls.get(self.path, 0) + 1
            ledger.write(f"{self.path} {self.headers['webhook-id']} {job['attempt']}\n")
        getattr(self, self.path.strip("/"))(job, count)

    def say(self, status, body, kind="application/json", headers=()):
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def good(self, job, _):
        self.say(200, json.dumps({"state": 1, "value": "did " + job["text"]}))

    def conflict(self, *_):
        self.say(200, '{"state": -1, "expected": 1, "received": 2}')

    def failing(self, *_):
        self.say(200, '{"failure": "no such row"}')

    def later(self, *_):
        self.say(202, "{}")

    def broken(self, *_):
        self.say(500, "out of memory")

    def recovers(self, job, count):
        if count < 3:
            self.say(503, "starting", headers=[("retry-after", "0")])
        else:
            self.good(job, count)

    def moved(self, *_):
        self.say(302, "", headers=[("location", "http://169.254.169.254/latest")])

    def missing(self, *_):
        self.say(404, "not here")

    def garbage(self, *_):
        self.say(200, "{garbage")

    def page(self, *_):
        self.say(200, "<p>hi</p>", "text/html")

    def giant(self, *_):
        self.say(200, "x" * 100_000)

    def never(self, *_):
        threading.Event().wait()

    def hangs_up(self, *_):
        self.close_connection = True

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Functions)
print(server.server_port, flush=True)
server.serve_forever()
