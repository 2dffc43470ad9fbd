"""A mesh in a process of its own, for clients that nobody here wrote."""
import json
import queue
import re
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

PATIENCE_S = 60


class Lines:
    """The lines that a process writes, as they come."""

    def __init__(self, stream):
        self.lines = queue.Queue()
        threading.Thread(target=self.read, args=(stream,), daemon=True).start()

    def read(self, stream):
        for line in stream:
            self.lines.put(line)
        self.lines.put(None)

    def next(self):
        return self.lines.get(timeout=PATIENCE_S)

    def find(self, pattern):
        """The match in the first line that has one."""
        seen = []
        while (line := self.next()) is not None:
            seen.append(line)
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"no {pattern} in {seen}")


class ServedMesh(unittest.TestCase):
    """Served at `at` with certificates, and at `url` on loopback."""

    program = ""  # mesh

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.certs = cls.folder / "certs"
        cls.mesh_words("certs", "init", str(cls.certs))
        for name, *more in (
            ("hub", "--role", "orchestrator", "--host", "127.0.0.1"),
            ("ann", "--role", "operator"),
        ):
            cls.mesh_words("certs", "issue", name, *more, "--dir", str(cls.certs))
        config = {
            "topology": {"sectors": 3, "clusters_per_sector": 1, "agents_per_cluster": 5}
        }
        file = cls.folder / "mesh.json"
        file.write_text(json.dumps(config))
        cls.mesh = subprocess.Popen(
            [cls.program, "dev", "--config", str(file), "--listen", "127.0.0.1:0"]
            + ["--certs", str(cls.certs), "--dashboard-at", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        cls.addClassCleanup(cls.end)
        said = Lines(cls.mesh.stderr)
        for _ in range(2):  # in whichever order
            found = said.find(r"(http://)?(127\.0\.0\.1:\d+)")
            if found[1]:
                cls.url = f"http://{found[2]}/mcp"
            else:
                cls.at = found[2]

    @classmethod
    def mesh_words(cls, *words):
        run = subprocess.run(
            [cls.program, *words], capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        if run.returncode != 0:
            raise AssertionError(f"{words}: {run.stderr}")
        return run.stdout

    @classmethod
    def end(cls):
        cls.mesh.terminate()
        cls.mesh.wait()
        cls.mesh.stderr.close()

    def operator(self, *words):
        return json.loads(
            self.mesh_words(*words, "--at", self.at, "--certs", str(self.certs), "-o", "json")
        )
