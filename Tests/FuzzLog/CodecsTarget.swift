import FuzzKit
import WireKit

@testable import StrataLog

/// What packed records unpack to (SPEC §3): whatever the bytes are, unpacking gives bytes, no more than the limit, or
/// a flaw; and bytes that are packed unpack as themselves.
///
/// An input's first byte says the codec, the limit, and whether its bytes are packed, too: that takes most of the time.
final class CodecsTarget: FuzzTarget {
  private static let limits = [1, 100, 4096, 65536, 100_000, 1 << 20, 1 << 20, 1 << 20]

  private let maker = BatchMaker()
  private let packers = Codec.allCases.dropFirst().map { (codec: $0, packer: Packer(Packing($0))) }
  private var packed = OutputMemory(limit: BatchBuilder.limit)
  private var again = OutputMemory(limit: 1 << 20)

  init() {}

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    guard input.count > 0 else { return }
    let (codec, packer) = packers[Int(input[0] & 3)]
    let bytes = input.extracting(droppingFirst: 1)
    let limit = Self.limits[Int(input[0] >> 2 & 7)]
    let isPacked = input[0] & 0xE0 == 0
    var output = OutputMemory(limit: limit)
    do throws(BatchFlaw) { try unpack(bytes, codec, &output) } catch {
      guard isPacked else { return }
      return try pack(bytes, codec, packer)
    }
    guard output.count <= limit, output.capacity <= limit else { throw FuzzFailure("unpacked over the limit") }
    if isPacked { try pack(output.span, codec, packer) }
  }

  private func pack(_ bytes: Span<UInt8>, _ codec: Codec, _ packer: Packer) throws {
    try compare(bytes, codec, packer, &packed, &again)
  }

  private func compare(
    _ bytes: Span<UInt8>, _ codec: Codec, _ packer: Packer, _ packed: inout OutputMemory, _ again: inout OutputMemory
  ) throws {
    packed.count = 0
    again.count = 0
    try packer.pack(bytes, into: &packed)
    try unpack(packed.span, codec, &again)
    guard again.span.isEqual(bytes) else { throw FuzzFailure("\(codec) unpacks to other bytes than were packed") }
  }

  private func unpack(_ bytes: Span<UInt8>, _ codec: Codec, _ output: inout OutputMemory) throws(BatchFlaw) {
    switch codec {
    case .none: break
    case .gzip: try Gzip.unpack(bytes, into: &output)
    case .snappy: try Snappy.unpack(bytes, into: &output)
    case .lz4: try LZ4.unpack(bytes, into: &output)
    case .zstd: try Zstd.unpack(bytes, into: &output)
    }
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    let n = Int(chance.next() & 3)
    guard let batch = try? maker.batch(&chance, codec: packers[n].codec) else { return ([], []) }
    let bytes = [UInt8(chance.next() & 0xFC) | UInt8(n)] + batch[BatchHeader.size...]
    return (bytes, (0..<min(40, bytes.count)).map { FrameMark(.length, $0..<$0 + 1) })
  }
}
