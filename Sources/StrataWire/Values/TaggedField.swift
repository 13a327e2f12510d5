/// A tagged field that this codec doesn't know (SPEC §11.3): kept as it came, written back in order of tags.
package struct TaggedField: Hashable, Sendable {
  /// Its number, unique in its struct.
  package var tag: UInt32
  /// Its content, unread.
  package var bytes: [UInt8]

  /// A field of that number and content.
  package init(tag: UInt32, bytes: [UInt8]) {
    self.tag = tag
    self.bytes = bytes
  }
}
