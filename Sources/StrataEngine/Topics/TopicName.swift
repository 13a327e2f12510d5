/// What may name a topic (SPEC §7.1): Kafka's rule, since the name becomes a directory's.
package enum TopicName {
  /// Where committed offsets are kept.
  package static let offsets = "__consumer_offsets"
  /// Where the state of transactions is kept.
  package static let transactions = "__transaction_state"
  /// Whether a topic of this name is the engine's own.
  package static func isInternal(_ name: String) -> Bool { name == offsets || name == transactions }
  /// Bytes of the longest name.
  static let longest = 249

  /// Whether two names are one where `.` and `_` can't be told apart, as in the names of Kafka's metrics.
  static func collide(_ a: String, _ b: String) -> Bool {
    func folded(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: ".") ? UInt8(ascii: "_") : byte }
    return a.utf8.elementsEqual(b.utf8) { folded($0) == folded($1) }
  }

  /// Refuses what can't name a topic, saying which rule it breaks.
  package static func check(_ name: String) throws(EngineError) {
    if name.isEmpty { throw .invalidName(name, reason: "it is empty") }
    if name == "." || name == ".." { throw .invalidName(name, reason: "a directory can't be named so") }
    if name.utf8.count > longest {
      throw .invalidName(name, reason: "it has \(name.utf8.count) bytes, at most \(longest) are allowed")
    }
    let legal = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    if !legal { throw .invalidName(name, reason: "only letters, digits, '.', '_' and '-' are allowed") }
  }
}
