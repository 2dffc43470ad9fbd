"""Open answers and the memory of those given."""

import json
import unittest

from mesh_agent.answers import READY, Answer, Memory, OpenAnswers
from mesh_agent.speaker import Message

ALL = {"a", "b"}


def answer(id: str, agent: str = "a", value: str = "done") -> Answer:
    return Answer(agent, id, READY, value=value)


class OpenAnswersTest(unittest.TestCase):
    def setUp(self) -> None:
        self.open = OpenAnswers()

    def take(
        self, number: int, agents: set[str] = ALL, most: int = 100, link: str = "link"
    ) -> list[str]:
        message = Message(10_000, most)
        taken = self.open.take(
            link, number, agents, lambda each: each,
            lambda encoded: message.put("answer", encoded),
        )  # fmt: skip
        return [each.id for each in taken]

    def test_an_answer_is_said_once_on_a_link(self) -> None:
        self.open.add(answer("m1"))
        self.open.add(answer("m1"))
        self.assertEqual(self.take(1), ["m1"])
        self.open.add(answer("m1"))
        self.assertEqual(self.take(2), [])

    def test_what_was_not_confirmed_is_said_again_and_first(self) -> None:
        for number, id in enumerate(("m1", "m2", "m3"), 1):
            self.open.add(answer(id))
            self.take(number)
        self.open.add(answer("m4"))
        self.open.confirmed("link", 2)
        self.open.link_lost("link")
        self.assertEqual(self.take(1), ["m3", "m4"])

    def test_numbers_of_one_link_confirm_nothing_of_another(self) -> None:
        self.open.add(answer("m1", "a"))
        self.take(1, {"a"}, link="here")
        self.open.add(answer("m2", "b"))
        self.take(1, {"b"}, link="there")
        self.open.confirmed("there", 7)
        self.assertIn(("a", "m1"), self.open)
        self.assertNotIn(("b", "m2"), self.open)
        self.open.confirmed("nowhere", 7)
        self.assertFalse(self.open.none_open.is_set())
        self.open.confirmed("here", 1)
        self.assertTrue(self.open.none_open.is_set())

    def test_a_lost_link_makes_no_other_say_again(self) -> None:
        for name, link in (("a", "here"), ("b", "there")):
            self.open.add(answer("m1", name))
            self.take(1, {name}, link=link)
        self.open.link_lost("here")
        self.assertTrue(self.open.has_for({"a"}))
        self.assertFalse(self.open.has_for({"b"}))

    def test_an_agent_that_moves_says_again_there(self) -> None:
        self.open.add(answer("m1"))
        self.take(1, link="here")
        self.open.say_again("a")
        self.open.confirmed("here", 1)
        self.assertEqual(self.take(1, link="there"), ["m1"])
        self.open.link_lost("here")
        self.assertFalse(self.open.has_for({"a"}))

    def test_one_that_was_said_is_withdrawn(self) -> None:
        self.open.add(answer("m1"))
        self.take(1)
        self.open.forget(("a", "m1"))
        self.assertTrue(self.open.none_open.is_set())
        self.open.link_lost("link")
        self.assertEqual(self.take(1), [])

    def test_only_agents_of_the_link_speak(self) -> None:
        self.open.add(answer("m1", "a"))
        self.open.add(answer("m1", "b"))
        self.assertEqual(self.take(1, {"b"}), ["m1"])
        self.assertTrue(self.open.has_for({"a"}))
        self.assertFalse(self.open.has_for({"b"}))

    def test_a_full_message_leaves_the_rest_for_the_next(self) -> None:
        for id in ("m1", "m2", "m3"):
            self.open.add(answer(id))
        self.assertEqual(self.take(1, most=2), ["m1", "m2"])
        self.assertEqual(self.take(2, most=2), ["m3"])

    def test_a_message_is_full_by_bytes_or_by_things_but_takes_one(self) -> None:
        message = Message(room=20, most_things=3)
        puts = [message.put("answer", "x" * size) for size in (15, 4, 3, 1)]
        self.assertEqual(puts, [True, False, True, False])
        self.assertTrue(Message(room=5, most_things=3).put("answer", "x" * 50))
        self.assertFalse(Message(room=50, most_things=0).put("answer", "x"))

    def test_one_that_was_withdrawn_is_not_said(self) -> None:
        self.open.add(answer("m1"))
        self.open.forget(("a", "m1"))
        self.assertEqual(self.take(1), [])

    def test_it_tells_when_none_is_open(self) -> None:
        self.assertTrue(self.open.none_open.is_set())
        self.open.add(answer("m1"))
        self.assertFalse(self.open.none_open.is_set())
        self.take(7)
        self.open.confirmed("link", 6)
        self.assertFalse(self.open.none_open.is_set())
        self.open.confirmed("link", 7)
        self.assertTrue(self.open.none_open.is_set())

    def test_the_state_zero_and_empty_texts_are_left_out(self) -> None:
        fields = json.loads(Answer("a", "m1", 0, failure="why").encoded())
        self.assertEqual(fields, {"agent": "a", "id": "m1", "failure": "why"})


class MemoryTest(unittest.TestCase):
    def test_it_forgets_after_an_hour(self) -> None:
        memory = Memory()
        memory.keep(answer("m1"), now_s=0)
        self.assertIsNotNone(memory.find(("a", "m1"), 3600))
        self.assertIsNone(memory.find(("a", "m1"), 3601))

    def test_ids_of_several_agents_are_not_mixed(self) -> None:
        memory = Memory()
        memory.keep(answer("m1", "a", "one"), now_s=0)
        self.assertIsNone(memory.find(("b", "m1"), 0))

    def test_it_is_bounded_in_number(self) -> None:
        memory = Memory(most=3)
        for index in range(10):
            memory.keep(answer(f"m{index}"), now_s=0)
        self.assertEqual(len(memory), 3)
        self.assertIsNone(memory.find(("a", "m6"), 0))
        self.assertIsNotNone(memory.find(("a", "m7"), 0))

    def test_it_is_bounded_in_bytes(self) -> None:
        memory = Memory(most_bytes=10_000)
        for index in range(10):
            memory.keep(answer(f"m{index}", value="x" * 3000), now_s=0)
        self.assertEqual(len(memory), 2)

    def test_an_answer_that_is_kept_again_counts_once(self) -> None:
        memory = Memory(most_bytes=4000)
        for _ in range(10):
            memory.keep(answer("m1", value="x" * 3000), now_s=0)
        self.assertIsNotNone(memory.find(("a", "m1"), 0))


if __name__ == "__main__":
    unittest.main()
