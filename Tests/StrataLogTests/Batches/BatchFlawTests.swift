import Testing

@testable import StrataLog

/// SPEC §2.4: what is wrong with a batch is named, with its place.
@Suite struct BatchFlawTests {
  /// The batch of `BatchBytesTests` after a change, its checksum made right again unless the change is to stay
  /// unsummed.
  static func changed(summed: Bool = true, _ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes = BatchBytesTests.bytes
    change(&bytes)
    if summed { sum(&bytes) }
    return bytes
  }

  static func sum(_ bytes: inout [UInt8]) {
    let sum = ChecksumTests.slow(Array(bytes[21...]))
    for n in 0..<4 { bytes[17 + n] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * n)) }
  }

  /// The flaw that checking a batch, and then its records, comes upon.
  static func flaw(_ bytes: [UInt8]) -> BatchFlaw? {
    do throws(BatchFlaw) {
      try RecordBatch(checking: bytes.span).checkRecords(unpackedLimit: 1 << 20)
      return nil
    } catch { return error }
  }

  @Test(
    "a flaw of the header is named with its byte",
    arguments: [
      (changed(summed: false) { $0 = [] }, BatchFlaw(.short(needed: 61, present: 0), at: 0)),
      (changed(summed: false) { $0.removeLast(23) }, BatchFlaw(.short(needed: 61, present: 60), at: 0)),
      (changed { $0.removeLast() }, BatchFlaw(.short(needed: 83, present: 82), at: 8)),
      (changed { $0.append(0) }, BatchFlaw(.trailing(bytes: 1), at: 83)),
      (changed { $0[11] = 48 }, BatchFlaw(.length(48), at: 8)),
      (changed { $0[8] = 255 }, BatchFlaw(.length(Int32(bitPattern: 0xFF00_0047)), at: 8)),
      (changed { $0[8] = 127 }, BatchFlaw(.short(needed: 0x7F00_0053, present: 83), at: 8)),
      (changed { $0[16] = 1 }, BatchFlaw(.magic(1), at: 16)),
      (changed { $0[60] = 3 }, BatchFlaw(.count(records: 3, lastOffsetDelta: 1), at: 57)),
      (changed { $0[57] = 255 }, BatchFlaw(.count(records: -16_777_214, lastOffsetDelta: 1), at: 57)),
      (changed { $0[23] = 128 }, BatchFlaw(.count(records: 2, lastOffsetDelta: -2_147_483_647), at: 57)),
      (changed { $0[22] = 5 }, BatchFlaw(.unknownCodec(5), at: 21)),
      (changed { $0[22] = 1 }, BatchFlaw(.unpacking(.gzip), at: 63)),
      (changed { $0[22] = 2 }, BatchFlaw(.unpacking(.snappy), at: 61)),
      (changed { $0[22] = 3 }, BatchFlaw(.unpacking(.lz4), at: 61)),
      (changed { $0[22] = 4 }, BatchFlaw(.unpacking(.zstd), at: 61)),
    ] as [([UInt8], BatchFlaw)])
  func header(bytes: [UInt8], flaw: BatchFlaw) { #expect(Self.flaw(bytes) == flaw) }

  @Test("bytes that are not those summed are refused")
  func checksum() {
    let flaw = Self.flaw(Self.changed(summed: false) { $0[70] ^= 4 })
    guard case .checksum(let stored, let computed) = flaw?.kind else {
      Issue.record("\(String(describing: flaw))")
      return
    }
    #expect(stored == ChecksumTests.slow(Array(BatchBytesTests.bytes[21...])))
    #expect(computed != stored)
  }

  @Test(
    "a flaw of a record is named with its byte",
    arguments: [
      (changed { $0[61] = 30 }, BatchFlaw(.recordLength, at: 76)),
      (changed { $0[61] = 26 }, BatchFlaw(.recordLength, at: 74)),
      (changed { $0[61] = 1 }, BatchFlaw(.recordLength, at: 62)),
      (changed { $0.replaceSubrange(61..<66, with: [255, 255, 255, 255, 31]) }, BatchFlaw(.varint, at: 66)),
      (changed { $0.replaceSubrange(61..<66, with: [128, 128, 128, 128, 128]) }, BatchFlaw(.varint, at: 65)),
      (changed { for n in 61..<83 { $0[n] = 128 } }, BatchFlaw(.varint, at: 65)),
      (changed { $0[64] = 4 }, BatchFlaw(.recordOffset, at: 61)),
      (changed { $0[64] = 1 }, BatchFlaw(.recordOffset, at: 61)),
      (changed { $0[79] = 0 }, BatchFlaw(.recordOffset, at: 76)),
      (changed { $0[65] = 200 }, BatchFlaw(.recordLength, at: 67)),
      (changed { $0[65] = 3 }, BatchFlaw(.recordLength, at: 66)),
      (changed { $0[70] = 3 }, BatchFlaw(.recordLength, at: 71)),
      (changed { $0[70] = 126 }, BatchFlaw(.recordLength, at: 71)),
      (changed { $0[71] = 1 }, BatchFlaw(.headerName, at: 72)),
      (changed { $0[60] = 1 }, BatchFlaw(.recordLength, at: 76)),
      (
        changed {
          $0.removeLast(7); $0[11] = 64
        }, BatchFlaw(.varint, at: 76)
      ),
    ] as [([UInt8], BatchFlaw)])
  func record(bytes: [UInt8], flaw: BatchFlaw) { #expect(Self.flaw(bytes) == flaw) }

  @Test("an append refuses a batch whose counts don't fit, however large they are", arguments: [0, 1, 3, Int32.max])
  func counts(delta: Int32) throws {
    var bytes = try batchBytes([Entry("a"), Entry("b"), Entry("c")])
    for n in 0..<4 { bytes[23 + n] = UInt8(truncatingIfNeeded: delta >> Int32(24 - 8 * n)) }
    if delta < 2 { bytes[60] = 1 }
    if delta == 0 { bytes[60] = 0 }
    Self.sum(&bytes)
    let records = Int32(bytes[60])
    let log = try Place(.memory).open()
    let flaw = BatchFlaw(.count(records: records, lastOffsetDelta: delta), at: 57)
    #expect(throws: LogError.badBatch(flaw)) { try log.append(RecordBatch(checking: bytes.span)) }
  }

  @Test("no change of bytes, summed again or not, makes reading trap", arguments: Codec.allCases)
  func neverTraps(codec: Codec) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    let entries = (0..<6).map { n in
      Entry(key: [1, 2], value: Array("value \(n)".utf8), headers: [RecordHeader("h", nil)], time: Int64(n))
    }
    let original = try batchBytes(entries, codec: codec)
    var accepted = 0
    for _ in 0..<4000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
      }
      Self.sum(&bytes)
      if Self.flaw(bytes) == nil { accepted += 1 }
    }
    // Some changes are of values, and right; that nearly all were would mean that nothing is checked.
    #expect(accepted < 3900, "seed \(seed)")
  }
}
