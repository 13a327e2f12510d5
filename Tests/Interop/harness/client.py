"""Scripts that are Python programs over a client library; what they print is their transcript (SPEC §14.2)."""

import os
import pathlib
import re
import subprocess
import sys

from . import masking

#: How long a script may take in all.
SECONDS = 120

FIGURE = re.compile(r"^figure: (.*): (\d+(?:\.\d+)?)$")


def run(script, side, kafka):
    """The transcript and the figures (milliseconds by name) of one script on one side."""
    environment = os.environ | {"PYTHONPATH": str(pathlib.Path(__file__).parent.parent), "PYTHONHASHSEED": "0",
                                "PYTHONUNBUFFERED": "1", "STRATA_KAFKA_DIR": str(kafka)}
    command = [sys.executable, "-W", "ignore", str(script), side.address]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment, timeout=SECONDS)
        printed, status = done.stdout, done.returncode
    except subprocess.TimeoutExpired as late:
        printed, status = late.stdout or b"", 124
    figures, lines = {}, []
    for line in printed.decode(errors="backslashreplace").splitlines():
        figure = FIGURE.match(line)
        if figure:
            figures[figure[1]] = float(figure[2])
        else:
            lines.append(line)
    transcript = masking.mask("\n".join(lines), side.port)
    return transcript + ([f"(status {status})"] if status else []), figures
