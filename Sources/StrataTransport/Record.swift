/// What an application sends: bytes, with a key that orders and headers that describe (SPEC §8.1).
public struct Record: Hashable, Sendable {
  /// Where among a topic's partitions a record goes.
  public enum Placement: Hashable, Sendable {
    /// By the hash of the record's key (``partition(forKey:of:)``); a record without a key goes wherever the transport
    /// likes.
    case byKey
    /// By the hash of these bytes, so that records with different keys keep one order.
    case byHash(of: [UInt8])
    /// To this partition.
    case partition(Int32)
  }

  /// Identifies what the record is about; nil when it is about nothing in particular. Empty is not nil.
  public var key: [UInt8]?
  /// The content; nil is a tombstone: the key's last word. Empty is not nil.
  public var value: [UInt8]?
  /// Carried in order, duplicates included.
  public var headers: [Header]
  /// Milliseconds since 1970, at least 1; nil lets the transport take the time of the append.
  public var timestamp: Int64?
  /// Which partition takes it.
  public var placement: Placement

  /// A record to send.
  public init(
    key: [UInt8]? = nil, value: [UInt8]?, headers: [Header] = [], timestamp: Int64? = nil,
    placement: Placement = .byKey
  ) {
    self.key = key
    self.value = value
    self.headers = headers
    self.timestamp = timestamp
    self.placement = placement
  }
}

/// A name and bytes beside a record's value. The name need not be unique in a record.
public struct Header: Hashable, Sendable {
  /// UTF-8 on the wire.
  public var name: String
  /// The bytes; nil and empty are different.
  public var value: [UInt8]?

  /// A header.
  public init(_ name: String, _ value: [UInt8]?) {
    self.name = name
    self.value = value
  }

  /// A header whose value is text.
  public init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
}

/// A record as it was read back: what was sent, where it lies and when it was stamped.
public struct ConsumedRecord: Hashable, Sendable {
  /// The record's place in its partition.
  public var offset: Int64
  /// Milliseconds since 1970.
  public var timestamp: Int64
  /// As sent.
  public var key: [UInt8]?
  /// As sent; nil is a tombstone.
  public var value: [UInt8]?
  /// As sent, in order.
  public var headers: [Header]

  /// A record as it was read back.
  public init(offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?, headers: [Header]) {
    self.offset = offset
    self.timestamp = timestamp
    self.key = key
    self.value = value
    self.headers = headers
  }
}
