"""ProtoJSON as a mesh may write it."""

import json
import unittest

from mesh_agent import wire
from mesh_agent.wire import WireError


class WireTest(unittest.TestCase):
    def test_missing_fields_are_zero(self) -> None:
        self.assertEqual(wire.text({}, "x"), "")
        self.assertEqual(wire.whole({}, "x"), 0)
        self.assertEqual(wire.raw({"x": None}, "x"), b"")
        self.assertEqual(wire.many({"x": None}, "x"), [])
        self.assertIsNone(wire.one({}, "x"))

    def test_large_numbers_come_as_texts_and_lose_nothing(self) -> None:
        self.assertEqual(wire.whole({"x": "18446744073709551615"}, "x"), 2**64 - 1)
        self.assertEqual(wire.whole({"x": 3.0}, "x"), 3)
        self.assertEqual(wire.number({"x": "2.5"}, "x"), 2.5)

    def test_bytes_come_in_either_alphabet_with_or_without_padding(self) -> None:
        for text in ("+/8=", "-_8=", "-_8", "+/8"):
            self.assertEqual(wire.raw({"x": text}, "x"), b"\xfb\xff")

    def test_what_is_of_another_kind_is_an_error(self) -> None:
        bad = [
            (wire.text, 1), (wire.whole, "a"), (wire.whole, 1.5), (wire.whole, True),
            (wire.number, []), (wire.number, "NaN"), (wire.number, 1e999), (wire.raw, "ä"),
            (wire.many, {}), (wire.many, [1]), (wire.one, []), (wire.flag, 1),
            (wire.texts, [1]),
        ]  # fmt: skip
        for read, value in bad:
            with self.subTest(read=read, value=value), self.assertRaises(WireError):
                read({"x": value}, "x")

    def test_a_message_is_one_json_object(self) -> None:
        for message in ("", "[]", "{", b"{}", "[" * 100_000):
            with self.assertRaises(WireError):
                wire.parse(message)

    def test_a_message_is_joined_of_what_there_is(self) -> None:
        joined = wire.joined({"hello": ['{"agent":"a"}'], "answer": []}, {"number": 2, "x": ""})
        self.assertEqual(json.loads(joined), {"hello": [{"agent": "a"}], "number": 2})
        self.assertEqual(wire.joined({}, {"pulse": {"number": 0}}), '{"pulse":{"number":0}}')
        self.assertEqual(wire.joined({}, {}), "{}")


if __name__ == "__main__":
    unittest.main()
