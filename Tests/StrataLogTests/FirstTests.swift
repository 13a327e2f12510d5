import StrataLog
import Testing

@Suite struct FirstTests {
  @Test("what was appended is read back", arguments: [Codec.none, .lz4, .zstd])
  func roundTrip(codec: Codec) throws {
    let storage = MemoryStorage()
    var log = try Log.open(directory: "p-0", storage: storage)
    var builder = try BatchBuilder(codec: codec)
    for n in 0..<1000 {
      for m in 0..<5 {
        try builder.add(
          key: Array("k\(n)".utf8), value: n % 7 == 0 ? nil : Array("value \(n) \(m)".utf8),
          headers: m == 0 ? [RecordHeader("a", nil), RecordHeader("b", [])] : [],
          timestamp: Timestamp(milliseconds: Int64(1000 + n)))
      }
      let a = try log.append(builder.finish())
      #expect(a.baseOffset.value == Int64(n * 5))
      builder.reset()
    }
    for _ in 0..<2 {
      var seen = 0
      var at = Offset(0)
      while true {
        let slice = try log.read(from: at, maxBytes: 5000)
        if slice.isEmpty { break }
        try slice.forEachBatch { batch in
          try batch.forEachRecord { record in
            let copy = record.copied()
            #expect(copy.offset.value == Int64(seen))
            #expect(copy.key == Array("k\(seen / 5)".utf8))
            seen += 1
          }
        }
        at = slice.nextOffset
      }
      #expect(seen == 5000)
      let found = try #require(try log.offset(atOrAfter: Timestamp(milliseconds: 1500)))
      #expect(found.offset.value == 2500)
      try log.close()
      log = try Log.open(directory: "p-0", storage: storage)
      #expect(log.recovery.scannedBytes == 0)
    }
  }
}
