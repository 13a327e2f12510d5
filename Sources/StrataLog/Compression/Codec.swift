/// How a batch's records are packed (SPEC §3), by the number in its attributes.
public enum Codec: UInt8, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// As they are.
  case none = 0
  /// Gzip members.
  case gzip = 1
  /// Snappy blocks, framed or not.
  case snappy = 2
  /// LZ4 frames.
  case lz4 = 3
  /// Zstandard frames.
  case zstd = 4

  /// Kafka's name of it.
  public var description: String {
    switch self {
    case .none: "none"
    case .gzip: "gzip"
    case .snappy: "snappy"
    case .lz4: "lz4"
    case .zstd: "zstd"
    }
  }
}
