"""When to dial again, and how fast to speak."""

import unittest

from mesh_agent.backoff import Backoff, Pace


class BackoffTest(unittest.TestCase):
    def test_doubles_from_half_a_second_to_thirty(self) -> None:
        backoff = Backoff(vary=lambda: 0.5)
        waits = [backoff.wait_s() for _ in range(9)]
        self.assertEqual(waits, [0.5, 1, 2, 4, 8, 16, 30, 30, 30])

    def test_each_wait_varies_by_half(self) -> None:
        self.assertEqual(Backoff(vary=lambda: 0.0).wait_s(), 0.25)
        self.assertEqual(Backoff(vary=lambda: 1.0).wait_s(), 0.75)
        several = {Backoff().wait_s() for _ in range(20)}
        self.assertGreater(len(several), 10)

    def test_never_before_what_the_mesh_asked_for(self) -> None:
        for vary in (0.0, 0.3, 1.0):
            backoff = Backoff(vary=lambda vary=vary: vary)
            self.assertGreaterEqual(backoff.wait_s(5.0), 5.0)
            self.assertLessEqual(backoff.wait_s(5.0), 7.5)

    def test_a_long_backoff_is_not_cut_by_a_short_request(self) -> None:
        backoff = Backoff(first_s=20, vary=lambda: 0.5)
        self.assertEqual(backoff.wait_s(1.0), 20)

    def test_a_good_link_resets_it(self) -> None:
        backoff = Backoff(vary=lambda: 0.5)
        for _ in range(5):
            backoff.wait_s()
        backoff.reset()
        self.assertEqual(backoff.wait_s(), 0.5)


class PaceTest(unittest.TestCase):
    def test_a_second_is_worth_a_burst_and_then_the_rate_holds(self) -> None:
        pace = Pace(20, now_s=0)
        self.assertEqual(pace.wait_s(0), 0)
        self.assertEqual(pace.things(), 19)
        pace.spend(19, 0)
        self.assertAlmostEqual(pace.wait_s(0), 0.1)
        self.assertAlmostEqual(pace.wait_s(0.1), 0)
        self.assertEqual(pace.things(), 1)

    def test_credit_does_not_grow_without_end(self) -> None:
        pace = Pace(20, now_s=0)
        self.assertEqual(pace.wait_s(1000), 0)
        self.assertEqual(pace.things(), 19)

    def test_a_pulse_that_did_not_wait_is_paid_later(self) -> None:
        pace = Pace(20, now_s=0)
        pace.spend(19, 0)
        pace.spend(0, 0)
        self.assertAlmostEqual(pace.wait_s(0), 0.15)

    def test_what_has_to_wait_goes_in_batches(self) -> None:
        pace = Pace(1000, now_s=0)
        pace.spend(999, 0)
        self.assertAlmostEqual(pace.wait_s(0), 0.05)
        self.assertEqual(pace.wait_s(0.05), 0)
        self.assertEqual(pace.things(), 49)

    def test_below_one_thing_per_second_one_goes_at_once(self) -> None:
        pace = Pace(0.5, now_s=0)
        self.assertEqual((pace.wait_s(0), pace.things()), (0, 1))
        pace.spend(1, 0)
        self.assertEqual(pace.wait_s(0), 4.0)

    def test_no_limit_is_no_wait(self) -> None:
        pace = Pace(0, now_s=0)
        pace.spend(1000, 0)
        self.assertEqual(pace.wait_s(0), 0)
        self.assertGreater(pace.things(), 1000)


if __name__ == "__main__":
    unittest.main()
