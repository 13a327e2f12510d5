"""Scripts that are lists of commands: kcat and Apache Kafka's own tools (SPEC §14.2).

    # A remark: what follows is about.
    $ topics --create --topic words --partitions 3
    $sorted kcat -C -t words -e
    $ kcat -P -t words -K :
    | key:a line of standard input, with \\t and \\x00 as Python writes them

The server's address is added to each. `{json:…}` at a line's end is a file with that text, `{impatient}` one that makes
an admin client give up after two seconds. Options stand at the dollar sign, parted by commas: `sorted` and `figures`
mask (see masking), `json` lays a JSON line out, `behind` leaves a kcat running once it has partitions; `$ stop` ends
those.
"""

import json
import shlex
import subprocess
import threading
import time

from . import masking
from .tool_host import TOOLS

#: How long kcat may take before it counts as hung.
SECONDS = 40

#: How long a broker of Apache Kafka may take to learn what its controller has decided.
LEARNING = 0.1

#: Steps that take longer are named in the report: a hang that both sides share is seen there.
SLOW = 3


class Command:
    def __init__(self, line):
        options, line = line[1:].split(" ", 1)
        self.options = options.split(",")
        self.line = line
        self.stdin = b""


def read(path):
    """The commands and remarks of a script."""
    steps = []
    for line in path.read_text().splitlines():
        if line.startswith("$"):
            steps.append(Command(line))
        elif line.startswith("| "):
            steps[-1].stdin += line[2:].encode().decode("unicode_escape").encode("latin-1") + b"\n"
        elif line.startswith("#"):
            steps.append(line)
        elif line.strip():
            raise ValueError(f"{path.name}: neither command, input nor remark: {line}")
    return steps


class Script:
    """One run of a script on one side: its `transcript`, and the steps that took long."""

    def __init__(self, path, side, host):
        self.side, self.host = side, host
        self.behind = []
        self.transcript, self.slow = [], []
        (side.directory / "impatient").write_text("default.api.timeout.ms=2000\nrequest.timeout.ms=1000\n")
        try:
            for step in read(path):
                self.take(step)
        finally:
            self.stop()

    def take(self, step):
        if isinstance(step, str):
            self.transcript.append(step)
            return
        began = time.monotonic()
        if step.line == "stop":
            status, printed = self.stop()
        elif "behind" in step.options:
            status, printed = self.start(step)
        else:
            status, printed = execute(step, self.side, self.host)
        self.transcript.append(f"$ {step.line}")
        self.transcript += ["  " + line for line in lines(step, printed, self.side.port)]
        if status:
            self.transcript.append(f"  (status {status})")
        took = time.monotonic() - began
        if self.side.learns_late and {"--create", "--alter", "--delete"} & set(step.line.split()):
            time.sleep(LEARNING)
        if took > SLOW:
            self.slow.append((took, step.line))

    def start(self, step):
        """Starts a kcat in a group and returns when it says that it was given partitions."""
        words = ["kcat", "-b", self.side.address] + shlex.split(step.line)[1:]
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.behind.append(process)
        deadline = time.monotonic() + SECONDS
        for line in process.stderr:
            if b"): assigned: " in line or time.monotonic() > deadline:
                break
        threading.Thread(target=process.stderr.read, daemon=True).start()
        return 0, ""

    def stop(self):
        statuses = []
        for process in self.behind:
            process.terminate()
            statuses.append(process.wait(timeout=SECONDS))
        self.behind = []
        return max(statuses, default=0), ""


def lines(step, printed, port):
    if "json" in step.options:
        laid = []
        for line in printed.splitlines():
            if line.startswith("{"):
                line = json.dumps(json.loads(line), indent=1, sort_keys=True)
            laid.append(line)
        printed = "\n".join(laid)
    return masking.mask(printed, port, step.options)


def execute(step, side, host):
    line, _, text = step.line.replace("{impatient}", str(side.directory / "impatient")).partition("{json:")
    words = shlex.split(line)
    if text:
        file = side.directory / "given.json"
        file.write_text(text.removesuffix("}"))
        words.append(str(file))
    if words[0] == "kcat":
        command = ["kcat", "-b", side.address] + words[1:]
        try:
            done = subprocess.run(command, input=step.stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=SECONDS)
        except subprocess.TimeoutExpired as late:
            return 124, (late.stdout or b"").decode(errors="backslashreplace")
        return done.returncode, done.stdout.decode(errors="backslashreplace")
    if words[0] not in TOOLS:
        raise ValueError(f"no such tool: {words[0]}")
    return host.run(words[0], words[1:] + ["--bootstrap-server", side.address], step.stdin)
