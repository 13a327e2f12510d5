import StrataWire
import Testing

/// SPEC §11.2, §11.3, §11.5
@Suite struct WireReaderTests {
  typealias Read = @Sendable (inout WireReader) throws -> Void

  struct Refusal: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var bytes: [UInt8]
    var isFlexible = false
    var budget = WireReader.defaultBudget
    var error: WireError
    var read: Read
  }

  static let string: Read = { _ = try $0.string() }
  static let nullable: Read = { _ = try $0.nullableString() }
  static let bytes: Read = { _ = try $0.bytes() }
  static let records: Read = { _ = try $0.records() }
  static let numbers: Read = { _ = try $0.array(0) as [Int32] }
  static let tags: Read = { _ = try $0.unknownTags() }
  static let varint: Read = { _ = try $0.unsignedVarint() }

  static let refusals: [Refusal] = [
    Refusal(
      testDescription: "a number cut short", bytes: [0, 0, 0], error: .truncated(at: 0, needed: 4, remaining: 3),
      read: { _ = try $0.int32() }),
    Refusal(
      testDescription: "an id cut short", bytes: [UInt8](repeating: 0, count: 15),
      error: .truncated(at: 8, needed: 8, remaining: 7), read: { _ = try $0.uuid() }),
    Refusal(
      testDescription: "a string longer than the frame", bytes: [0, 3, 97, 98],
      error: .truncated(at: 2, needed: 3, remaining: 2), read: string),
    Refusal(
      testDescription: "the longest string", bytes: [0x7F, 0xFF],
      error: .truncated(at: 2, needed: 32_767, remaining: 0), read: nullable),
    Refusal(testDescription: "a null string", bytes: [0xFF, 0xFF], error: .null(at: 0), read: string),
    Refusal(testDescription: "a string of length -2", bytes: [0xFF, 0xFE], error: .null(at: 0), read: string),
    Refusal(testDescription: "a null compact string", bytes: [0], isFlexible: true, error: .null(at: 0), read: string),
    Refusal(
      testDescription: "a compact string of 4 GiB", bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], isFlexible: true,
      error: .truncated(at: 5, needed: 4_294_967_294, remaining: 0), read: string),
    Refusal(
      testDescription: "bytes of 2 GiB", bytes: [0x7F, 0xFF, 0xFF, 0xFF, 1],
      error: .truncated(at: 4, needed: 2_147_483_647, remaining: 1), read: bytes),
    Refusal(
      testDescription: "bytes of the most negative length", bytes: [0x80, 0, 0, 0], error: .null(at: 0), read: bytes),
    Refusal(
      testDescription: "records longer than the frame", bytes: [0, 0, 0, 2, 1],
      error: .truncated(at: 4, needed: 2, remaining: 1), read: records),
    Refusal(
      testDescription: "an array of more elements than bytes allow", bytes: [0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0],
      error: .tooMany(at: 4, count: 2, remaining: 7), read: numbers),
    Refusal(
      testDescription: "an array of 2 G elements", bytes: [0x7F, 0xFF, 0xFF, 0xFF],
      error: .tooMany(at: 4, count: 2_147_483_647, remaining: 0), read: numbers),
    Refusal(
      testDescription: "a null array", bytes: [0xFF, 0xFF, 0xFF, 0xFF], error: .null(at: 0), read: numbers),
    Refusal(
      testDescription: "a compact array of 4 G elements", bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], isFlexible: true,
      error: .tooMany(at: 5, count: 4_294_967_294, remaining: 0), read: numbers),
    Refusal(
      testDescription: "an array over the budget", bytes: [0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2], budget: 39,
      error: .overBudget(at: 4, asked: 8), read: numbers),
    Refusal(
      testDescription: "bytes over the budget", bytes: [0, 0, 0, 2, 1, 1], budget: 33,
      error: .overBudget(at: 6, asked: 2), read: bytes),
    Refusal(
      testDescription: "strings over the budget together",
      bytes: ([0, 16] + [UInt8](repeating: 97, count: 16)) + ([0, 16] + [UInt8](repeating: 98, count: 16)), budget: 95,
      error: .overBudget(at: 36, asked: 16),
      read: {
        try string(&$0)
        try string(&$0)
      }),
    Refusal(
      testDescription: "a varint of six bytes", bytes: [0x80, 0x80, 0x80, 0x80, 0x80, 0],
      error: .varintOverrun(at: 0), read: varint),
    Refusal(
      testDescription: "a varint of 33 bits", bytes: [0x80, 0x80, 0x80, 0x80, 0x10], error: .varintOverrun(at: 0),
      read: varint),
    Refusal(
      testDescription: "a varint without end", bytes: [0x80, 0x80], error: .truncated(at: 2, needed: 1, remaining: 0),
      read: varint),
    Refusal(
      testDescription: "more tagged fields than bytes", bytes: [3, 0, 0, 1, 0, 2],
      error: .tooMany(at: 1, count: 3, remaining: 5), read: tags),
    Refusal(
      testDescription: "a tagged field longer than the frame", bytes: [1, 7, 2, 0],
      error: .truncated(at: 3, needed: 2, remaining: 1), read: tags),
    Refusal(
      testDescription: "tagged fields over the budget", bytes: [1, 7, 1, 0], budget: 10,
      error: .overBudget(at: 3, asked: 32), read: tags),
  ]

  @Test("what can't be is refused, and where", arguments: refusals)
  func refused(_ refusal: Refusal) {
    #expect(throws: refusal.error) {
      var reader = WireReader(refusal.bytes.span, budget: refusal.budget)
      reader.isFlexible = refusal.isFlexible
      try refusal.read(&reader)
    }
  }

  @Test(
    "varints hold 32 bits",
    arguments: [
      ([0], 0), ([0x7F], 127), ([0x80, 1], 128), ([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], .max), ([0x80, 0], 0),
    ] as [([UInt8], UInt32)])
  func varints(bytes: [UInt8], value: UInt32) throws {
    var reader = WireReader(bytes.span)
    #expect(try reader.unsignedVarint() == value)
    #expect(reader.remaining == 0)
  }

  @Test("any byte but zero is true", arguments: [(0, false), (1, true), (2, true), (255, true)] as [(UInt8, Bool)])
  func bools(byte: UInt8, value: Bool) throws {
    let bytes = [byte]
    var reader = WireReader(bytes.span)
    #expect(try reader.bool() == value)
  }

  @Test("what is no UTF-8 reads as U+FFFD")
  func mended() throws {
    let bytes: [UInt8] = [0, 5, 97, 0xFF, 98, 0xC3, 0xA9]
    var reader = WireReader(bytes.span)
    #expect(try reader.string() == "a\u{FFFD}bé")
  }

  @Test("records stay where they are: reading gives their place and costs no budget")
  func recordsInPlace() throws {
    let bytes: [UInt8] = [0, 0, 0, 3, 9, 9, 9, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]
    var reader = WireReader(bytes.span, budget: 0)
    #expect(try reader.records() == .frame(4..<7))
    #expect(try reader.records() == .null)
    #expect(try reader.records() == .frame(15..<15))
  }

  @Test("a known tagged field has the length that it says", arguments: [0, 1, 3, 20] as [UInt8])
  func tagLength(said: UInt8) {
    // Fetch v12: an empty request whose cluster id, tag 0, is the two bytes of "x".
    var bytes = [UInt8](repeating: 0, count: 25) + [1, 1, 1]
    bytes += [1, 0, said, 2, 120] + [UInt8](repeating: 0, count: 32)
    #expect(throws: WireError.tagLength(tag: 0, at: 31, said: Int(said), read: 2)) {
      _ = try read(FetchRequest.self, bytes, 12)
    }
  }

  @Test("a frame of nothing but smallest elements can't take more memory than its budget")
  func amplification() {
    // Metadata v12 of a million topics, 18 bytes each, at the size that they have in memory.
    var bytes: [UInt8] = [0x81, 0x80, 0x80, 1]
    bytes += [UInt8](repeating: 0, count: 18 << 21)
    #expect(throws: WireError.self) { _ = try read(MetadataRequest.self, bytes, 12, budget: 1 << 20) }
  }
}
