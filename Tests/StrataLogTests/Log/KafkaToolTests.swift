import Glibc
import Testing

@testable import StrataLog

private let tool: String? = unsafe getenv("STRATA_KAFKA_TOOL").flatMap { named in
  unsafe named.pointee == 0 ? nil : String(cString: named)
}

/// SPEC §2, §4.1: Apache Kafka's own tool reads what we write. Runs when STRATA_KAFKA_TOOL names its `tool`.
@Suite(.enabled(if: tool != nil)) struct KafkaToolTests {

  /// What the tool prints, complaints included.
  static func run(_ arguments: String, in place: Place) throws -> String {
    let output = place.path("output")
    _ = unsafe system("'\(tool ?? "")' \(arguments) > '\(output)' 2>&1")
    let bytes = try place.storage.contents(output)
    try place.storage.remove(output)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("every record and both indexes of every segment are found right", arguments: Codec.allCases)
  func dump(codec: Codec) throws {
    let place = try Place(.disk)
    let log = try place.open(.with { $0.segmentBytes = 100_000 })
    var numbers = SeededNumbers(seed: 7)
    var count = 0
    for n in 0..<1500 {
      let batch = (0..<Int.random(in: 1...20, using: &numbers)).map { _ in
        Entry(
          key: Array("key \(n)".utf8), value: n % 5 == 0 ? nil : Array("value \(count) \(n)".utf8),
          headers: [RecordHeader("h", nil)], time: Int64.random(in: 0...100, using: &numbers) + Int64(n))
      }
      try log.append(batch, codec: codec)
      count += batch.count
    }
    try log.close()
    let logs = try place.names().filter { $0.hasSuffix(".log") }
    #expect(logs.count > 1)
    let dumped = try Self.run(
      "dump-log --deep-iteration --files \(logs.map { place.path($0) }.joined(separator: ","))", in: place)
    #expect(dumped.split(separator: "\n").count { $0.hasPrefix("| offset: ") } == count)
    #expect(dumped.split(separator: "\n").count { $0.contains("isvalid: true") } == 1500)
    for complaint in ["isvalid: false", "invalid bytes", "Exception", "does not match"] {
      #expect(!dumped.contains(complaint), "\(complaint): \(dumped.suffix(2000))")
    }
    // It takes the first offset of every segment but the first for a gap, of its own broker's as well.
    let gaps = dumped.split(separator: "\n").filter { $0.contains("is followed by") && !$0.contains(" -1 is") }
    #expect(gaps.isEmpty, "\(gaps)")
    let indexes = try place.names().filter { $0.hasSuffix("index") }.map { place.path($0) }.joined(separator: ",")
    let deep = try Self.run("dump-log --deep-iteration --verify-index-only --files \(indexes)", in: place)
    let sane = try Self.run("dump-log --index-sanity-check --files \(indexes)", in: place)
    #expect(sane.split(separator: "\n").count { $0.contains("passed sanity check") } == 2 * logs.count, "\(sane)")
    for complaint in ["Mismatches", "not find", "Exception", "failed", "out of order", "ndexed offset"] {
      #expect(!(deep + sane).contains(complaint), "\(complaint): \((deep + sane).suffix(2000))")
    }
  }
}
