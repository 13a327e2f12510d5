/// A Swift type that a column can hold: whole numbers, floating-point numbers, text, truth, bytes, and any of them or
/// nothing.
public protocol ColumnType: Hashable, Sendable {
  /// What the column holds.
  static var kind: ColumnKind { get }

  /// From a column's value; nil when the value is of another kind or out of range.
  init?(_ value: ColumnValue)

  /// As a column's value.
  var columnValue: ColumnValue { get }
}

/// What a column holds, seen from Swift.
public struct ColumnKind: Hashable, Sendable {
  /// The type of a value that is there.
  public enum Content: String, Hashable, Sendable {
    /// `Int64` and `Int`.
    case integer
    /// `Double`.
    case real
    /// `String`.
    case text
    /// `Bool`, which databases keep as 0 and 1.
    case boolean
    /// `[UInt8]`.
    case blob
  }

  /// The type of a value that is there.
  public var content: Content
  /// Whether there may be none.
  public var isOptional: Bool

  /// A column's kind.
  public init(_ content: Content, isOptional: Bool = false) {
    self.content = content
    self.isOptional = isOptional
  }

  /// Whether a column of this kind can hold the value.
  func fits(_ value: ColumnValue) -> Bool {
    switch (content, value) {
    case (_, .null): isOptional
    case (.integer, .integer), (.boolean, .integer), (.real, .integer), (.real, .real), (.text, .text), (.blob, .blob):
      true
    default: false
    }
  }
}

extension Int64: ColumnType {
  /// A whole number.
  public static var kind: ColumnKind { ColumnKind(.integer) }
  /// From a whole number.
  public init?(_ value: ColumnValue) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
  /// A whole number.
  public var columnValue: ColumnValue { .integer(self) }
}

extension Int: ColumnType {
  /// A whole number.
  public static var kind: ColumnKind { ColumnKind(.integer) }
  /// From a whole number.
  public init?(_ value: ColumnValue) {
    guard case .integer(let number) = value else { return nil }
    self.init(exactly: number)
  }
  /// A whole number.
  public var columnValue: ColumnValue { .integer(Int64(self)) }
}

extension Double: ColumnType {
  /// A floating-point number.
  public static var kind: ColumnKind { ColumnKind(.real) }
  /// From any number: databases may keep 3.0 as 3.
  public init?(_ value: ColumnValue) {
    switch value {
    case .real(let number): self = number
    case .integer(let number): self = Double(number)
    default: return nil
    }
  }
  /// A floating-point number.
  public var columnValue: ColumnValue { .real(self) }
}

extension String: ColumnType {
  /// Text.
  public static var kind: ColumnKind { ColumnKind(.text) }
  /// From text.
  public init?(_ value: ColumnValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
  /// Text.
  public var columnValue: ColumnValue { .text(self) }
}

extension Bool: ColumnType {
  /// 0 or 1.
  public static var kind: ColumnKind { ColumnKind(.boolean) }
  /// From a whole number: 0 is false.
  public init?(_ value: ColumnValue) {
    guard case .integer(let number) = value else { return nil }
    self = number != 0
  }
  /// 0 or 1.
  public var columnValue: ColumnValue { .integer(self ? 1 : 0) }
}

extension [UInt8]: ColumnType {
  /// Bytes.
  public static var kind: ColumnKind { ColumnKind(.blob) }
  /// From bytes.
  public init?(_ value: ColumnValue) {
    guard case .blob(let bytes) = value else { return nil }
    self = bytes
  }
  /// Bytes.
  public var columnValue: ColumnValue { .blob(self) }
}

extension Optional: ColumnType where Wrapped: ColumnType {
  /// What the wrapped type holds, or nothing.
  public static var kind: ColumnKind { ColumnKind(Wrapped.kind.content, isOptional: true) }
  /// From the wrapped type's values and null.
  public init?(_ value: ColumnValue) {
    if case .null = value {
      self = .none
    } else if let wrapped = Wrapped(value) {
      self = .some(wrapped)
    } else {
      return nil
    }
  }
  /// The wrapped value, or null.
  public var columnValue: ColumnValue { self?.columnValue ?? .null }
}
