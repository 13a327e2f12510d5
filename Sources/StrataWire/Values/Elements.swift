/// The plain values that arrays hold. Of all forms a string has on the wire, the compact one is shortest: one byte.

extension Int8: WireElement {
  /// One byte.
  package static var minimumSize: Int { 1 }
  /// Reads INT8.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) { self = try reader.int8() }
  /// Writes INT8.
  package func write(to writer: inout WireWriter, version: Int16) { writer.int8(self) }
}

extension Int32: WireElement {
  /// Four bytes.
  package static var minimumSize: Int { 4 }
  /// Reads INT32.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) { self = try reader.int32() }
  /// Writes INT32.
  package func write(to writer: inout WireWriter, version: Int16) { writer.int32(self) }
}

extension String: WireElement {
  /// A compact length of nothing.
  package static var minimumSize: Int { 1 }
  /// Reads STRING or COMPACT_STRING.
  package init(from reader: inout WireReader, version: Int16) throws(WireError) { self = try reader.string() }
  /// Writes STRING or COMPACT_STRING.
  package func write(to writer: inout WireWriter, version: Int16) { writer.string(self) }
}
