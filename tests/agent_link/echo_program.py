"""The echo agent of the conformance suite as a program that is started for each message, for
`mesh agent run FILE --exec`: one JSON object comes on stdin, one goes to stdout."""

import base64
import json
import sys
import time


def main() -> None:
    job = json.load(sys.stdin)
    if "payload_base64" in job:
        print(json.dumps({"state": 1, "value": base64.b64decode(job["payload_base64"]).hex()}))
        return
    text = job["payload"]
    if text == "conflict":
        print(json.dumps({"state": -1, "expected": "a", "received": "b"}))
        return
    if text == "fail":
        sys.exit("asked to fail")
    if text.startswith("slow "):
        time.sleep(float(text.removeprefix("slow ")) / 1000)
    print(json.dumps({"state": 1, "value": text.upper()}))


if __name__ == "__main__":
    main()
