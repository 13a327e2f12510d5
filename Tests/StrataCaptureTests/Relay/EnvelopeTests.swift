import FoundationEssentials
import StrataTransport
import Testing

@testable import StrataCapture

/// SPEC §9.2
@Suite struct EnvelopeTests {
  @Test(
    "a key is text that its column's kind reads back",
    arguments: [
      (.integer(-42), .integer, "-42"), (.text("a:b"), .text, "a:b"), (.blob([0, 171]), .blob, "00ab"),
      (.real(1.5), .real, "1.5"), (.text(""), .text, ""),
    ] as [(ColumnValue, ColumnKind.Content, String)])
  func keys(value: ColumnValue, kind: ColumnKind.Content, text: String) {
    #expect(keyText(value) == text)
    #expect(keyValue(text, as: kind) == value)
  }

  @Test("what is no key of its kind is refused")
  func wrongKeys() {
    #expect(keyValue("x", as: .integer) == nil)
    #expect(keyValue("0a1", as: .blob) == nil)
    #expect(keyValue("0G", as: .blob) == nil)
    #expect(keyValue("", as: .real) == nil)
  }

  @Test("a record's key and headers say version, model, event and key")
  func reads() throws {
    let envelope = try Envelope(
      ConsumedRecord(
        offset: 1, timestamp: 0, key: Array("Rental:a:b".utf8), value: nil,
        headers: [Header("version", "3:14"), Header("event", "softDeleted"), Header("other", nil)]))
    #expect(envelope.version == Version(epoch: 3, sequence: 14))
    #expect(envelope.model == "Rental")
    #expect(envelope.key == "a:b")
    #expect(envelope.event == .softDeleted)
    #expect(envelope.tombstoneState == .softDeleted)
  }

  struct Everything: Model, Codable, Equatable {
    var id: Int64, ratio: Double, text: String, isOpen: Bool, bytes: [UInt8], note: String?
    static let table = Table("everything", Self.init, \.id, \.ratio, \.text, \.isOpen, \.bytes, \.note)
  }

  @Test("columns written as JSON decode as the structure they came from")
  func json() throws {
    for (ratio, text) in [
      (1.5, "plain"), (1e300, "quote \" backslash \\ slash /"), (-0.0, "\u{0}\u{1f}\n\t\u{2028}"), (0.1, "häß 🛫"),
      (3, ""),
      (.leastNonzeroMagnitude, "\u{7f}"), (.greatestFiniteMagnitude, "end"),
    ] {
      for (note, isOpen, bytes) in [(nil, true, []), ("n", false, [0, 9, 255])] as [(String?, Bool, [UInt8])] {
        let row = Everything(id: .min, ratio: ratio, text: text, isOpen: isOpen, bytes: bytes, note: note)
        var json = JSONText()
        try json.append(Everything.table.values(row), as: Everything.table.shape.columns)
        #expect(try JSONDecoder().decode(Everything.self, from: Data(json.bytes)) == row)
      }
    }
  }

  @Test("what JSON has no word for, or is of another kind than declared, is refused by name")
  func noJSON() {
    let row = Everything(id: 1, ratio: .infinity, text: "", isOpen: true, bytes: [], note: nil)
    var values = Everything.table.values(row)
    var json = JSONText()
    let error = #expect(throws: CaptureError.self) { try json.append(values, as: Everything.table.shape.columns) }
    #expect(error?.attempted.contains("ratio") == true)
    values[1] = .null
    #expect(throws: CaptureError.self) { try json.append(values, as: Everything.table.shape.columns) }
  }
}
