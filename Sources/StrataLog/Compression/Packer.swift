/// How records are to be packed (SPEC §3): the codec, and how hard it tries.
package struct Packing: Hashable, Sendable {
  /// The codec.
  package let codec: Codec
  /// The codec's level, in Kafka's numbers; some codecs have none.
  let level: Int32

  /// A codec at a level, or at Kafka's default.
  package init(_ codec: Codec, level: Int32? = nil) {
    self.codec = codec
    switch codec {
    case .none, .snappy: self.level = 0
    case .gzip: self.level = level ?? -1
    case .lz4: self.level = level ?? LZ4.fastLevel
    case .zstd: self.level = level ?? 3
    }
  }
}

/// What packs batches: the codecs that keep something from batch to batch hold it here.
enum Packer {
  case none
  /// Nil when there was no memory for it.
  case gzip(GzipPacker?)
  case snappy
  case lz4(level: Int32)
  case zstd(ZstdPacker?)

  init(_ packing: Packing) {
    switch packing.codec {
    case .none: self = .none
    case .gzip: self = .gzip(GzipPacker(level: packing.level))
    case .snappy: self = .snappy
    case .lz4: self = .lz4(level: packing.level)
    case .zstd: self = .zstd(ZstdPacker(level: packing.level))
    }
  }

  /// Packs `bytes` after what `output` holds.
  func pack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    switch self {
    case .none: try output.append(bytes)
    case .gzip(nil): throw BatchFlaw(.packing(.gzip), at: 0)
    case .gzip(let packer?): try packer.pack(bytes, into: &output)
    case .snappy: try Snappy.pack(bytes, into: &output)
    case .lz4(let level): try LZ4.pack(bytes, level: level, into: &output)
    case .zstd(nil): throw BatchFlaw(.packing(.zstd), at: 0)
    case .zstd(let packer?): try packer.pack(bytes, into: &output)
    }
  }
}
