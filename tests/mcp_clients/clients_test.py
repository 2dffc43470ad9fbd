"""A mesh, and clients of MCP that nobody here wrote, each in its process (N1).

    python3 clients_test.py MESH NODE SESSION.mjs
"""
import json
import subprocess
import sys
import unittest

from served_mesh import PATIENCE_S, Lines, ServedMesh

MESH, NODE, SESSION = sys.argv[1:4]


class Clients(ServedMesh):
    program = MESH

    def begin(self, kind, *address):
        session = subprocess.Popen(
            [NODE, SESSION, kind, *address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.close, session)
        return session, Lines(session.stdout)

    @staticmethod
    def close(session):
        session.kill()
        session.wait()
        for stream in (session.stdin, session.stdout, session.stderr):
            stream.close()

    def step(self, session, lines, name):
        line = lines.next()
        if line is None:
            self.fail(f"the client ended before {name}: {session.stderr.read()}")
        told = json.loads(line)
        self.assertEqual(told["step"], name, told)
        return told

    def whole_session(self, kind, *address, approve=True):
        session, lines = self.begin(kind, *address)

        def step(name):
            return self.step(session, lines, name)

        tools = step("tools")
        self.assertIn("gather", tools["names"])
        self.assertEqual(tools["server"]["name"], "mesh-30k")
        self.assertEqual(step("resources")["text"], "# Commands")
        status = step("status")
        self.assertEqual(status["agents"]["total"], 15, status)
        ids = step("agents")["ids"]
        self.assertEqual(len(set(ids)), 15, ids)
        gathered = step("gather")
        self.assertEqual(gathered["targets"], 15, gathered)
        proposed = step("proposed")
        self.assertEqual(proposed["state"], "waiting", proposed)
        frozen = self.operator("status")["frozen"]
        self.assertEqual(frozen["agents"], 0, "a proposal has changed the mesh")
        number = str(proposed["proposal"])
        if approve:
            decided = self.operator("approve", number)
        else:
            decided = self.operator("reject", number, "not today")
        self.assertEqual(decided["proposal"]["decided_by"], "ann")
        session.stdin.write(number + "\n")
        session.stdin.flush()
        outcome = step("outcome")
        self.assertEqual(outcome["state"], "done" if approve else "rejected")
        frozen = self.operator("status")["frozen"]
        self.assertEqual(frozen["agents"], 5 if approve else 0, frozen)
        if approve:
            self.operator("thaw", "all")
        step("end")
        self.assertEqual(session.wait(PATIENCE_S), 0)

    def stdio(self, *more):
        return ["stdio", MESH, "mcp", "--at", self.at, "--certs", str(self.certs), *more]

    def test_a_client_of_today_over_http(self):
        self.whole_session("sdk", "http", self.url)

    def test_a_stateless_client_over_http(self):
        self.whole_session("client", "http", self.url, approve=False)

    def test_a_client_of_today_over_stdio(self):
        self.whole_session("sdk", *self.stdio(), approve=False)

    def test_a_stateless_client_over_stdio(self):
        self.whole_session("client", *self.stdio())

    def test_a_read_only_client_finds_nothing_that_asks_or_proposes(self):
        for kind, *address in (
            ["sdk", "http", self.url + "?read_only"],
            ["client", *self.stdio("--read-only")],
        ):
            session, lines = self.begin(kind, *address)
            names = self.step(session, lines, "tools")["names"]
            self.assertNotIn("ask", names)
            self.assertNotIn("propose", names)
            self.assertIn("status", names)
            for name in ("resources", "status", "agents", "end"):
                self.step(session, lines, name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
