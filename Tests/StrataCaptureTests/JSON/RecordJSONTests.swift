import Testing

@testable import StrataCapture

/// SPEC §9.2
@Suite struct RecordJSONTests {
  struct Part: Codable, Equatable { var id: Int, name: String? }

  struct Whole: Codable, Equatable {
    var text = "\"quoted\" \\ / \n 🛫 é", number = -0.1, big = UInt64.max, absent: Int?
    var parts = [Part(id: 1, name: "a"), Part(id: 2, name: nil)], bytes: [UInt8] = [0, 255], map = ["z": 1, "a": 2]
  }

  @Test("a value is read back as it was written")
  func bothWays() throws {
    #expect(try decodeJSON(Whole.self, from: encodeJSON(Whole())) == Whole())
  }

  @Test("equal values give equal bytes")
  func sorted() throws {
    let json = String(decoding: try encodeJSON(["b/c": 1, "a": 2, "d": 3]), as: UTF8.self)
    #expect(json == #"{"a":2,"b/c":1,"d":3}"#)
  }

  @Test("numbers without a word in JSON are refused")
  func infinite() {
    #expect(throws: EncodingError.self) { try encodeJSON([Double.infinity]) }
  }
}
