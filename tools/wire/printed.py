"""The schema beside what Kafka's own `protocol` tool prints."""
import html
import re
import sys

from wire.schema import errors, schemas, wire_order

KAFKA = {"bool": "BOOLEAN", "error": "INT16"}


def shape(struct, message, version):
    """The struct's fields in one version, as rows (name, type, nullability, tag, rows of its struct).

    Kafka's print marks neither arrays nor null among tagged fields: rows say no more than it does.
    """
    flexible = message.flexible is not None and version >= message.flexible
    rows = []
    plain, tagged = wire_order(struct.fields)
    for field in plain + tagged:
        if not field.versions[0] <= version <= field.versions[1]:
            continue
        null = bool(field.nullable) and field.nullable[0] <= version <= field.nullable[1]
        if field.struct:
            kind, inner = "struct", shape(field.struct, message, version)
        else:
            kind, inner = KAFKA.get(field.type, field.type.upper()), None
        if field.type in ("string", "bytes", "records") and not field.is_array:
            kind = ("COMPACT_" if flexible else "") + ("NULLABLE_" if null else "") + kind
            null = False
        elif field.type == "string" and field.is_array:
            kind = ("COMPACT_" if flexible else "") + kind
        is_array = field.is_array and field.tag is None
        rows.append((field.name, kind, is_array, null and field.tag is None, field.tag, inner))
    return rows


def printed(lines, outline, depth):
    """The rows that Kafka's print gives below an outline such as `a [b] ?(c) d<tag: 0>`."""
    rows = []
    marks = re.findall(r"(\?)?([\[(]?)(\w+)([\])]?)(?:<tag: (\d+)>)?", outline)
    for null, bracket, name, _, tag in marks:
        head = lines.pop(0)
        match = re.fullmatch(r"( *)(\w+)(?:<tag: \d+>)? => (.*)", head)
        if not match or match[2] != name or len(match[1]) != 2 * depth:
            sys.exit(f"generate-wire: not understood in Kafka's print: {head!r}, where {name} was expected")
        rest = match[3]
        if block := re.fullmatch(r"(\?)?\{(.*)\}", rest):
            kind, inner, null = "struct", printed(lines, block[2], depth + 1), null or block[1]
        else:
            kind, inner = rest, None
        rows.append((name, kind, bracket != "", null == "?", int(tag) if tag else None, inner))
    return rows


def differences(ours, theirs, place):
    for mine, other in zip(ours, theirs):
        where = f"{place}.{other[0]}"
        if mine[:5] != other[:5]:
            yield f"{where}: the schema has {mine[:5]}, Kafka prints {other[:5]}"
        else:
            yield from differences(mine[5] or [], other[5] or [], where)
    if len(ours) != len(theirs):
        extra = [r[0] for r in ours[len(theirs):]], [r[0] for r in theirs[len(ours):]]
        yield f"{place}: only in the schema {extra[0]}, only in Kafka's print {extra[1]}"


def check_against(path):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    found = {}
    pattern = (r"<pre>(\w+) (Request|Response) \(Version: (\d+)\) => (.*?)</pre>"
               r"(?:<p><b>\w+ header version:</b> (\d+)</p>)?")
    for name, kind, version, text, header in re.findall(pattern, page, re.S):
        lines = html.unescape(text).rstrip("\n").split("\n")
        outline = re.fullmatch(r"\{(.*)\}", lines.pop(0).strip())
        found[name, kind.lower(), int(version)] = (
            printed(lines, outline[1] if outline else "", 1), int(header) if header else None)
    keys = {name: int(key) for name, key in re.findall(r"The_Messages_(\w+)\">\w+ API \(Key: (\d+)\)", page)}
    wrong, compared = [], 0
    for api in schemas():
        if keys.get(api.name) != api.key:
            wrong.append(f"{api.name}: the schema has key {api.key}, Kafka prints {keys.get(api.name)}")
        for kind, message in api.messages.items():
            low, high = message.versions
            theirs = sorted(v for n, k, v in found if (n, k) == (api.name, kind) and v != api.unstable)
            if theirs != list(range(low, high + 1)):
                wrong.append(f"{api.name} {kind}: the schema has versions {low}-{high}, Kafka prints {theirs}")
            for version in range(low, high + 1):
                if (api.name, kind, version) not in found:
                    continue
                rows, header = found[api.name, kind, version]
                place = f"{api.name} {kind} v{version}"
                flexible = message.flexible is not None and version >= message.flexible
                ours = (2 if flexible else 1) if kind == "request" else (1 if flexible and api.key != 18 else 0)
                if header != ours:
                    wrong.append(f"{place}: the schema has header version {ours}, Kafka prints {header}")
                wrong += differences(shape(message.root, message, version), rows, place)
                compared += 1
    for line in wrong:
        print(f"generate-wire: {line}", file=sys.stderr)
    if wrong or not compared:
        sys.exit(f"generate-wire: {len(wrong)} differences in {compared} messages")
    print(f"generate-wire: {compared} messages are what Kafka prints")


def check_errors(path):
    with open(path, encoding="utf-8") as file:
        rows = re.findall(r"<td>([A-Z0-9_]+)</td><td>(-?\d+)</td><td>(True|False)</td>", file.read())
    printed_rows = sorted((int(code), name, retriable == "True") for name, code, retriable in rows)
    wrong = sorted(set(printed_rows) ^ set(errors()))
    for row in wrong:
        where = "only printed by Kafka" if row in printed_rows else "only in errors.txt"
        print(f"generate-wire: {where}: {row}", file=sys.stderr)
    if wrong or not rows:
        sys.exit(f"generate-wire: {len(wrong)} differences in {len(rows)} error codes")
    print(f"generate-wire: {len(rows)} error codes are what Kafka prints")
