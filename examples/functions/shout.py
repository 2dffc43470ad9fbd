#!/usr/bin/env python3
"""A function behind a URL, as an agent of a mesh: shouts what it is told.

    python3 examples/functions/shout.py [PORT]

With MESH_KEY, the public key that the mesh prints, it answers to that mesh alone.
"""
import base64
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(job):
    return {"state": 1, "value": job["text"].upper()}


class Function(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if not is_signed(self.headers, body):
            return self.send_error(401, "not signed by the mesh")
        said = json.dumps(answer(json.loads(body))).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


def is_signed(headers, body):
    """Standard Webhooks 1.0.0: whoever signed has the mesh's key, less than five minutes ago."""
    if "MESH_KEY" not in os.environ:
        return True
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = base64.b64decode(os.environ["MESH_KEY"].removeprefix("whpk_"))
    said, sent = headers["webhook-id"] or "", headers["webhook-timestamp"] or "0"
    signed = f"{said}.{sent}.".encode() + body
    for one in (headers["webhook-signature"] or "").split():
        version, _, signature = one.partition(",")
        if version != "v1a" or abs(time.time() - int(sent)) > 300:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature), signed)
            return True
        except InvalidSignature:
            continue
    return False


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8787
    server = ThreadingHTTPServer(("127.0.0.1", port), Function)
    print(f"listening at http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
