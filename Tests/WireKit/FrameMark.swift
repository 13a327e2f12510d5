/// What a stretch of a made frame is, for who wants to spoil it.
package struct FrameMark: Hashable, Sendable {
  /// A kind of place.
  package enum Kind: Hashable, Sendable {
    /// A number, a bool, an id.
    case number
    /// Length of a string, of bytes, of records; count of an array; null or not.
    case length
    /// Count of tagged fields, a tag, its length.
    case tag
    /// Bytes of a string, of bytes or of records.
    case content
  }

  /// What lies there.
  package var kind: Kind
  /// Where.
  package var range: Range<Int>

  /// Something of that kind at that place.
  package init(_ kind: Kind, _ range: Range<Int>) {
    self.kind = kind
    self.range = range
  }
}
