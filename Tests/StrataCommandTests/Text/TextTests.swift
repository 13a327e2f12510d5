import Testing

@testable import StrataCommand

@Suite struct TextTests {
  @Test("JSON is valid whatever the text holds")
  func json() {
    let cases: [(value: JSON, text: String)] = [
      (.null, "null"),
      (.bool(true), "true"),
      (.integer(.min), "-9223372036854775808"),
      (.number(1.5), "1.5"),
      (.number(.nan), "null"),
      (.number(.infinity), "null"),
      (.string("a\"b\\c\nd\te\u{1}f\u{7f}é"), "\"a\\\"b\\\\c\\nd\\te\\u0001f\\u007fé\""),
      (.array([.integer(1), .array([])]), "[1, []]"),
      (.object([.init("b", .null), .init("a", .string(""))]), "{\"b\": null, \"a\": \"\"}"),
    ]
    for (value, text) in cases { #expect(value.text == text) }
  }

  @Test("figures are grouped, rounded and given units")
  func figures() {
    #expect([0, 12, 123, 1234, -1_234_567].map { Figures.grouped($0) } == ["0", "12", "123", "1,234", "-1,234,567"])
    let fixed: [(number: Double, places: Int, text: String)] = [
      (0, 1, "0.0"), (1.25, 1, "1.3"), (-0.04, 1, "0.0"), (-1.06, 1, "-1.1"), (99.999, 2, "100.00"), (7.5, 0, "8"),
      (0.005, 3, "0.005"), (.nan, 1, "nan"),
    ]
    for (number, places, text) in fixed { #expect(Figures.fixed(number, places) == text) }
    #expect([512, 2048, 3 << 20, 5 << 30].map(Figures.bytes) == ["512 B", "2.0 KiB", "3.0 MiB", "5.0 GiB"])
  }

  @Test("times are read as they are written, and nothing else is a time")
  func times() {
    let times: [(text: String, milliseconds: Int64)] = [
      ("1970-01-01", 0), ("2013-01-31T05:15", 1_359_609_300_000), ("2013-01-31T05:15:07Z", 1_359_609_307_000),
      ("2013-01-31T05:15:07.250Z", 1_359_609_307_250), ("1969-12-31T23:59:59.999Z", -1),
    ]
    for (text, milliseconds) in times { #expect(UTC.milliseconds(text) == milliseconds, "\(text)") }
    for milliseconds in [0, -1, 1_359_609_307_250, 253_402_300_799_999] as [Int64] {
      #expect(UTC.milliseconds(UTC.text(milliseconds)) == milliseconds)
    }
    for text in ["", "2013", "2013-02-30", "2013-1-1", "2013-01-01T", "2013-01-01T24:00", "2013-01-01T10:00.5", "x"] {
      #expect(UTC.milliseconds(text) == nil, "\(text)")
    }
    #expect(UTC.text(.max) == "\(Int64.max)")
  }
}
