"""Ratios of two things timed in the same run: absolute times say more about the machine than about the code."""

import statistics
import time

import pytest

ROUNDS = 7


@pytest.fixture
def ratio():
    """ratio(name, a, b, budget): time `a` and `b` in turn, print median a / median b, and fail over the budget."""

    def measure(name, a, b, budget, rounds=ROUNDS):
        a(), b()
        times = {"a": [], "b": []}
        for _ in range(rounds):
            for key, action in (("a", a), ("b", b)):
                begin = time.perf_counter()
                action()
                times[key].append(time.perf_counter() - begin)
        found = statistics.median(times["a"]) / statistics.median(times["b"])
        print(f"\n{name}: {found:.2f} (budget {budget}); {spread(times['a'])} against {spread(times['b'])}")
        assert found <= budget, f"{name}: {found:.2f} is over the budget of {budget}"
        return found

    return measure


def spread(seconds):
    """Median, least and most, in milliseconds."""
    middle, least, most = (1000 * value for value in (statistics.median(seconds), min(seconds), max(seconds)))
    return f"{middle:.1f} ms ({least:.1f} to {most:.1f})"
