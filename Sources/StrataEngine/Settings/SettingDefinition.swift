/// What values a setting takes; the numbers are Kafka's.
package enum SettingKind: Int8, Hashable, Sendable {
  /// `true` or `false`.
  case boolean = 1
  /// Any text.
  case string = 2
  /// A whole number of 32 bits.
  case int = 3
  /// A whole number of 16 bits.
  case short = 4
  /// A whole number of 64 bits.
  case long = 5
  /// A number with a fraction.
  case double = 6
  /// Texts, commas between them.
  case list = 7
  /// A Java class's name.
  case `class` = 8
  /// A text that is not shown.
  case password = 9
}

extension SettingKind {
  private static let names: [String: SettingKind] = [
    "boolean": .boolean, "string": .string, "int": .int, "short": .short, "long": .long, "double": .double,
    "list": .list, "class": .class, "password": .password,
  ]

  /// The kind that the tables call so.
  init?(named name: String) {
    guard let kind = Self.names[name] else { return nil }
    self = kind
  }
}

/// Which values of its kind a setting takes.
enum SettingRule: Hashable, Sendable {
  case any
  case numbers(ClosedRange<Int64>)
  /// Numbers in a range, or one besides.
  case numbersOr(Int64, ClosedRange<Int64>)
  case fractions(ClosedRange<Double>)
  /// These words; of a list, each item.
  case words([String])
  /// `*`, or `partition:broker` each.
  case replicas
  /// What was never honoured may only keep its default.
  case onlyDefault
}

/// A setting by its name (SPEC §7.7): its kind, default and range.
package struct SettingDefinition: Hashable, Sendable {
  /// Kafka's name.
  package let name: String
  /// What values it takes.
  package let kind: SettingKind
  /// What holds when nothing is given, as Kafka has it; nil for nothing.
  package let standard: String?
  let rule: SettingRule
  /// Whether a broker takes another value while it runs; topics' all are.
  package let isDynamic: Bool

  init(
    _ name: String, _ kind: SettingKind, _ standard: String?, _ rule: SettingRule = .any, isDynamic: Bool = true
  ) {
    self.name = name
    self.kind = kind
    self.standard = standard
    self.rule = rule
    self.isDynamic = isDynamic
  }

  /// Whether values are not to be shown.
  package var isSensitive: Bool { kind == .password }

  /// The value as it is kept: without spaces around it, numbers in figures, a list joined by commas. Throws
  /// ``EngineError/invalidSetting(name:value:reason:)``.
  package func normalized(_ value: String) throws(EngineError) -> String {
    func refuse(_ reason: String) -> EngineError { .invalidSetting(name: name, value: value, reason: reason) }
    let text = value.withoutSpacesAround
    switch kind {
    case .boolean:
      guard let word = ["true", "false"].first(where: { $0 == text.lowercased() }) else {
        throw refuse("it must be either true or false")
      }
      return word
    case .int, .short, .long:
      let range = kind.range
      guard let number = Int64(text), range.contains(number) else {
        throw refuse("it is not a number of type \("\(kind)".uppercased())")
      }
      if let reason = reason(against: number) { throw refuse(reason) }
      return String(number)
    case .double:
      guard let number = Double(text) else { throw refuse("it is not a number of type DOUBLE") }
      if case .fractions(let range) = rule {
        if number < range.lowerBound { throw refuse("it must be at least \(range.lowerBound)") }
        if number > range.upperBound { throw refuse("it must be no more than \(range.upperBound)") }
      }
      return "\(number)"
    case .list:
      let items = text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
      let words = items.map { String($0).withoutSpacesAround }
      if words.contains("") { throw refuse("its items must not be empty") }
      for word in words { if let reason = reason(against: word) { throw refuse(reason) } }
      return words.joined(separator: ",")
    case .string, .class, .password:
      if text.utf8.contains(where: { $0 < 0x20 }) { throw refuse("it has characters that are not for writing") }
      if let reason = reason(against: text) { throw refuse(reason) }
      return text
    }
  }

  private func reason(against number: Int64) -> String? {
    switch rule {
    case .numbers(let range):
      if number < range.lowerBound { return "it must be at least \(range.lowerBound)" }
      return number > range.upperBound ? "it must be no more than \(range.upperBound)" : nil
    case .numbersOr(let other, let range):
      if number == other || range.contains(number) { return nil }
      return "it must be from \(range.lowerBound) to \(range.upperBound), or \(other)"
    case .any, .fractions, .words, .replicas, .onlyDefault: return nil
    }
  }

  private func reason(against word: String) -> String? {
    switch rule {
    case .words(let words):
      return words.contains(word) ? nil : "it must be one of: \(words.joined(separator: ", "))"
    case .replicas:
      let numbers = word.split(separator: ":", omittingEmptySubsequences: false)
      if word == "*" || numbers.count == 2 && numbers.allSatisfy({ UInt32($0) != nil }) { return nil }
      return "it must be * or a list of partition:broker,partition:broker"
    case .any, .numbers, .numbersOr, .fractions, .onlyDefault: return nil
    }
  }
}

extension SettingKind {
  fileprivate var range: ClosedRange<Int64> {
    switch self {
    case .int: Int64(Int32.min)...Int64(Int32.max)
    case .short: Int64(Int16.min)...Int64(Int16.max)
    default: Int64.min...Int64.max
    }
  }
}

extension String {
  /// Without the spaces and control characters at both ends.
  var withoutSpacesAround: String {
    var text = utf8[...]
    while let first = text.first, first <= 0x20 { text.removeFirst() }
    while let last = text.last, last <= 0x20 { text.removeLast() }
    return String(Substring(text))
  }
}
