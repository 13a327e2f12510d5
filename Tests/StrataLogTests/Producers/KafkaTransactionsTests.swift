import Testing

@testable import StrataLog

/// SPEC §4.6, §4.7: files of producers and transactions as Apache Kafka 4.3.1 writes them.
@Suite struct KafkaTransactionsTests {
  private static let settings = LogSettings.with {
    $0.segmentMilliseconds = 4_000
    $0.indexIntervalBytes = 100
  }
  private static let logs = KafkaGolden.files.keys.filter { $0.hasSuffix(".log") }.sorted()

  @Test("the same appends leave the same files, byte for byte")
  func written() throws {
    let place = try Place(.memory)
    let time = SetTime(0)
    let log = try place.open(Self.settings, time: time)
    for name in Self.logs {
      let bytes = KafkaGolden.bytes(name)
      var walk = BatchWalk(bytes.span, from: 0, due: try #require(Int64(name.prefix(20))))
      while let header = try walk.nextChecked() {
        let batch = RecordBatch(
          known: header, bytes: bytes.span.extracting(walk.position - header.byteCount..<walk.position))
        time.set(header.maxTimestamp.milliseconds)
        if let marker = TransactionMarker(batch) { try log.end(marker) } else { try log.append(batch) }
      }
    }
    #expect(log.stableOffset() == 26 && log.endOffset() == 28)
    try log.close()
    for name in KafkaGolden.files.keys.sorted() {
      #expect(try place.bytes(name) == KafkaGolden.bytes(name), "\(name)")
    }
    let ours = try place.names().filter { !$0.hasPrefix("strata.") && !$0.hasPrefix(".") }
    #expect(Set(ours) == Set(KafkaGolden.files.keys))
  }

  @Test("its directory is taken over with producers, open and aborted transactions", arguments: [true, false])
  func read(hasSideFiles: Bool) throws {
    let place = try Place(.memory)
    try place.storage.makeDirectory(place.directory)
    for name in KafkaGolden.files.keys where hasSideFiles || name.hasSuffix(".log") {
      try place.write(name, KafkaGolden.bytes(name))
    }
    let log = try place.open(Self.settings)
    #expect(log.recovery.isClean && log.stableOffset() == 26 && log.endOffset() == 28)
    let saved = try ProducerSnapshot(reading: KafkaGolden.bytes("00000000000000000028.snapshot").span)
    #expect(log.producers == saved.producers)
    #expect(
      log.aborted(from: 0, upTo: 28).map { [$0.firstOffset.value, $0.lastOffset.value, $0.lastStableOffset.value] }
        == [[9, 11, 6], [6, 12, 13], [17, 19, 16], [21, 25, 26]])
    try TransactionTests.end(log, 1, .abort)
    #expect(log.stableOffset() == 29)
  }
}
