/// One record, borrowed from its batch: nothing was copied.
public struct RecordView: ~Escapable {
  @usableFromInline let layout: RecordLayout
  @usableFromInline let bytes: Span<UInt8>

  @inlinable
  @_lifetime(copy bytes)
  init(_ layout: RecordLayout, _ bytes: Span<UInt8>) {
    self.layout = layout
    self.bytes = bytes
  }

  /// Its place in the partition.
  public var offset: Offset { Offset(layout.offset) }

  /// Its time: the sender's, or the append's when the batch says so.
  public var timestamp: Timestamp { Timestamp(milliseconds: layout.timestamp) }

  /// What the record is about, or nil; empty is not nil.
  @inlinable public var key: Span<UInt8>? {
    @_lifetime(copy self)
    get {
      guard let range = layout.key.range else { return nil }
      return bytes.extracting(range)
    }
  }

  /// The content, or nil for a tombstone; empty is not nil.
  @inlinable public var value: Span<UInt8>? {
    @_lifetime(copy self)
    get {
      guard let range = layout.value.range else { return nil }
      return bytes.extracting(range)
    }
  }

  /// The key as text, nil when there is none; bytes that are not UTF-8 become U+FFFD.
  public var keyText: String? { layout.key.range.map { String(copying: bytes.extracting($0)) } }

  /// The value as text, nil for a tombstone; bytes that are not UTF-8 become U+FFFD.
  public var valueText: String? { layout.value.range.map { String(copying: bytes.extracting($0)) } }

  /// How many headers it has.
  @inlinable public var headerCount: Int { Int(layout.headerCount) }

  /// Calls `body` with each header's name, in UTF-8, and value, in order.
  public func forEachHeader(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>?) throws -> Void) throws {
    var reader = RecordReader(bytes, from: Int(layout.headers.start))
    for _ in 0..<layout.headerCount {
      guard let name = try reader.field().range else { throw BatchFlaw(.headerName, at: reader.position) }
      if let value = try reader.field().range {
        try body(bytes.extracting(name), bytes.extracting(value))
      } else {
        try body(bytes.extracting(name), nil)
      }
    }
  }

  /// The record in memory of its own.
  public func copied() -> CopiedRecord {
    var headers: [RecordHeader] = []
    if layout.headerCount > 0 {
      headers.reserveCapacity(headerCount)
      // The headers were checked when the cursor came here, so nothing is thrown.
      try? forEachHeader { name, value in
        var copy: [UInt8]?
        if let value { copy = [UInt8](copying: value) }
        headers.append(RecordHeader(String(copying: name), copy))
      }
    }
    return CopiedRecord(
      offset: offset, timestamp: timestamp, key: layout.key.range.map { [UInt8](copying: bytes.extracting($0)) },
      value: layout.value.range.map { [UInt8](copying: bytes.extracting($0)) }, headers: headers)
  }
}

/// A name and bytes beside a record's value.
public struct RecordHeader: Hashable, Sendable {
  /// Need not be unique in a record.
  public var name: String
  /// Nil and empty are different.
  public var value: [UInt8]?

  /// A header.
  public init(_ name: String, _ value: [UInt8]?) {
    self.name = name
    self.value = value
  }
}

/// A record in memory of its own.
public struct CopiedRecord: Hashable, Sendable {
  /// Its place in the partition.
  public var offset: Offset
  /// Its time: the sender's, or the append's when the batch says so.
  public var timestamp: Timestamp
  /// What it is about, or nil; empty is not nil.
  public var key: [UInt8]?
  /// The content, or nil for a tombstone; empty is not nil.
  public var value: [UInt8]?
  /// In order, duplicates included.
  public var headers: [RecordHeader]

  /// The key as text, nil when there is none; bytes that are not UTF-8 become U+FFFD.
  public var keyText: String? { key.map { String(decoding: $0, as: UTF8.self) } }

  /// The value as text, nil for a tombstone; bytes that are not UTF-8 become U+FFFD.
  public var valueText: String? { value.map { String(decoding: $0, as: UTF8.self) } }
}

extension [UInt8] {
  /// The span's bytes in memory of their own.
  package init(copying span: Span<UInt8>) { self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) } }
}

extension String {
  /// The span's bytes as UTF-8; what is none becomes U+FFFD.
  package init(copying span: Span<UInt8>) {
    self = unsafe span.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
