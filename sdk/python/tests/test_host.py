"""Which agents may run together."""

import json
import tempfile
import unittest
from pathlib import Path

from mesh_agent import Agent, BadFile, Host
from test_files import certificate

ONE, TWO, THREE = (f"wss://{host}:7443/v1/agent" for host in ("one", "two", "three"))


class SameMeshTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.ca = certificate()

    def agent(self, name: str, *urls: str, ca: str = "") -> Agent:
        fields = {"mesh_invite": 1, "agent": name, "url": urls[0], "urls": urls[1:],
                  "token": "t", "ca": ca or self.ca}  # fmt: skip
        path = self.folder / f"{name}.invite.json"
        path.write_text(json.dumps(fields))
        agent = Agent(path)
        agent.handle(lambda job: "")
        return agent

    def test_invites_of_several_hosts_are_of_one_mesh_when_they_share_an_address(self) -> None:
        Host([self.agent("a", ONE, TWO), self.agent("b", TWO, ONE)])._check()
        Host([self.agent("c", ONE), self.agent("d", TWO, THREE, ONE)])._check()

    def test_agents_of_different_meshes_do_not_run_together(self) -> None:
        for other in (self.agent("b", TWO), self.agent("c", ONE, ca=certificate())):
            with self.assertRaises(BadFile) as caught:
                Host([self.agent("a", ONE), other])._check()
            self.assertIn("different meshes", str(caught.exception))

    def test_an_agent_is_given_once(self) -> None:
        with self.assertRaises(BadFile) as caught:
            Host([self.agent("a", ONE), self.agent("a", ONE)])._check()
        self.assertIn("same agent", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
