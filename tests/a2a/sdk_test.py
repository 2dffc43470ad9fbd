"""A mesh and an agent of the A2A SDK, each in its process.

    python3 sdk_test.py MESH NODE AGENT.mjs
"""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

MESH, NODE, AGENT = sys.argv[1:4]


class ForeignAgent(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.ledger = self.folder / "ledger"
        self.ledger.touch()
        self.agent = subprocess.Popen(
            [NODE, AGENT, str(self.ledger)], stdout=subprocess.PIPE, text=True
        )
        self.addCleanup(self.end_agent)
        self.url = self.agent.stdout.readline().strip()
        self.assertTrue(self.url.startswith("http://"), "the agent has not started")

    def end_agent(self):
        self.agent.kill()
        self.agent.wait()
        self.agent.stdout.close()

    def run_mesh(self, *commands, agents=1):
        """The results of commands in a mesh whose first agents are the foreign one."""
        config = {
            "topology": {"sectors": 1, "clusters_per_sector": 1, "agents_per_cluster": 3},
            "agents": [
                {
                    "where": f"s00.c00.a{n:02}",
                    "class": "B_SERVERLESS",
                    "capabilities": ["shout"],
                    "a2a": {"url": self.url},
                }
                for n in range(agents)
            ],
            "calls": {"hosts": ["127.0.0.1"], "plain_http": True, "private_addresses": True},
        }
        file = self.folder / "mesh.json"
        file.write_text(json.dumps(config))
        words = [MESH, "dev", "--config", str(file), "--keep-going", "-o", "jsonl"]
        for command in commands:
            words += ["-c", command]
        run = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        results = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(len(results), len(commands), run.stderr)
        return results

    def failure(self, result):
        self.assertEqual(result["answers"], [], result)
        [why] = result["exceptions"]
        self.assertIn(self.url, why["detail"])
        return why

    def test_a_task_is_done_once_and_a_message_is_an_answer(self):
        shouted, said, gathered = self.run_mesh(
            'delegate "shout hello" --capability shout',
            'delegate "message hi there" --capability shout',
            "gather s00.c00.a00 --window 1m --unscheduled",
        )
        self.assertEqual(shouted["result"], "HELLO")
        self.assertEqual(said["result"], "hi there")
        self.assertEqual(gathered["ready"], 1)
        lines = self.ledger.read_text().split("\n")[:-1]
        self.assertEqual(len(lines), 3, lines)
        self.assertEqual(len({line.split()[0] for line in lines}), 3)

    def test_ends_of_tasks_are_named(self):
        ask = "ask {} --capability shout --timeout 20s"
        failed, rejected, asked = self.run_mesh(
            *[ask.format(what) for what in ("fail", "reject", "input")]
        )
        self.assertEqual(self.failure(failed)["reason"], "work_failed")
        self.assertIn("no such row", self.failure(failed)["detail"])
        self.assertEqual(self.failure(rejected)["reason"], "call_refused")
        self.assertIn("not my work", self.failure(rejected)["detail"])
        self.assertEqual(self.failure(asked)["reason"], "call_needs_input")
        self.assertIn("which row?", self.failure(asked)["detail"])

    def test_a_task_that_nobody_waits_for_is_canceled(self):
        # A fast command after it leaves the time for the cancellation to arrive.
        result, _ = self.run_mesh(
            "ask wait --capability shout --timeout 1s", 'ask "shout x" --capability shout'
        )
        self.assertEqual(self.failure(result)["reason"], "call_timeout")
        self.assertIn("task_ms", self.failure(result)["detail"])
        self.assertIn("canceled", self.ledger.read_text())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
