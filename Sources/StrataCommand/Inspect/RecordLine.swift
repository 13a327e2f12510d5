import StrataEngine
import StrataLog

/// A record as `strata dump` shows it: what the engine or a broker keeps for itself in words, the rest as it is.
struct RecordLine {
  /// Cut keys and values after so many characters.
  let longest: Int
  /// Whether the records are those of `__consumer_offsets`.
  let isOfGroups: Bool

  /// Of the segment at `path`.
  init(of path: String, longest: Int) {
    self.longest = longest
    isOfGroups = path.split(separator: "/").dropLast().last?.hasPrefix("__consumer_offsets-") ?? false
  }

  func text(_ record: CopiedRecord, isControl: Bool) -> String {
    var line = "    \(record.offset)  \(UTC.text(record.timestamp.milliseconds))  "
    if isControl, let marker = Self.marker(record.key) {
      line += marker
    } else if isOfGroups, let key = record.key, let known = GroupRecord(key: key, value: record.value) {
      line += Self.words(known)
    } else {
      line += "\(Printable.text(record.key, longest: longest)): \(Printable.text(record.value, longest: longest))"
    }
    for header in record.headers { line += "  \(header.name)=\(Printable.text(header.value, longest: longest))" }
    return line
  }

  /// What a control record marks, by its key: a version and a kind, two bytes each.
  private static func marker(_ key: [UInt8]?) -> String? {
    guard let key, key.count >= 4 else { return nil }
    switch (key[2], key[3]) {
    case (0, 0): return "transaction aborted"
    case (0, 1): return "transaction committed"
    case (0, 2): return "leader changed"
    default: return nil
    }
  }

  private static func words(_ record: GroupRecord) -> String {
    switch record {
    case .offset(let group, let partition, let offset):
      guard let offset else { return "group \(group) in \(partition): forgotten" }
      let metadata = offset.metadata.isEmpty ? "" : ", metadata \(Printable.text(Array(offset.metadata.utf8)))"
      return "group \(group) in \(partition): next is \(offset.offset)\(metadata)"
    case .state(let group, let state):
      guard let state else { return "group \(group): gone" }
      let chosen = state.protocol.map { ", protocol \($0)" } ?? ""
      return "group \(group): generation \(state.generation)\(chosen), \(state.members) members"
    }
  }
}
