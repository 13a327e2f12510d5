import FoundationEssentials
import Testing

@testable import StrataCapture

/// SPEC §9.2: records are read and written as FoundationEssentials does with its default settings.
@Suite struct JSONTests {
  enum Color: String, Codable { case red, green }

  struct Part: Codable, Equatable {
    var id: Int, name: String?
  }

  final class Base: Codable, Equatable {
    var x = 1
    static func == (a: Base, b: Base) -> Bool { a.x == b.x }
  }

  struct Whole: Codable, Equatable {
    var a: Int64 = -5, b: Double = 1.5, c = "text \"quoted\" \\ / \n 🛫 é", d = true, e: Int64?, f: String? = "x"
    var parts = [Part(id: 1, name: nil), Part(id: 2, name: "n")], bytes: [UInt8] = [0, 255], color = Color.green
    var names = ["k": 1], floats: [Float] = [0.1, 3], small: [Int8] = [-128, 127], big = UInt64.max, base = Base()
    var nested: [[Int]] = [[], [1, 2]], pairs: [Int: String] = [7: "seven"], none: [Double?] = [nil, 0.25]
    var date = Date(timeIntervalSinceReferenceDate: 1.25), data = Data([1, 2]), url = URL(string: "http://a.b/c?d=e")
    var decimal = Decimal(12), word: Character? = nil
    enum CodingKeys: String, CodingKey {
      case a, b, c = "C \"key\"", d, e, f, parts, bytes, color, names, floats, small, big, base, nested, pairs, none
      case date, data, url, decimal
    }
  }

  @Test("what one writes the other reads, either way")
  func bothWays() throws {
    let whole = Whole()
    #expect(try decodeJSON(Whole.self, from: encodeJSON(whole)) == whole)
    #expect(try JSONDecoder().decode(Whole.self, from: Data(encodeJSON(whole))) == whole)
    #expect(try decodeJSON(Whole.self, from: [UInt8](JSONEncoder().encode(whole))) == whole)
  }

  @Test("plain values need no help, others get it")
  func plain() throws {
    let writer = JSONWriter()
    try writer.write([Part(id: 1, name: "n")])
    #expect(!writer.isUnsure)
    #expect(String(decoding: writer.text.bytes, as: UTF8.self) == #"[{"id":1,"name":"n"}]"#)
    let document = try JSONDocument(writer.text.bytes)
    #expect(try document.decode([Part].self, at: 0) == [Part(id: 1, name: "n")])
    #expect(!document.isUnsure)
    let other = JSONWriter()
    try other.write(Data([1]))
    #expect(other.isUnsure)
    #expect(try encodeJSON(Data([1])) == Array("\"AQ==\"".utf8))
  }

  @Test("members in any order, unknown ones, escapes and numbers in every form are read alike")
  func alike() throws {
    let texts = [
      #"{"name":"b","id":2}"#, #"{"x":[1,{"y":[]}],"id":2,"z":{}}"#, #"{"\u0069d":3,"name":"\ud83d\udeeb\u00e9\n"}"#,
      #" { "id" : 1.0 } "#, #"{"id":1e2}"#, #"{"id":1.5}"#, #"{"id":"1"}"#, #"{"id":99999999999999999999}"#, #"{}"#,
      #"{"id":null}"#, #"{"id":1,"name":null}"#, #"{"id":1,"name":7}"#, #"{"id":-0}"#, #"{"id":01}"#, #"{"id":1,}"#,
      #"{"id":1"#, "", "[", "{\"id\":1,\"name\":\"a\u{1}\"}", #"{"id":1,"name":"\ud83d"}"#, #"{"id":1,"name":"\x"}"#,
      #"[]"#, #"{"id":1}x"#, #"{"id":true}"#, #"{"id":tru}"#, #"{"id":1,"name":"\u+123"}"#, #"{"id":-}"#, #"{"id":.5}"#,
      String(repeating: "[", count: 600) + String(repeating: "]", count: 600),
    ]
    for text in texts {
      let bytes = Array(text.utf8)
      let ours = try? decodeJSON(Part.self, from: bytes)
      let theirs = try? JSONDecoder().decode(Part.self, from: Data(bytes))
      #expect(ours == theirs, "\(text)")
    }
  }

  @Test("damaged texts are read alike or refused alike, by seed")
  func damaged() throws {
    let whole = try encodeJSON(Whole())
    for seed in 1...UInt64(2_000) {
      var state = seed &* 0x9e37_79b9_7f4a_7c15
      func next(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
      }
      var bytes = whole
      for _ in 0...next(3) {
        let place = next(bytes.count)
        switch next(3) {
        case 0: bytes[place] = Array("{}[]\",:\\0919eE+-. tfnu\u{1}".utf8)[next(22)]
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[next(bytes.count)], at: place)
        }
      }
      let ours = try? decodeJSON(Whole.self, from: bytes)
      let theirs = try? JSONDecoder().decode(Whole.self, from: Data(bytes))
      #expect(ours == theirs, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test("numbers without a word in JSON are refused")
  func infinite() {
    #expect(throws: EncodingError.self) { try encodeJSON([Double.infinity]) }
    #expect(throws: EncodingError.self) { try encodeJSON([Float.nan]) }
  }
}
