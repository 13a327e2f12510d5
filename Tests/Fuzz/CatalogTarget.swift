import FuzzKit
import WireKit

@testable import StrataEngine

/// The file that says which topics there are (SPEC §7.1): whatever the bytes are, reading gives a catalog or a flaw,
/// and a catalog that was read is written so that it reads as itself.
///
/// An input is the file without its last line, the checksum, which is taken for right.
final class CatalogTarget: FuzzTarget {
  private static let last = Array("crc 00000000\n".utf8)

  init() {}

  func run(_ input: Span<UInt8>) throws {
    let bytes = unsafe input.withUnsafeBufferPointer { unsafe Array($0) } + Self.last
    guard let catalog = try? TopicCatalog(bytes, checksum: { _ in 0 }) else { return }
    let again = try TopicCatalog(catalog.text { _ in 0 }, checksum: { _ in 0 })
    guard again == catalog else { throw FuzzFailure("\(catalog) reads as \(again)") }
  }

  func make(_ chance: WireKit.Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var chance = chance
    let settings = [
      "", " retention.ms=60000", " segment.bytes=1048576 cleanup.policy=compact", " compression.type=zstd",
      " message.timestamp.type=LogAppendTime",
    ]
    var lines = ["strata.topics 1", "producers \(chance.next() >> 1 % 64)"]
    if chance.next() % 2 == 0 { lines.append("broker log.retention.ms=\(chance.next() % 100_000)") }
    if chance.next() % 4 == 0 { lines.append("brokers log.segment.bytes=\(14 + chance.next() % 100_000)") }
    for n in 0..<chance.next() % 4 {
      let id = TopicID(high: chance.next() >> 2 | 1, low: chance.next())
      let kind = chance.next() % 4 == 0 ? "deleting" : "topic"
      lines.append("\(kind) t\(n) \(1 + chance.next() % 9) \(id)\(settings.randomElement(using: &chance) ?? "")")
    }
    let bytes = Array(lines.joined(separator: "\n").utf8) + [10]
    return (bytes, bytes.indices.map { FrameMark(.content, $0..<$0 + 1) })
  }
}
