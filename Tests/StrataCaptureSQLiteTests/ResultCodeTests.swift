import StrataCapture
import Testing

@testable import StrataCaptureSQLite

/// SPEC §9.1: SQLite's codes, extended ones too, say what kind of failure it is.
@Suite struct ResultCodeTests {
  @Test(
    "a code means one kind of failure",
    arguments: [
      (5, .locked), (261, .locked), (13, .full), (4874, .full), (10, .damaged), (266, .damaged), (11, .damaged),
      (26, .foreign), (8, .readOnly), (19, .constraint), (2067, .constraint), (1, .statement),
    ] as [(Int32, CaptureError.Code)])
  func meaning(code: Int32, expected: CaptureError.Code) {
    #expect(ResultCode.meaning(of: code).0 == expected)
  }
}
