import Testing

@testable import StrataCommand

/// RFC 4180, with R's `NA`.
@Suite struct CSVReaderTests {
  @Test("rows and fields come out, however the bytes are cut")
  func rows() throws {
    let cases: [(text: String, rows: [[String?]])] = [
      ("", []),
      ("a", [["a"]]),
      ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
      ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
      ("a,,c\n", [["a", nil, "c"]]),
      ("NA,\"NA\",NAN\n", [[nil, nil, "NAN"]]),
      ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]),
      ("\"a\nb\",c\n", [["a\nb", "c"]]),
      ("a\n\nb\n", [["a"], ["b"]]),
      ("a,\n", [["a", nil]]),
      ("é,日本\n", [["é", "日本"]]),
    ]
    for (text, rows) in cases {
      for piece in [1, 2, 1000] {
        var rest = Array(text.utf8)[...]
        let reader = CSVReader(
          ByteInput(name: "t.csv") { count in
            let taken = Array(rest.prefix(min(piece, count)))
            rest = rest.dropFirst(taken.count)
            return taken
          })
        var found: [[String?]] = []
        while try reader.next() { found.append(try (0..<reader.count).map { try reader.text($0) }) }
        #expect(found == rows, "\(text.debugDescription) in pieces of \(piece)")
        #expect(reader.offset == text.utf8.count)
      }
    }
  }

  @Test("what is no CSV, or not the one meant, is refused with its place")
  func mistakes() {
    func failure(_ text: String, _ body: (CSVReader) throws -> Void) -> String {
      let reader = CSVReader(ByteInput(name: "t.csv", bytes: Array(text.utf8)))
      do {
        try body(reader)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(failure("a\n\"b") { while try $0.next() {} } == "t.csv: row 2 ends inside quotes")
    #expect(
      failure("\"" + String(repeating: "x", count: 2 << 20)) { while try $0.next() {} }.contains("longer than 1 MiB"))
    #expect(failure("a,b\n") { _ = try $0.header(["a", "c"]) }.contains("no column c\n  its columns are a, b"))
    #expect(failure("") { _ = try $0.header(["a"]) } == "t.csv is empty")
    #expect(
      failure("a\nx\n") {
        _ = try $0.header(["a"])
        _ = try $0.next()
        _ = try $0.number(0)
      } == "t.csv: row 2, column 1: 'x' is not a whole number")
    #expect(
      failure("a\n") {
        _ = try $0.next()
        _ = try $0.text(3)
      }.contains("row 1 has 1 columns, 4 or more are needed"))
  }
}
