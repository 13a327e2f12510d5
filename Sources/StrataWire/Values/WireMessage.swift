/// A request or response as a plain value (SPEC §11.1). Fields that a version lacks have Kafka's default after
/// reading and are left out in writing.
package protocol WireMessage: Equatable, Sendable {
  /// Whose message it is.
  static var api: API { get }
  /// The versions that can be read and written.
  static var versions: ClosedRange<Int16> { get }
  /// The first version with compact lengths and tagged fields; `Int16.max` when none has them.
  static var firstFlexible: Int16 { get }
  /// Reads the body, no header; what follows it stays unread. Throws for a version outside ``versions``.
  init(from reader: inout WireReader, version: Int16) throws(WireError)
  /// Writes the body, no header. `version` is one of ``versions``.
  func write(to writer: inout WireWriter, version: Int16)
}

/// A message that a client sends.
package protocol WireRequest: WireMessage {
  /// What answers it.
  associatedtype Response: WireMessage
}

/// What an array on the wire may hold.
package protocol WireElement: Equatable, Sendable {
  /// The fewest bytes an element takes in any version: bounds the count an array may claim.
  static var minimumSize: Int { get }
  /// Reads one element.
  init(from reader: inout WireReader, version: Int16) throws(WireError)
  /// Writes one element.
  func write(to writer: inout WireWriter, version: Int16)
}
