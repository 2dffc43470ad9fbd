"""`mesh mcp` with clients that do it wrong, vanish, or change their minds (N1).

    python3 stdio_test.py MESH
"""
import json
import subprocess
import sys
import unittest

from served_mesh import PATIENCE_S, Lines, ServedMesh

MESH = sys.argv[1]
LONG_MS = 600_000


def request(number, method, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def call(number, tool, **arguments):
    return request(number, "tools/call", name=tool, arguments=arguments)


class Stdio(ServedMesh):
    program = MESH

    def begin(self, at=""):
        relay = subprocess.Popen(
            [MESH, "mcp", "--at", at or self.at, "--certs", str(self.certs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.close, relay)
        self.relay = relay
        self.lines = Lines(relay.stdout)

    @staticmethod
    def close(relay):
        relay.kill()
        relay.wait()
        for stream in (relay.stdin, relay.stdout, relay.stderr):
            if not stream.closed:
                stream.close()

    def send(self, what):
        self.relay.stdin.write((what if isinstance(what, str) else json.dumps(what)) + "\n")
        self.relay.stdin.flush()

    def answer(self):
        line = self.lines.next()
        self.assertIsNotNone(line, "mesh mcp has ended")
        return json.loads(line)

    def ask(self, what):
        self.send(what)
        return self.answer()

    def ended(self):
        """The exit code after the input has ended, and nothing more on stdout."""
        self.relay.stdin.close()
        code = self.relay.wait(PATIENCE_S)
        self.assertIsNone(self.lines.next())
        return code

    def begin_long_gather(self, number):
        """A gather that waits for an agent that hangs."""
        self.operator("hang", "s02.c00.a04")
        self.addCleanup(self.operator, "heal", "all")
        self.send(call(number, "gather", scope="s02", window_ms=LONG_MS))

    def test_each_of_many_quick_requests_is_answered(self):
        self.begin()
        few = 16
        for first in range(0, 320, few):
            for number in range(first, first + few):
                self.send(request(number, "ping"))
            answered = {self.answer()["id"] for _ in range(few)}
            self.assertEqual(answered, set(range(first, first + few)))

    def test_what_is_no_message_is_refused_and_the_next_one_answered(self):
        self.begin()
        for text, code in (
            ("{", -32700),
            ("[]", -32600),
            ('[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600),
            ('{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600),
            ('{"id":1,"method":"ping"}', -32600),
            ("[" * 70, -32600),
            ("x" * 1_100_000, -32600),
        ):
            told = self.ask(text)
            self.assertEqual(told["error"]["code"], code, text[:60])
            self.assertTrue(told["error"]["data"]["remedy"])
        self.send("")
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        self.assertEqual(self.ask(request("x", "ping")), {"jsonrpc": "2.0", "id": "x", "result": {}})
        self.assertEqual(self.ask(request(3, "nosuch"))["error"]["code"], -32601)
        self.assertEqual(self.ended(), 0)
        self.assertEqual(self.relay.stderr.read(), "")

    def test_an_id_that_is_under_way_is_refused(self):
        self.begin()
        self.begin_long_gather(1)
        told = self.ask(request(1, "ping"))
        self.assertEqual(told["error"]["code"], -32600)
        self.assertEqual(told["error"]["data"]["place"], "id")
        self.assertEqual(self.ask(request(2, "ping"))["id"], 2)

    def test_a_cancelled_request_stops_without_an_answer(self):
        self.begin()
        self.begin_long_gather(1)
        self.send(
            {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
        )
        self.assertEqual(self.ask(request(2, "ping"))["id"], 2)
        self.assertEqual(self.ended(), 0)

    def test_a_client_that_vanishes_ends_it(self):
        self.begin()
        self.begin_long_gather(1)
        self.relay.stdin.close()
        self.relay.stdout.close()
        self.relay.wait(PATIENCE_S)

    def test_answers_that_are_under_way_when_the_input_ends_still_come(self):
        self.begin()
        for number in range(5):
            self.send(call(number, "status"))
        self.relay.stdin.close()
        numbers = {self.answer()["id"] for _ in range(5)}
        self.assertEqual(numbers, set(range(5)))
        self.assertEqual(self.relay.wait(PATIENCE_S), 0)

    def test_a_mesh_that_is_not_there_is_told_for_each_request(self):
        self.begin("127.0.0.1:1")
        told = self.ask(request(1, "ping"))
        self.assertEqual(told["id"], 1)
        self.assertEqual(told["error"]["code"], -32603)
        self.assertIn("127.0.0.1:1", told["error"]["message"])

    def test_no_mesh_is_named(self):
        run = subprocess.run(
            [MESH, "mcp"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
            env={"HOME": str(self.folder)},
        )
        self.assertNotEqual(run.returncode, 0)
        self.assertEqual(run.stdout, "")
        self.assertIn("--at HOST", run.stderr)

    def test_the_printed_configuration_starts_it(self):
        printed = self.mesh_words(
            "mcp", "--print-config", "--at", self.at, "--certs", str(self.certs), "--read-only"
        )
        begin = printed.index("{")
        config, _ = json.JSONDecoder().raw_decode(printed[begin:])
        server = config["mcpServers"]["mesh"]
        run = subprocess.run(
            [server["command"], *server["args"]],
            input=json.dumps(request(1, "tools/list")) + "\n",
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
            cwd=self.folder,
        )
        names = [tool["name"] for tool in json.loads(run.stdout)["result"]["tools"]]
        self.assertIn("status", names)
        self.assertNotIn("propose", names)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
