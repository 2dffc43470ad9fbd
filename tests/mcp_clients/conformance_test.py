"""The conformance scenarios of MCP for servers, against a mesh (N1).

    python3 conformance_test.py MESH NODE FOLDER

FOLDER has node_modules. The scenarios left out call fixtures of a reference server: tools that
return pictures or sounds, prompts, completions, sampling, elicitation, streams. A mesh has none
of these, and says so in its capabilities.
"""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from served_mesh import PATIENCE_S, ServedMesh

MESH, NODE, FOLDER = sys.argv[1:4]
RUNNER = Path(FOLDER) / "node_modules/@modelcontextprotocol/conformance/dist/index.js"


class Conformance(ServedMesh):
    program = MESH

    def check(self, version, scenario, at_least, without=()):
        """All its checks pass, but those `without`: for them a mesh has no fixture."""
        with tempfile.TemporaryDirectory() as results:
            run = subprocess.run(
                [NODE, "--import", str(Path(FOLDER) / "node_20.mjs"), str(RUNNER), "server"]
                + ["--url", self.url, "--spec-version", version]
                + ["--scenario", scenario, "-o", results],
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
                check=False,
            )
            files = list(Path(results).glob("*/checks.json"))
            self.assertEqual(len(files), 1, run.stderr)
            checks = json.loads(files[0].read_text())
        failed = {
            check["id"]: check.get("errorMessage")
            for check in checks
            if check["status"] in ("FAILURE", "WARNING")
        }
        self.assertEqual(sorted(failed), sorted(without), failed)
        passed = sum(check["status"] == "SUCCESS" for check in checks)
        self.assertGreaterEqual(passed, at_least)

    def test_the_stateless_revision(self):
        newest = "2026-07-28"
        self.check(newest, "tools-list", 4)
        self.check(newest, "resources-list", 2)
        self.check(newest, "sep-2164-resource-not-found", 4)
        self.check(newest, "dns-rebinding-protection", 2)
        self.check(newest, "http-header-validation", 14)

    def test_requests_that_say_all_about_themselves(self):
        self.check(
            "2026-07-28",
            "server-stateless",
            21,
            without=[
                "sep-2575-server-rejects-undeclared-capability",
                "sep-2575-missing-capability-http-400",
                "sep-2575-http-server-no-independent-requests-on-stream",
                "sep-2575-server-no-log-without-loglevel",
            ],
        )

    def test_hints_for_caches(self):
        self.check(
            "2026-07-28", "caching", 7, without=["sep-2549-prompts-list-caching-hints"]
        )

    def test_revisions_that_shake_hands(self):
        for version in ("2025-06-18", "2025-11-25"):
            self.check(version, "server-initialize", 1)
            self.check(version, "ping", 1)
            self.check(version, "tools-list", 2)
            self.check(version, "resources-list", 1)
        self.check("2025-11-25", "dns-rebinding-protection", 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
