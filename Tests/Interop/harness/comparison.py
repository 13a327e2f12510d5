"""Two transcripts compared (SPEC §14.3): what differs, less what is expected to, each with its reason."""

import difflib
import re


class Expected:
    """The file `differences`: a line each, `script | pattern | reason`; the pattern fits the whole differing line."""

    def __init__(self, path):
        self.entries = []
        for line in path.read_text().splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            words = [word.strip() for word in line.split(" | ")]
            if len(words) != 3 or not words[2]:
                raise ValueError(f"{path.name}: not `script | pattern | reason`: {line}")
            self.entries.append((words[0], re.compile(words[1]), words[2]))
        self.used = set()

    def covers(self, script, line):
        for entry in self.entries:
            if entry[0] == script and entry[1].fullmatch(line):
                self.used.add(entry)
                return True
        return False

    def unused(self, scripts):
        """Entries of the scripts that ran which excused nothing."""
        return [entry for entry in self.entries if entry not in self.used and entry[0] in scripts]


def differences(script, kafka, ours, expected):
    """The differing lines with the step they belong to, as a reader wants them; and how many were expected."""
    found, excused = [], 0
    matcher = difflib.SequenceMatcher(a=kafka, b=ours, autojunk=False)
    shown = None
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for mark, lines in (("-", kafka[a:a_end]), ("+", ours[b:b_end])):
            for line in lines:
                if expected.covers(script, line.strip()):
                    excused += 1
                    continue
                step = title(kafka, a)
                if step != shown:
                    found.append(f"  {step}")
                    shown = step
                found.append(f"{mark} {line}")
    return found, excused


def title(lines, index):
    """The last command or remark at or above a line."""
    for line in reversed(lines[:index + 1]):
        if line.startswith(("$", "#")):
            return line
    return "(beginning)"
