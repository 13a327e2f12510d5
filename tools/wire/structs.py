"""The Swift code of one struct: fields, initializer, reading, writing."""
from wire.schema import wire_order
from wire.swift import PLAIN, camel, condition, differs, span, swift_default, swift_type


def read_call(field, outer):
    """An expression that reads the field in every version of `outer`."""
    if field.is_array:
        plain, null = "try reader.array(version)", "try reader.nullableArray(version)"
    elif field.type in PLAIN:
        call = PLAIN[field.type][1]
        plain = f"try reader.{call}()"
        null = plain if field.type == "records" else f"try reader.nullable{call.capitalize()}()"
    else:
        plain = f"try {field.type}(from: &reader, version: version)"
        null = f"try reader.isPresent() ? {field.type}(from: &reader, version: version) : nil"
    if not field.nullable:
        return plain
    when = condition(field.nullable, field.versions)
    if not when:
        return null
    # The two branches differ in type until the assignment's own type joins them.
    return f"{when} ? {null} : {plain}"


def write_call(field):
    name = camel(field.name)
    if field.is_array:
        plain, null = f"writer.array({{}}, version)", f"writer.nullableArray({name}, version)"
        empty = "[]"
    elif field.type in PLAIN:
        call = PLAIN[field.type][1]
        plain = f"writer.{call}({{}})"
        null = plain.format(name) if field.type == "records" else f"writer.nullable{call.capitalize()}({name})"
        empty = PLAIN[field.type][3]
    else:
        plain, null = None, f"writer.nullableStruct({name}, version)"
        empty = None
    if not field.nullable:
        return [plain.format(name) if plain else f"{name}.write(to: &writer, version: version)"]
    when = condition(field.nullable, field.versions)
    if not when:
        return [null]
    return [f"if {when} {{", f"  {null}", "} else {", "  " + plain.format(f"{name} ?? {empty}"), "}"]


def guarded(when, lines):
    if not when:
        return lines
    if len(lines) == 1 and len(lines[0]) + len(when) < 90:
        return [f"if {when} {{ {lines[0]} }}"]
    return [f"if {when} {{"] + ["  " + l for l in lines] + ["}"]


def minimum_size(struct, message):
    """The fewest bytes the struct takes in any version."""
    def of_field(field, version, flexible):
        if field.is_array:
            return 1 if flexible else 4
        if field.struct:
            nullable = field.nullable and field.nullable[0] <= version <= field.nullable[1]
            return 1 if nullable else of_struct(field.struct, version)
        size = PLAIN[field.type][2]
        return size or (1 if flexible else 2 if field.type == "string" else 4)

    def of_struct(struct, version):
        flexible = message.flexible is not None and version >= message.flexible
        fields = [f for f in struct.fields if f.tag is None and f.versions[0] <= version <= f.versions[1]]
        return sum(of_field(f, version, flexible) for f in fields) + (1 if flexible else 0)

    return max(1, min(of_struct(struct, v) for v in range(struct.versions[0], struct.versions[1] + 1)))


def flexible_when(message, struct):
    """None: never; "": always; else the Swift test."""
    if message.flexible is None or message.flexible > struct.versions[1]:
        return None
    return "" if message.flexible <= struct.versions[0] else f"version >= {message.flexible}"


def doc(field, struct, message):
    words = f"`{field.name}`"
    if field.versions != struct.versions:
        words += f", {span(field.versions, message.versions[1])}"
    if field.nullable and field.nullable != field.versions:
        words += f", null in {span(field.nullable, message.versions[1])} only"
    if field.tag is not None:
        words += f", tag {field.tag}"
    return f"/// {words}."


def read_lines(struct, message):
    plain, tagged = wire_order(struct.fields)
    lines = []
    for field in plain:
        lines += guarded(
            condition(field.versions, struct.versions), [f"{camel(field.name)} = {read_call(field, struct)}"])
    when = flexible_when(message, struct)
    if when is None:
        return lines
    if not tagged:
        return lines + guarded(when, ["unknownTags = try reader.unknownTags()"])
    inner = ["let tagCount = try reader.tagCount()", "for _ in 0..<tagCount {", "  let tag = try reader.tag()",
             "  switch tag.number {"]
    flexible = (max(message.flexible, struct.versions[0]), struct.versions[1])
    for field in tagged:
        test = condition(field.versions, flexible)
        inner += [f"  case {field.tag}" + (f" where {test}:" if test else ":"),
                  f"    {camel(field.name)} = {read_call(field, struct)}", "    try reader.endTag(tag)"]
    inner += ["  default: unknownTags.append(try reader.unknownTag(tag))", "  }", "}"]
    if not when:
        return lines + inner
    return lines + [f"if {when} {{ try readTags(from: &reader, version: version) }}"], inner


def write_lines(struct, message):
    plain, tagged = wire_order(struct.fields)
    lines = []
    for field in plain:
        lines += guarded(condition(field.versions, struct.versions), write_call(field))
    when = flexible_when(message, struct)
    if when is None:
        return lines
    if not tagged:
        return lines + guarded(when, ["writer.unknownTags(unknownTags)"])
    flexible = (max(message.flexible, struct.versions[0]), struct.versions[1])
    inner = ["var tagCount = unknownTags.count"]
    tests = []
    for field in tagged:
        test = " && ".join(t for t in (condition(field.versions, flexible), differs(field)) if t)
        tests.append(test)
        inner.append(f"if {test} {{ tagCount += 1 }}")
    inner.append("writer.unsignedVarint(UInt32(truncatingIfNeeded: tagCount))")
    lower = 0
    for field, test in zip(tagged, tests):
        if field.tag > lower:
            inner.append(f"writer.unknownTags(unknownTags, from: {lower}, below: {field.tag})")
        inner += [f"if {test} {{", f"  let start = writer.beginTag({field.tag})"]
        inner += ["  " + l for l in write_call(field)] + ["  writer.endTag(start)", "}"]
        lower = field.tag
    inner.append(f"writer.unknownTags(unknownTags, from: {lower}, below: .max)")
    if not when:
        return lines + inner
    return lines + [f"if {when} {{ writeTags(to: &writer, version: version) }}"], inner


def initializer(struct, message):
    pairs = [(camel(f.name), f"{swift_type(f)} = {swift_default(f)}") for f in struct.fields]
    one = f"package init({', '.join(f'{n}: {t}' for n, t in pairs)}) {{"
    lines = ["/// Kafka's defaults but for what is given."]
    if len(one) <= 110:
        lines.append(one)
    else:
        lines += ["package init("]
        lines += [f"  {n}: {t}" + ("," if i + 1 < len(pairs) else "") for i, (n, t) in enumerate(pairs)]
        lines += [") {"]
    lines += [f"  self.{n} = {n.strip('`')}" if "`" not in n else f"  self.{n} = {n}" for n, _ in pairs]
    return lines + ["}"]


def body(struct, message, is_root):
    plain, tagged = wire_order(struct.fields)
    lines = []
    for field in struct.fields:
        lines += [doc(field, struct, message), f"package var {camel(field.name)}: {swift_type(field)}"]
    if flexible_when(message, struct) is not None:
        lines += ["/// Tagged fields not known here, kept as they came.", "package var unknownTags: [TaggedField] = []"]
    lines += [""] + initializer(struct, message)
    read, write = read_lines(struct, message), write_lines(struct, message)
    read, read_tags = read if isinstance(read, tuple) else (read, None)
    write, write_tags = write if isinstance(write, tuple) else (write, None)
    begin = lambda call: [f"{call}(Self.self, version)"] if is_root else []
    lines += ["", "/// Reads its fields." if not is_root else "/// Reads the body.",
              "package init(from reader: inout WireReader, version: Int16) throws(WireError) {"]
    lines += ["  " + l for l in begin("try reader.begin") + ["self.init()"] + read] + ["}"]
    lines += ["", "/// Writes its fields." if not is_root else "/// Writes the body.",
              "package func write(to writer: inout WireWriter, version: Int16) {"]
    lines += ["  " + l for l in begin("writer.begin") + write] + ["}"]
    if read_tags:
        lines += ["", "private mutating func readTags(from reader: inout WireReader, version: Int16) throws(WireError) {"]
        lines += ["  " + l for l in read_tags] + ["}"]
    if write_tags:
        lines += ["", "private func writeTags(to writer: inout WireWriter, version: Int16) {"]
        lines += ["  " + l for l in write_tags] + ["}"]
    return lines
