#!/usr/bin/env python3
"""count.py compares as it says, whatever was counted: count_test.py PROGRAM."""
import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import count

PROGRAM = sys.argv.pop() if len(sys.argv) > 1 else ""
HERE = {"compiler": "this one"}


class Counts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        count.KEPT = pathlib.Path(folder.name) / "counts.json"
        count.toolchain = lambda: HERE
        self.functions = {"allocate": 600, "send": 400}
        count.profile = lambda program, name, *options: (
            {"work": name, "units": 10, "unit": "agent"}, [sum(self.functions.values()), "all"],
            [[n, f] for f, n in self.functions.items()])

    def run_count(self, update=False, names=("cascade",)):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = count.count("program", names, update)
        return code, out.getvalue().splitlines(), err.getvalue()

    def test_what_has_not_grown_passes(self):
        self.assertEqual(self.run_count(update=True)[0], 0)
        self.functions["send"] = 415  # 1.5 % of all
        code, lines, _ = self.run_count()
        self.assertEqual((code, lines[-1]), (0, "1 passed, 0 failed"))
        self.assertEqual(json.loads(lines[0])["before"], 100.0)

    def test_more_than_two_percent_fails_and_names_the_functions(self):
        self.run_count(update=True)
        self.functions["allocate"] += 30
        self.functions["copy"] = 5
        code, lines, said = self.run_count()
        self.assertEqual((code, lines[-1]), (1, "0 passed, 1 failed"))
        self.assertRegex(said, r"cascade takes 3\.5 % more instructions for each agent")
        self.assertRegex(said, r"\+30  allocate\n +\+5  copy\n")
        self.assertNotIn("send", said)

    def test_work_that_is_not_kept_fails_with_the_remedy(self):
        self.run_count(update=True)
        code, _, said = self.run_count(names=("gather",))
        self.assertEqual(code, 1)
        self.assertIn("gather is not in counts.json: ./dev bench --count --update", said)

    def test_counts_of_another_toolchain_are_shown_and_not_compared(self):
        self.run_count(update=True)
        count.toolchain = lambda: {"compiler": "another"}
        self.functions["allocate"] *= 2
        code, lines, said = self.run_count()
        self.assertEqual(code, 0)
        self.assertNotIn("before", json.loads(lines[0]))
        self.assertIn("shown, not compared", said)

    def test_an_update_of_one_keeps_the_others(self):
        self.run_count(update=True, names=("cascade", "gather"))
        self.functions["send"] = 0
        self.run_count(update=True)
        kept = json.loads(count.KEPT.read_text())["works"]
        self.assertEqual((kept["cascade"]["each"], kept["gather"]["each"]), (60.0, 100.0))


class Works(unittest.TestCase):
    def test_each_piece_of_work_runs_and_says_what_it_counts(self):
        names = subprocess.run([PROGRAM, "--list"], capture_output=True, text=True,
                               check=True).stdout.split()
        self.assertIn("cascade", names)
        for name in names:
            said = json.loads(subprocess.run([PROGRAM, name], capture_output=True, text=True,
                                             check=True).stdout)
            self.assertEqual(said["work"], name)
            self.assertGreater(said["units"], 0)

    def test_unknown_work_is_refused(self):
        done = subprocess.run([PROGRAM, "nonsense"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("usage", done.stderr)


if __name__ == "__main__":
    unittest.main()
