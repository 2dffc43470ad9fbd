"""The bytes that are signed. The digests are those of the JavaScript client, too."""

import hashlib
import unittest

from mesh_agent import signing
from mesh_agent.signing import Key, is_signed, lp

NONCE = bytes(range(32))


class SigningTest(unittest.TestCase):
    def test_a_part_has_its_length_in_bytes_before_it(self) -> None:
        self.assertEqual(lp("ü"), b"\0\0\0\x02\xc3\xbc")
        self.assertEqual(lp(b""), b"\0\0\0\0")

    def test_what_is_signed_in_a_hello(self) -> None:
        bytes_ = signing.hello_bytes(NONCE, "tls-server-end-point", b"d", "store-1", b"k" * 32)
        expected = b"mesh.agent.v1 hello\0" + NONCE
        expected += b"\0\0\0\x14tls-server-end-point" + b"\0\0\0\x01d"
        expected += b"\0\0\0\x07store-1" + b"\0\0\0\x20" + b"k" * 32
        self.assertEqual(bytes_, expected)

    def test_the_digest_of_an_answer(self) -> None:
        digest = signing.answer_digest("store-1", "m1", -1, "", "a", "grün", "")
        self.assertEqual(
            digest, signing.answer_digest("store-1", "m1", -1, "", "a", "grün", "", {})
        )
        self.assertNotEqual(
            digest,
            signing.answer_digest("store-1", "m1", -1, "", "a", "grün", "", {"depth": 1}),
        )
        self.assertEqual(
            digest.hex(), "bac35ddc2ad8e670371c45637722cc785b942244f2782720271452d75388fccb"
        )

    def test_answers_are_signed_with_their_number(self) -> None:
        digests = [hashlib.sha256(b"1").digest(), hashlib.sha256(b"2").digest()]
        bytes_ = signing.answers_bytes(NONCE, 258, digests)
        self.assertEqual(
            bytes_, b"mesh.agent.v1 answers\0" + NONCE + b"\0\0\x01\x02" + b"".join(digests)
        )

    def test_rotate_and_deliver(self) -> None:
        self.assertEqual(
            signing.rotate_bytes(NONCE, "a", b"n"),
            b"mesh.agent.v1 rotate\0" + NONCE + b"\0\0\0\x01a\0\0\0\x01n",
        )
        self.assertEqual(
            signing.deliver_bytes(NONCE, "a", "m", "act", b"\xff"),
            b"mesh.agent.v1 deliver\0" + NONCE + b"\0\0\0\x01a\0\0\0\x01m\0\0\0\x03act"
            b"\0\0\0\x01\xff",
        )

    def test_a_key_is_that_of_rfc_8032(self) -> None:
        private = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
        key = Key(bytes.fromhex(private))
        self.assertEqual(
            key.public.hex(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        )
        self.assertTrue(key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a"))

    def test_a_signature_of_something_else_does_not_fit(self) -> None:
        key = Key.new()
        signature = key.sign(b"this")
        self.assertTrue(is_signed(key.public, signature, b"this"))
        self.assertFalse(is_signed(key.public, signature, b"that"))
        self.assertFalse(is_signed(Key.new().public, signature, b"this"))
        self.assertFalse(is_signed(key.public, signature[:-1], b"this"))
        self.assertFalse(is_signed(b"short", signature, b"this"))


if __name__ == "__main__":
    unittest.main()
