"""Bounded waits: a condition is asked again until it holds or the deadline passes. No test sleeps for a fixed time."""

import os
import time

SLOW = float(os.environ.get("WEIR_TEST_SLOW", "1"))  # sanitizers and loaded machines stretch every deadline


def wait_for(condition, what, seconds=10.0, step=0.01):
    """The first truthy value of condition(); AssertionError naming `what` after the deadline."""
    deadline = time.monotonic() + seconds * SLOW
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds * SLOW:.0f} s: {what}")
        time.sleep(step)
        step = min(step * 1.5, 0.25)
