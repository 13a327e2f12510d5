/// A type that a command line can carry in one word (SPEC §10.1).
protocol ArgumentValue: Sendable {
  /// What a fitting word is, as it follows "is not": `a whole number`.
  static var expected: String { get }
  /// Stands in while a command is described and no word is there.
  static var standIn: Self { get }
  /// Every word there is, where they can be listed.
  static var choices: [String] { get }
  init?(argument: String)
  /// The word that makes this value; help shows it as the default.
  var argument: String { get }
}

extension ArgumentValue {
  static var choices: [String] { [] }
}

extension String: ArgumentValue {
  static var expected: String { "a text" }
  static var standIn: String { "" }
  init?(argument: String) { self = argument }
  var argument: String { self }
}

extension Int: ArgumentValue {
  static var expected: String { "a whole number" }
  static var standIn: Int { 0 }
  init?(argument: String) { self.init(argument) }
  var argument: String { String(self) }
}

extension Int64: ArgumentValue {
  static var expected: String { "a whole number" }
  static var standIn: Int64 { 0 }
  init?(argument: String) { self.init(argument) }
  var argument: String { String(self) }
}

extension UInt64: ArgumentValue {
  static var expected: String { "a whole number, 0 or more" }
  static var standIn: UInt64 { 0 }
  init?(argument: String) { self.init(argument) }
  var argument: String { String(self) }
}

/// A whole number of at least one: a count or a size that zero would make meaningless.
struct Positive: ArgumentValue, Hashable, ExpressibleByIntegerLiteral {
  let value: Int

  static let expected = "a whole number, 1 or more"
  static let standIn: Positive = 1
  init(integerLiteral value: Int) { self.value = max(1, value) }
  init?(argument: String) {
    guard let value = Int(argument), value >= 1 else { return nil }
    self.value = value
  }
  var argument: String { String(value) }
}

/// A value that is one of a few words.
protocol ArgumentChoice: ArgumentValue, CaseIterable, RawRepresentable where RawValue == String, AllCases == [Self] {}

extension ArgumentChoice {
  static var expected: String { "one of \(choices.joined(separator: ", "))" }
  static var standIn: Self { allCases[0] }
  static var choices: [String] { allCases.map(\.rawValue) }
  init?(argument: String) { self.init(rawValue: argument) }
  var argument: String { rawValue }
}
