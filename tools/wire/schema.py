"""The schema of the wire: Sources/StrataWire/Schema, as objects. Its notation is told in the README there."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCHEMA = os.path.join(ROOT, "Sources/StrataWire/Schema")
PLAIN = {"bool", "int8", "int16", "uint16", "int32", "int64", "uuid", "error", "string", "bytes", "records"}


class Field:
    def __init__(self):
        self.name = self.type = None
        self.is_array = False
        self.versions = self.nullable = self.tag = self.default = None
        self.struct = None


class Struct:
    def __init__(self, name, versions):
        self.name, self.versions, self.fields = name, versions, []


class Message:
    def __init__(self, kind, versions, flexible):
        self.kind, self.versions, self.flexible = kind, versions, flexible
        self.root = Struct(None, versions)
        self.structs = []


class Api:
    def __init__(self, key, name):
        self.key, self.name, self.advertised, self.unstable, self.messages = key, name, None, None, {}


def fail(path, number, text):
    sys.exit(f"generate-wire: {os.path.relpath(path, ROOT)}:{number}: {text}")


def parse_range(text, outer):
    """`3+`, `3-7` or `3`, within the versions of what it stands in."""
    match = re.fullmatch(r"(\d+)(\+|-(\d+))?", text)
    if not match:
        return None
    low = int(match[1])
    high = outer[1] if match[2] == "+" else int(match[3]) if match[3] else low
    return (low, high) if outer[0] <= low <= high <= outer[1] else None


def parse_field(path, number, text, outer):
    match = re.fullmatch(r"(\w+) (\[)?(\w+)(\])?(\?(\d[\d+-]*)?)?( [\d+-]+)?( tag (\d+))?( = (\S+))?", text)
    if not match or bool(match[2]) != bool(match[4]):
        fail(path, number, f"not a field: {text}")
    field = Field()
    field.name, field.type, field.is_array = match[1], match[3], bool(match[2])
    field.versions = parse_range(match[7].strip(), outer) if match[7] else outer
    if not field.versions:
        fail(path, number, f"{match[7]} lies outside the versions {outer[0]}-{outer[1]} of what it stands in")
    if match[5]:
        field.nullable = parse_range(match[6], field.versions) if match[6] else field.versions
        if not field.nullable:
            fail(path, number, f"null in {match[6]} lies outside the field's versions")
    field.tag = int(match[9]) if match[8] else None
    field.default = match[11]
    return field


def parse_schema(path):
    api = message = None
    stack = []
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for number, line in enumerate(lines, 1):
        text = line.split("#")[0].rstrip()
        if not text:
            continue
        if match := re.fullmatch(r"api (\d+) (\w+)( advertised (\d+)-(\d+))?( unstable (\d+))?", text):
            api = Api(int(match[1]), match[2])
            if match[3]:
                api.advertised = (int(match[4]), int(match[5]))
            api.unstable = int(match[7]) if match[6] else None
        elif match := re.fullmatch(r"(request|response) (\d+)-(\d+)( flexible (\d+))?", text):
            message = Message(match[1], (int(match[2]), int(match[3])), int(match[5]) if match[4] else None)
            api.messages[match[1]] = message
            stack = [message.root]
        else:
            indent = len(text) - len(text.lstrip())
            depth = indent // 2
            if not message or indent % 2 or depth < 1:
                fail(path, number, "neither `api`, `request`, `response` nor an indented field")
            if depth > len(stack):
                if depth != len(stack) + 1 or not stack[-1].fields or stack[-1].fields[-1].type in PLAIN:
                    fail(path, number, "indented under no struct")
                owner = stack[-1].fields[-1]
                if any(s.name == owner.type for s in message.structs):
                    fail(path, number, f"{owner.type} is told twice")
                owner.struct = Struct(owner.type, owner.versions)
                message.structs.append(owner.struct)
                stack.append(owner.struct)
            del stack[depth:]
            outer = stack[-1]
            outer.fields.append(parse_field(path, number, text.strip(), outer.versions))
    for message in api.messages.values():
        resolve(path, message)
    if not api.advertised:
        api.advertised = api.messages["request"].versions
    check(path, api)
    return api


def resolve(path, message):
    """A struct told once may be used again by its name."""
    known = {s.name: s for s in message.structs}
    for struct in [message.root] + message.structs:
        for field in struct.fields:
            if field.type not in PLAIN:
                field.struct = known.get(field.type)
                if not field.struct:
                    fail(path, 1, f"{field.name}: nothing says what {field.type} is")


def check(path, api):
    if set(api.messages) != {"request", "response"}:
        fail(path, 1, "an API has one request and one response")
    request, response = api.messages["request"], api.messages["response"]
    if request.versions != response.versions or request.flexible != response.flexible:
        fail(path, 1, "request and response have the same versions and turn flexible together")


def schemas():
    paths = sorted(os.path.join(SCHEMA, n) for n in os.listdir(SCHEMA) if n.endswith(".wire"))
    return sorted((parse_schema(p) for p in paths), key=lambda api: api.key)


def errors():
    """Kafka's error codes: number, name, whether a client may try again."""
    path = os.path.join(SCHEMA, "errors.txt")
    rows = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().splitlines(), 1):
            text = line.split("#")[0].strip()
            if not text:
                continue
            match = re.fullmatch(r"(-?\d+) ([A-Z0-9_]+)( retriable)?", text)
            if not match:
                fail(path, number, f"not an error: {text}")
            rows.append((int(match[1]), match[2], bool(match[3])))
    if [r[0] for r in rows] != list(range(-1, len(rows) - 1)):
        fail(path, 1, "the codes are to run from -1 without a gap")
    return rows


def wire_order(fields):
    """Fields lie on the wire as told; tagged ones at the end, by tag."""
    return [f for f in fields if f.tag is None], sorted((f for f in fields if f.tag is not None), key=lambda f: f.tag)
