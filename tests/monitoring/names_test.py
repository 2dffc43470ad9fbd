#!/usr/bin/env python3
"""O1: what examples/monitoring asks for, a mesh serves: names_test.py ROOT."""
import json
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop())
EXAMPLES = ROOT / "examples" / "monitoring"
NAME = re.compile(r"\b((?:mesh|process)_[a-z0-9_]+)\b")


def served():
    """Every name that the program writes."""
    source = "".join(path.read_text() for path in (ROOT / "runtime").rglob("*.cpp"))
    return set(re.findall(r'"((?:mesh|process)_[a-z0-9_]+)"', source))


def base(name):
    return re.sub(r"_(bucket|sum|count)$", "", name) if "_seconds_" in name else name


class Names(unittest.TestCase):
    def check(self, expressions):
        asked = {base(name) for text in expressions for name in NAME.findall(text)}
        self.assertGreater(len(asked), 10)
        self.assertEqual(asked - served(), set())

    def test_alerts_ask_for_what_is_served(self):
        text = (EXAMPLES / "alerts.yml").read_text()
        self.check(re.findall(r"^ +(?:expr:|\(|or \() *(.+)$", text, re.M))

    def test_the_dashboard_asks_for_what_is_served(self):
        board = json.loads((EXAMPLES / "dashboard.json").read_text())
        self.check(target["expr"] for panel in board["panels"] for target in panel["targets"])

    def test_panels_do_not_overlap(self):
        places = [panel["gridPos"] for panel in
                  json.loads((EXAMPLES / "dashboard.json").read_text())["panels"]]
        taken = [(x, y) for at in places for x in range(at["x"], at["x"] + at["w"])
                 for y in range(at["y"], at["y"] + at["h"])]
        self.assertEqual(len(taken), len(set(taken)))
        self.assertLess(max(x for x, _ in taken), 24)


if __name__ == "__main__":
    unittest.main()
