"""How a client script speaks: what it says is its transcript (SPEC §14.2)."""

import logging
import re
import sys
import time

#: The broker under test, as the harness gives it.
SERVER = sys.argv[1] if len(sys.argv) > 1 else None

# The libraries' own logs differ by timing; what reaches the caller is what counts.
logging.disable(logging.CRITICAL)


def title(text):
    print(f"# {text}")


def said(value):
    """A value as text that two runs share: maps and sets in order, errors by class and message."""
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{said(key)}: {said(one)}" for key, one in value.items())) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(said, value))) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(said, value)) + "]"
    if type(value) is tuple:
        return "(" + ", ".join(map(said, value)) + ")"
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {wordless(str(value))}"
    if isinstance(value, bytes) and len(value) > 60:
        return f"{value[:20]!r}… of {len(value)} bytes"
    return wordless(value) if isinstance(value, str) else repr(value)


def wordless(text):
    """kafka-python ends some errors with the broker's words, which are its own; the code stays."""
    return re.sub(r"^(\[Error \d+\] (InvalidTimestamp|InvalidConfiguration)\w+: ).*", r"\1WORDS", text)


def say(what, value=""):
    """What was done and what came of it; what is long on a line an element, so that a difference is seen."""
    print(f"$ {what}")
    if isinstance(value, dict):
        lines = sorted(f"{said(key)}: {said(one)}" for key, one in value.items())
    else:
        lines = [said(one) for one in value] if isinstance(value, list) else []
    if len(lines) > 1 and sum(map(len, lines)) > 90:
        print("\n".join(f"  {line}" for line in lines))
    else:
        print(f"  {said(value)}")


def attempt(what, call):
    """Says what the call returns, or how it fails; returns the result."""
    try:
        result = call()
    except Exception as error:
        say(what, error)
        return None
    say(what, result)
    return result


def eventually(condition, seconds=15):
    """Waits until the condition holds, asking it again and again; what it last returned."""
    deadline = time.monotonic() + seconds
    while True:
        held = condition()
        if held or time.monotonic() > deadline:
            return held
        time.sleep(0.02)


def figure(name, milliseconds):
    """A measurement: it goes into the report, not into the transcript."""
    print(f"figure: {name}: {milliseconds:.1f}")
