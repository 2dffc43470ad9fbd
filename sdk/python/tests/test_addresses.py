"""Where an agent dials next."""

import unittest

from mesh_agent.addresses import MOST_IN_A_ROW, Addresses, is_address


class AddressesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.addresses = Addresses(["one", "two", "three"])

    def test_those_of_the_invite_follow_in_turn_each_after_its_delay(self) -> None:
        for url in ("one", "two", "three", "one", "two"):
            self.assertFalse(self.addresses.at_once)
            self.assertEqual(self.addresses.next(), url)

    def test_after_a_welcome_it_begins_at_the_first_again(self) -> None:
        self.addresses.next()
        self.assertEqual(self.addresses.next(), "two")
        self.addresses.welcomed()
        self.assertFalse(self.addresses.at_once)
        self.assertEqual(self.addresses.next(), "one")

    def test_where_the_mesh_sends_it_it_goes_at_once_and_only_once(self) -> None:
        self.addresses.next()
        self.addresses.sent_to("other")
        self.assertTrue(self.addresses.at_once)
        self.assertEqual(self.addresses.next(), "other")
        self.assertFalse(self.addresses.at_once)
        self.assertEqual(self.addresses.next(), "one")

    def test_a_host_that_sends_it_where_nobody_is_does_not_keep_it_from_others(self) -> None:
        for url in ("one", "one", "two", "three"):
            self.assertEqual(self.addresses.next(), url)
            self.addresses.sent_to("gone")
            self.assertEqual(self.addresses.next(), "gone")

    def test_sent_around_it_waits_from_the_fifth_time_on(self) -> None:
        at_once = []
        for _ in range(7):
            self.addresses.sent_to("other")
            at_once.append(self.addresses.at_once)
            self.assertEqual(self.addresses.next(), "other")
            self.addresses.next()  # an address of the invite ends no row
        self.assertEqual(at_once, [True] * (MOST_IN_A_ROW - 1) + [False] * 3)

    def test_a_welcome_ends_a_row(self) -> None:
        for _ in range(MOST_IN_A_ROW):
            self.addresses.sent_to("other")
        self.assertFalse(self.addresses.at_once)
        self.addresses.welcomed()
        self.addresses.sent_to("other")
        self.assertTrue(self.addresses.at_once)


class IsAddressTest(unittest.TestCase):
    def test_addresses_and_what_is_none(self) -> None:
        for url in ("wss://mesh:7443/v1/agent", "wss://mesh/v1/agent", "wss://[::1]:1/a"):
            self.assertTrue(is_address(url), url)
        for url in (
            "", "ws://mesh:1/", "https://mesh:1/", "wss://", "wss:///v1/agent",
            "wss://mesh:port/v1/agent", "wss://mesh:99999/", "wss://[::1/",
        ):  # fmt: skip
            self.assertFalse(is_address(url), url)


if __name__ == "__main__":
    unittest.main()
