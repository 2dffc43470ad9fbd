"""Functions behind URLs of the tests: the path says what one does badly.

Appends each call to the file that is named: PATH, webhook-id and attempt in a line. The
file of authorities that may be named, too, is what answers by callbacks are checked against;
of each, `told STATUS` or `told STATUS CODE` is noted.
"""
import json
import ssl
import sys
import threading
import urllib.error
import urllib.request
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

    def promises(self, job, _):
        self.say(202, "")
        good = {"state": 1, "value": "did " + job["text"] + " later"}
        self.afterwards([("POST", job["callback"], json.dumps(good))] * 2)

    def promises_nonsense(self, job, _):
        self.say(202, "")
        self.afterwards([("POST", job["callback"], "[]")])

    def promises_badly(self, job, _):
        self.say(202, "")
        url, good = job["callback"], '{"state": 1, "value": "at last"}'
        self.afterwards([
            ("GET", url, None),
            ("POST", url[:-4] + "0000", good),
            ("POST", url, "x" * 60_000),
            ("POST", url + "?x=1", good),
        ])

    def promises_too_much(self, job, _):
        self.say(202, "")
        self.afterwards([("POST", job["callback"], iter([b"x" * 30_000] * 2))])

    def forgets(self, job, _):
        self.say(202, "")
        threading.Timer(2, self.afterwards, [[("POST", job["callback"], '{"state": 1}')]]).start()

    def afterwards(self, posts):
        def run():
            for method, url, body in posts:
                told = ask(method, url, body)
                with lock:
                    ledger.write(told + "\n")

        threading.Thread(target=run, daemon=True).start()

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


def ask(method, url, body):
    """The status that is told, and the code of the error."""
    data = body.encode() if isinstance(body, str) else body
    request = urllib.request.Request(
        url, data, {"content-type": "application/json"}, method=method
    )
    try:
        trusted = ssl.create_default_context(cafile=sys.argv[2])
        with urllib.request.urlopen(request, context=trusted, timeout=20) as said:
            return f"told {said.status}"
    except urllib.error.HTTPError as refused:
        return f"told {refused.code} {json.loads(refused.read())['error']['code']}"
    except OSError as broken:
        return f"told nothing: {broken}"


class Server(ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Functions)
print(server.server_port, flush=True)
server.serve_forever()
