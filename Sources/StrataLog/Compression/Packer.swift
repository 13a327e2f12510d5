/// What a builder packs its batches with: the codecs that keep something from batch to batch hold it here.
enum Packer {
  case none
  /// Nil when there was no memory for it.
  case gzip(GzipPacker?)
  case snappy
  case lz4
  case zstd(ZstdPacker?)

  init(_ codec: Codec) {
    switch codec {
    case .none: self = .none
    case .gzip: self = .gzip(GzipPacker())
    case .snappy: self = .snappy
    case .lz4: self = .lz4
    case .zstd: self = .zstd(ZstdPacker())
    }
  }

  /// Packs `bytes` after what `output` holds.
  func pack(_ bytes: Span<UInt8>, into output: inout OutputMemory) throws(BatchFlaw) {
    switch self {
    case .none: break
    case .gzip(nil): throw BatchFlaw(.packing(.gzip), at: 0)
    case .gzip(let packer?): try packer.pack(bytes, into: &output)
    case .snappy: try Snappy.pack(bytes, into: &output)
    case .lz4: try LZ4.pack(bytes, into: &output)
    case .zstd(nil): throw BatchFlaw(.packing(.zstd), at: 0)
    case .zstd(let packer?): try packer.pack(bytes, into: &output)
    }
  }
}
