"""What differs between two runs of the same broker, masked (SPEC §14.3): what stays, a client may rely on."""

import re

#: Pattern and what stands in its place, in this order.
MASKS = [(re.compile(pattern), mask) for pattern, mask in [
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID"),
    (r"(TopicId: |Cluster ID: |\"topicId\": ?\")[A-Za-z0-9_-]{22}", r"\1ID"),
    (r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d([:.,]\d+)?Z?", "DATE"),
    (r"(?<![\d.])1[5-9]\d{11}\b|-9223\d{15}\b", "MILLIS"),
    (r"\bconsole-consumer-\d+", "console-consumer-N"),
    (r"(\"logDir\": ?)\"[^\"]*\"", r'\1"DIR"'),
    (r"\badminclient-\d+", "adminclient-N"),
    # The wording of an error is the broker's own; its class, which says the code, is not.
    (r"(\b(?:errors|config)\.\w+Exception: )(?!TIMED).*", r"\1WORDS"),
    (r"(Error while executing topic command : ).*", r"\1WORDS"),
    (r"error_message=('(\\.|[^'\\])*'|\"(\\.|[^\"\\])*\")", "error_message=WORDS"),
    (r"%\d\|\d+\.\d+\|", "%LOG|"),
    (r"\b\d+ms\b", "Nms"),
    (r"(?<=TimeoutException: )(Timed out waiting for a node|Call\().*", "TIMED OUT"),
    (r"(\"avg_throughput\":)[\d.]+", r"\1N"),
]]

#: Stack traces differ by what the JIT and the thread pools made of them.
STACK = re.compile(r"^\s+(at |\.\.\. \d+ more)")
#: What librdkafka notes by the way, as that an event came when nobody waited any more; warnings and errors stay.
NOTE = re.compile(r"^%[67]\|\d+\.\d+\|")
DECIMAL = re.compile(r"\b\d+\.\d+\b|(?<=, )\d+(?= ms)")
#: The times of consumer-perf, between two rates.
TIMES = re.compile(r"(?<=N, )\d+, \d+(?=, N)")
#: What producer-perf says every five seconds, as often as it lasts so long; the sum at its end stays.
INTERIM = re.compile(r"^\d+ records sent, .* max latency\.$")


def mask(text, port, options=()):
    """The lines of `text` as the transcript has them. Options: `sorted` lines, `figures` (times and rates) masked."""
    text = re.sub(rf"\b{port}\b", "PORT", text.replace(f"127.0.0.1:{port}", "SERVER"))
    lines = [line.rstrip() for line in text.splitlines() if not STACK.match(line) and not NOTE.match(line)]
    for pattern, replacement in MASKS:
        lines = [pattern.sub(replacement, line) for line in lines]
    if "figures" in options:
        lines = [TIMES.sub("N, N", DECIMAL.sub("N", line)) for line in lines if not INTERIM.match(line)]
    if "sorted" in options:
        lines.sort()
    return lines
