"""The Swift files that the wire's schema gives."""
from wire.schema import errors, schemas
from wire.structs import body, minimum_size
from wire.swift import camel, lower_first


def message_file(api):
    lines = [f"/// Made by `tools/generate-wire` from Schema/{api.name}.wire: change that, not this (SPEC §11.7).", ""]
    for kind in ("request", "response"):
        message = api.messages[kind]
        name = api.name + kind.capitalize()
        low, high = message.versions
        lines.append(f"/// {api.name} {kind}, versions {low}–{high}" + (
            f", flexible from {message.flexible}." if message.flexible is not None else "."))
        lines.append(f"package struct {name}: {'WireRequest' if kind == 'request' else 'WireMessage'} {{")
        inner = []
        if kind == "request":
            inner += ["/// What answers it.", f"package typealias Response = {api.name}Response"]
        flexible = ".max" if message.flexible is None else message.flexible
        inner += [f"/// Key {api.key}.", f"package static var api: API {{ .{lower_first(api.name)} }}",
                  "/// Those that can be read and written.",
                  f"package static var versions: ClosedRange<Int16> {{ {low}...{high} }}",
                  "/// The first with compact lengths and tagged fields.",
                  f"package static var firstFlexible: Int16 {{ {flexible} }}", ""]
        inner += body(message.root, message, True)
        lines += ["  " + l if l else "" for l in inner] + ["}", ""]
        for struct in message.structs:
            inner = [f"/// Part of {name}.", f"package struct {struct.name}: WireElement {{",
                     "  /// The fewest bytes in any version.",
                     f"  package static var minimumSize: Int {{ {minimum_size(struct, message)} }}", ""]
            inner += ["  " + l if l else "" for l in body(struct, message, False)] + ["}"]
            lines += [f"extension {name} {{"] + ["  " + l if l else "" for l in inner] + ["}", ""]
    return "\n".join(lines[:-1]) + "\n"


def table(doc_lines, signature, rows):
    return doc_lines + [signature + " {", "  switch self {"] + [f"  case .{c}: {v}" for c, v in rows] + ["  }", "}"]


def api_file(apis):
    lines = ["/// Made by `tools/generate-wire` from the schema: change that, not this (SPEC §11.7).", "",
             "/// The APIs spoken here, by Kafka's keys.", "package enum API: Int16, CaseIterable, Sendable {"]
    for api in apis:
        lines += [f"  /// {api.name}, versions {api.messages['request'].versions[0]}–"
                  f"{api.messages['request'].versions[1]}.", f"  case {lower_first(api.name)} = {api.key}"]
    lines += ["}", "", "extension API {"]
    rows = lambda value: [(lower_first(a.name), value(a)) for a in apis]
    inner = table(["/// Kafka's name."], "package var name: String", rows(lambda a: f'"{a.name}"'))
    inner += [""] + table(["/// The versions whose messages can be read and written."],
                          "package var versions: ClosedRange<Int16>",
                          rows(lambda a: "{}...{}".format(*a.messages["request"].versions)))
    inner += [""] + table(["/// The versions that Kafka lists in ApiVersions: some begin below what it takes."],
                          "package var advertisedVersions: ClosedRange<Int16>",
                          rows(lambda a: "{}...{}".format(*a.advertised)))
    flexible = lambda a: a.messages["request"].flexible
    inner += [""] + table(["/// The first version with flexible headers and messages; `Int16.max` when there is none."],
                          "package var firstFlexible: Int16",
                          rows(lambda a: ".max" if flexible(a) is None else str(flexible(a))))
    inner += [""] + table(["/// The type of its requests."], "package var requestType: any WireRequest.Type",
                          rows(lambda a: f"{a.name}Request.self"))
    return "\n".join(lines + ["  " + l if l else "" for l in inner] + ["}"]) + "\n"


def error_file():
    rows = [(code, name, retriable, camel(name.lower())) for code, name, retriable in errors()]
    lines = ["/// Made by `tools/generate-wire` from Schema/errors.txt: change that, not this (SPEC §11.7).", "",
             "extension ErrorCode {"]
    for code, name, retriable, swift in rows:
        lines += [f"  /// {name}" + (", worth trying again." if retriable else "."),
                  f"  package static var {swift}: ErrorCode {{ ErrorCode(rawValue: {code}) }}"]
    lines += ["", "  /// Kafka's name; nil for a number that Kafka 4.3 doesn't know.", "  package var name: String? {",
              "    let index = Int(rawValue) + 1",
              "    return Self.names.indices.contains(index) ? Self.names[index] : nil", "  }", "",
              "  /// From \u22121 up."]
    lines += ["  private static let names = ["] + [f'    "{name}",' for _, name, _, _ in rows] + ["  ]", "}"]
    return "\n".join(lines) + "\n"


def generate():
    apis = schemas()
    files = {f"{api.name}.swift": message_file(api) for api in apis}
    files["API.swift"] = api_file(apis)
    files["ErrorCodes.swift"] = error_file()
    return files
