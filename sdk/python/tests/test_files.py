"""Invites and credentials on disk."""

import json
import stat
import tempfile
import unittest
from pathlib import Path
from typing import Any

from mesh_agent import BadFile
from mesh_agent.files import credentials_path, load
from mesh_agent.signing import Key


class FilesTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.ca = certificate()

    def invite(self, **changed: Any) -> Path:
        fields = {
            "mesh_invite": 1, "agent": "store-1", "url": "wss://mesh:7443/v1/agent",
            "token": "t", "ca": self.ca, **changed,
        }  # fmt: skip
        path = self.folder / "store-1.invite.json"
        path.write_text(json.dumps(fields))
        return path

    def test_an_invite_becomes_credentials_for_the_owner_alone(self) -> None:
        made = load(self.invite())
        path = self.folder / "store-1.agent.json"
        self.assertEqual(made.path, path)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        fields = json.loads(path.read_text())
        self.assertEqual(fields["token"], "t")
        self.assertEqual([p.name for p in self.folder.glob("*.new")], [])

    def test_the_same_invite_gives_the_same_key_again(self) -> None:
        invite = self.invite()
        self.assertEqual(load(invite).key.private, load(invite).key.private)

    def test_the_token_is_gone_once_the_key_is_bound(self) -> None:
        load(self.invite()).bound().keep()
        again = load(self.folder / "store-1.invite.json")
        self.assertEqual(again.token, "")
        self.assertNotIn("token", json.loads(again.path.read_text()))

    def test_credentials_stay_usable_when_the_invite_is_gone(self) -> None:
        invite = self.invite()
        made = load(invite)
        invite.unlink()
        self.assertEqual(load(invite).key.private, made.key.private)
        self.assertEqual(load(made.path).key.private, made.key.private)

    def test_a_rotation_keeps_both_keys_until_it_is_done(self) -> None:
        made = load(self.invite())
        new = Key.new()
        made.with_next_key(new).keep()
        between = load(made.path)
        self.assertEqual(between.key.private, made.key.private)
        assert between.next_key
        self.assertEqual(between.next_key.private, new.private)
        between.rotated().keep()
        after = load(made.path)
        self.assertEqual((after.key.private, after.next_key), (new.private, None))

    def test_addresses_of_other_hosts_are_kept(self) -> None:
        urls = ["wss://two:7443/v1/agent", "wss://three:7443/v1/agent"]
        made = load(self.invite(urls=urls))
        self.assertEqual(made.addresses, ("wss://mesh:7443/v1/agent", *urls))
        made.bound().keep()
        self.assertEqual(load(made.path).addresses, made.addresses)

    def test_without_other_hosts_there_is_one_address(self) -> None:
        made = load(self.invite())
        self.assertEqual(made.addresses, ("wss://mesh:7443/v1/agent",))
        self.assertNotIn("urls", json.loads(made.path.read_text()))

    def test_names_of_files(self) -> None:
        for given, made in (
            ("a.invite.json", "a.agent.json"), ("a.json", "a.agent.json"),
            ("a", "a.agent.json"),
        ):  # fmt: skip
            self.assertEqual(credentials_path(Path(given)).name, made)

    def test_what_is_wrong_is_said_with_the_file_and_the_remedy(self) -> None:
        for changed, word in (
            ({"mesh_invite": 2}, "version"),
            ({"token": ""}, "no token"),
            ({"agent": 7}, "agent is no text"),
            ({"url": "ws://mesh:1/v1/agent"}, "wss://"),
            ({"url": "wss:///v1/agent"}, "wss://"),
            ({"urls": ["wss://two:1/v1/agent", "ws://three:1/"]}, "ws://three:1/"),
            ({"urls": "wss://two:1/v1/agent"}, "urls is no list of texts"),
            ({"ca": "none"}, "ca is no certificate"),
        ):
            with self.subTest(word), self.assertRaises(BadFile) as caught:
                load(self.invite(**changed))
            self.assertIn(word, str(caught.exception))
            self.assertIn("store-1.invite.json", str(caught.exception))
            self.assertFalse((self.folder / "store-1.agent.json").exists())

    def test_files_that_are_none(self) -> None:
        path = self.folder / "x.json"
        for content in (b"", b"{", b"[]", b"\xff\xfe", b" " * ((1 << 20) + 1)):
            path.write_bytes(content)
            with self.assertRaises(BadFile):
                load(path)
        with self.assertRaises(BadFile) as caught:
            load(self.folder / "missing.invite.json")
        self.assertIn("agent enroll", str(caught.exception))

    def test_credentials_with_a_key_that_is_none(self) -> None:
        path = self.folder / "store-1.agent.json"
        fields = {"mesh_agent": 1, "agent": "a", "url": "wss://m:1/", "ca": self.ca,
                  "key": "AAAA"}  # fmt: skip
        path.write_text(json.dumps(fields))
        with self.assertRaises(BadFile) as caught:
            load(path)
        self.assertIn("remove it", str(caught.exception))


def certificate() -> str:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.datetime(2026, 1, 1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now)
    made = builder.sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


if __name__ == "__main__":
    unittest.main()
