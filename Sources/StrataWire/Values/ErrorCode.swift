/// An error as the wire says it: Kafka's number (SPEC §11.6). Numbers that have no name here are kept.
package struct ErrorCode: RawRepresentable, Hashable, Sendable {
  /// Kafka's number; 0 is no error.
  package var rawValue: Int16

  /// The code of that number.
  package init(rawValue: Int16) { self.rawValue = rawValue }
}

extension ErrorCode: CustomStringConvertible {
  /// Name and number, as `UNKNOWN_TOPIC_ID (100)`.
  package var description: String {
    name.map { "\($0) (\(rawValue))" } ?? "error \(rawValue)"
  }
}
