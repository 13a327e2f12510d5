"""Runs each script on Apache Kafka and on Strata and compares what the clients saw (SPEC §14).

interop.py --kafka-dir DIR [--strata BINARY] [--only NAME]… [--json] [--self-check] [--keep DIR]

--self-check compares Apache Kafka with a second Apache Kafka: what differs then is masked too little.
--keep DIR leaves the transcripts there. Ends with 1 on any difference, and on an expected difference that is none.
"""

import argparse
import json
import pathlib
import signal
import sys
import time

from harness import client, commands, comparison, servers
from harness.tool_host import ToolHost

HERE = pathlib.Path(__file__).parent


class Run:
    """A script's transcripts, seconds and figures, by side."""

    def __init__(self, script):
        self.name = script.stem
        self.script = script
        self.transcripts, self.seconds, self.figures = {}, {}, {}
        self.differences, self.expected, self.slow = {}, 0, []

    def on(self, side, host):
        began = time.monotonic()
        if self.script.suffix == ".py":
            self.transcripts[side.name], self.figures[side.name] = client.run(self.script, side, host.kafka)
        else:
            script = commands.Script(self.script, side, host)
            self.transcripts[side.name] = script.transcript
            self.slow += [f"{took:.1f} s on {side.name} in {self.name}: {step}" for took, step in script.slow]
        self.seconds[side.name] = time.monotonic() - began


def options():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--kafka-dir", required=True)
    parser.add_argument("--strata")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--self-check", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path)
    return parser.parse_args()


def scripts(only):
    found = sorted(HERE.glob("commands/*.txt")) + sorted(HERE.glob("clients/*.py"))
    chosen = [script for script in found if not only or any(name in script.stem for name in only)]
    if not chosen:
        sys.exit(f"interop: no script is named {' or '.join(only)}; there are: "
                 + ", ".join(script.stem for script in found))
    return chosen


def start_sides(asked):
    sides = [servers.apache_kafka(asked.kafka_dir)]
    try:
        if asked.self_check:
            sides.append(servers.apache_kafka(asked.kafka_dir, name="Apache Kafka again"))
        else:
            sides += [servers.strata(asked.strata, on_disk) for on_disk in (False, True)]
    except Exception:
        for side in sides:
            side.stop()
        raise
    return sides


def main():
    # Whoever ends the run ends its brokers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("interop: told to end"))
    asked = options()
    chosen = scripts(asked.only)
    expected = comparison.Expected(HERE / "differences")
    host = ToolHost(asked.kafka_dir)
    runs, crashed = [], []
    sides = start_sides(asked)
    try:
        for script in chosen:
            run = Run(script)
            for side in sides:
                run.on(side, host)
                if side.process.poll() is not None:
                    crashed.append(f"{side.name} ended in {run.name}: " + "".join(side.said[-5:]))
            compare(run, sides, expected, asked)
            runs.append(run)
            if crashed:
                break
    finally:
        host.stop()
        for side in sides:
            if not side.stop():
                crashed.append(f"{side.name} did not end on SIGTERM")
    unused = expected.unused({run.name for run in runs}) if not asked.self_check else []
    report(runs, sides, unused, crashed, asked)
    sys.exit(1 if crashed or unused or any(run.differences for run in runs) else 0)


def compare(run, sides, expected, asked):
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        for side in sides:
            name = f"{run.name}.{side.name.replace(', ', '-').replace(' ', '-')}"
            (asked.keep / name).write_text("\n".join(run.transcripts[side.name]) + "\n")
    for side in sides[1:]:
        found, excused = comparison.differences(
            run.name, run.transcripts[sides[0].name], run.transcripts[side.name], expected)
        run.expected = max(run.expected, excused)
        if found:
            run.differences[side.name] = found
            print(f"interop: {run.name}: {side.name} is not as {sides[0].name} (-):", file=sys.stderr)
            print("\n".join(found), file=sys.stderr, flush=True)


def report(runs, sides, unused, crashed, asked):
    if asked.json:
        rows = [{"script": run.name, "steps": steps(run), "expected_differences": run.expected,
                 "equal": not run.differences, "seconds": {k: round(v, 2) for k, v in run.seconds.items()},
                 "figures": {k: v for k, v in run.figures.items() if v}} for run in runs]
        print(json.dumps({"scripts": rows, "crashed": crashed,
                          "unused_differences": [f"{entry[0]} | {entry[1].pattern}" for entry in unused]}))
        return
    print(f"{'client or tool':<28} {'steps':>5}  {'as Kafka':<22} " + " ".join(f"{s.name:>16}" for s in sides))
    for run in runs:
        verdict = "DIFFERS" if run.differences else f"yes, {run.expected} expected" if run.expected else "yes"
        print(f"{run.name:<28} {steps(run):>5}  {verdict:<22} "
              + " ".join(f"{run.seconds[side.name]:>14.1f} s" for side in sides))
    print(f"{'all':<28} {sum(map(steps, runs)):>5}  {'':<22} "
          + " ".join(f"{sum(run.seconds[side.name] for run in runs):>14.1f} s" for side in sides))
    for name in dict.fromkeys(name for run in runs for figures in run.figures.values() for name in figures):
        run = next(run for run in runs if any(name in figures for figures in run.figures.values()))
        values = [run.figures[side.name].get(name) for side in sides]
        print(f"{name:<58} " + " ".join(f"{'?' if v is None else f'{v:.0f}':>13} ms" for v in values))
    for line in [line for run in runs for line in run.slow]:
        print(f"interop: a slow step: {line[:160]}")
    for entry in unused:
        print(f"interop: an expected difference that is none (take it out): {entry[0]} | {entry[1].pattern}")
    for line in crashed:
        print(f"interop: {line}")


def steps(run):
    return sum(line.startswith("$") for line in next(iter(run.transcripts.values())))


if __name__ == "__main__":
    main()
