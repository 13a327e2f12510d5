"""Names, types and conditions of the Swift code that the wire's schema gives."""
import re

PLAIN = {  # schema type: (Swift type, reader and writer call, bytes, Kafka's default)
    "bool": ("Bool", "bool", 1, "false"),
    "int8": ("Int8", "int8", 1, "0"),
    "int16": ("Int16", "int16", 2, "0"),
    "uint16": ("UInt16", "uint16", 2, "0"),
    "int32": ("Int32", "int32", 4, "0"),
    "int64": ("Int64", "int64", 8, "0"),
    "uuid": ("WireUUID", "uuid", 16, ".zero"),
    "error": ("ErrorCode", "error", 2, ".none"),
    "string": ("String", "string", None, '""'),
    "bytes": ("[UInt8]", "bytes", None, "[]"),
    "records": ("RecordBytes", "records", None, ".null"),
}
RESERVED = {"protocol", "default", "operator", "internal", "static", "extension", "in", "repeat"}


def camel(name):
    words = name.split("_")
    words = words[:1] + [w.capitalize() for w in words[1:]]
    swap = {"Id": "ID", "Ids": "IDs"}
    swift = "".join(swap.get(w, w) for w in words)
    return f"`{swift}`" if swift in RESERVED else swift


def lower_first(name):
    return name[0].lower() + name[1:]


def span(versions, outer):
    """The versions in words for a doc comment."""
    low, high = versions
    return f"version {low}" if low == high else f"versions {low}+" if high == outer else f"versions {low}–{high}"


def condition(versions, outer):
    """The Swift test for a version, given that it lies in `outer`; None when it always holds."""
    low = f"version >= {versions[0]}" if versions[0] > outer[0] else None
    high = f"version <= {versions[1]}" if versions[1] < outer[1] else None
    if low and high and versions[0] == versions[1]:
        return f"version == {versions[0]}"
    return " && ".join(c for c in (low, high) if c) or None


def swift_type(field):
    base = field.type if field.type not in PLAIN else PLAIN[field.type][0]
    base = f"[{base}]" if field.is_array else base
    return base + "?" if field.nullable and field.type != "records" else base


def swift_default(field):
    if field.default == "null":
        return "nil"
    if field.is_array:
        return "[]"
    if field.type in PLAIN:
        if field.default is None:
            return PLAIN[field.type][3]
        value = field.default
        if re.fullmatch(r"-?\d{5,}", value):
            sign, digits = ("-", value[1:]) if value[0] == "-" else ("", value)
            value = sign + f"{int(digits):_}"
        return value
    return "nil" if field.nullable else f"{field.type}()"


def is_default(field):
    name = camel(field.name)
    if field.is_array and not field.nullable:
        return f"{name}.isEmpty"
    if field.type == "string" and not field.nullable and field.default is None:
        return f"{name}.isEmpty"
    if field.type == "bool" and field.default is None:
        return f"!{name}"
    return f"{name} == {swift_default(field)}"


def differs(field):
    test = is_default(field)
    if test.endswith(".isEmpty"):
        return f"!{test}"
    return test[1:] if test.startswith("!") else test.replace(" == ", " != ")
