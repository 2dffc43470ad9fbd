"""A mesh that a client of the A2A SDK gives tasks, each in its process (N1).

    python3 mesh_test.py MESH NODE CLIENT.mjs
"""
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

MESH, NODE, CLIENT = sys.argv[1:4]
PATIENCE_S = 120


class MeshAsAgent(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        config = Path(folder.name) / "mesh.json"
        config.write_text(
            json.dumps(
                {"topology": {"sectors": 3, "clusters_per_sector": 1, "agents_per_cluster": 5}}
            )
        )
        # The agent that hangs keeps the last gather open until it is cancelled.
        self.mesh = subprocess.Popen(
            [MESH, "dev", "--config", str(config), "--dashboard-at", "127.0.0.1:0"]
            + ["-c", "hang s01.c00.a00", "-c", "wait 10m"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.end_mesh)
        for line in self.mesh.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.url = found[0]
            if "wait 10m" in line:
                break

    def end_mesh(self):
        self.mesh.kill()
        self.mesh.wait()
        self.mesh.stderr.close()

    def test_a_client_gives_tasks_and_gets_their_results_once(self):
        run = subprocess.run(
            [NODE, CLIENT, self.url],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        self.assertEqual(run.returncode, 0, run.stderr)
        steps = [json.loads(line) for line in run.stdout.splitlines()]
        told = {step["step"]: step for step in steps}
        self.assertEqual(told["card"]["skills"], ["delegate", "gather", "chain"])

        gather = told["gather"]
        self.assertEqual(gather["status"]["state"], "TASK_STATE_COMPLETED", gather)
        summary, facts = gather["artifacts"][0]["parts"]
        self.assertIn("of 5 agents were ready", summary["text"])
        self.assertEqual(facts["data"]["targets"], 5)
        for name in ("missing", "late", "conflicting"):
            self.assertIn(name, facts["data"])
        self.assertEqual(told["again"]["id"], gather["id"])
        self.assertEqual(told["get"]["artifacts"], gather["artifacts"])

        text = told["text"]
        self.assertEqual(text["status"]["state"], "TASK_STATE_COMPLETED", text)
        self.assertEqual(text["metadata"]["skill"], "delegate")
        chain = told["chain"]
        self.assertEqual(chain["status"]["state"], "TASK_STATE_COMPLETED", chain)
        self.assertEqual(chain["artifacts"][0]["parts"][1]["data"]["phase"], "complete")

        self.assertEqual(told["open"]["status"]["state"], "TASK_STATE_WORKING")
        self.assertEqual(told["cancel"]["id"], told["open"]["id"])
        self.assertEqual(told["cancel"]["status"]["state"], "TASK_STATE_CANCELED")
        refused = [step for step in steps if step["step"] == "refused"]
        self.assertEqual(len(refused), 3)
        for step in refused:
            self.assertIn("error", step)
        self.assertIn("TaskNotFoundError", refused[1]["error"])
        self.assertIn("TaskNotCancelableError", refused[2]["error"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
