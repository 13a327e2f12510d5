import StrataTransport

/// What stands around a row in a record (SPEC §9.2): the key `Model:key`, and headers that say how new it is, of which
/// model, what happened and what the value is made of.
struct Envelope: Hashable, Sendable {
  /// What happened, as far as the relay can tell: changes that came together are one.
  enum Event: String, Hashable, Sendable {
    case created
    case updated
    case deleted
    case softDeleted
    /// The row's partition key changed, and its record is in another partition now: this tombstone only ends its
    /// history here.
    case moved
  }

  enum Name {
    static let version = "version"
    static let model = "model"
    static let event = "event"
    static let schema = "schema"
  }

  var version: Version
  var model: String
  var event: Event
  /// The published row's key, as ``keyText(_:)`` writes it.
  var key: String

  /// Reads a record's key and headers. Throws ``CaptureError/Code/undecodable`` and says what is missing.
  init(_ record: ConsumedRecord) throws(CaptureError) {
    func flaw(_ reason: String) -> CaptureError {
      CaptureError(.undecodable, "read the record at offset \(record.offset)", reason)
    }
    guard let key = record.key else { throw flaw("it has no key; a relay's records have Model:key") }
    guard let colon = key.firstIndex(of: UInt8(ascii: ":")), let text = String(validating: key, as: UTF8.self) else {
      throw flaw("its key is not Model:key")
    }
    model = String(decoding: key[..<colon], as: UTF8.self)
    self.key = String(text.utf8.dropFirst(colon + 1)) ?? ""
    var version: Version?
    var event: Event?
    for header in record.headers {
      guard let value = header.value else { continue }
      switch header.name {
      case Name.version: version = Version(value.span)
      case Name.event: event = Event(rawValue: String(decoding: value, as: UTF8.self))
      default: break
      }
    }
    guard let version else { throw flaw("it has no header \(Name.version) of the form epoch:sequence") }
    self.version = version
    self.event = event ?? (record.value == nil ? .deleted : .updated)
  }

  /// What a tombstone of this event says of the row.
  var tombstoneState: Standing.State { event == .softDeleted ? .softDeleted : .deleted }
}

/// The headers of a batch's records: one array for each model and event, shared by all of them.
struct EnvelopeHeaders {
  private let version: Header
  private var made: [Int: [Header]] = [:]

  init(_ version: Version) { self.version = Header(Envelope.Name.version, version.description) }

  mutating func headers(_ event: Envelope.Event, of publication: Publication, numbered number: Int) -> [Header] {
    let place = number * 8 + event.hashPlace
    if let known = made[place] { return known }
    let headers = [
      version, Header(Envelope.Name.model, publication.model), Header(Envelope.Name.event, event.rawValue),
      Header(Envelope.Name.schema, publication.schema),
    ]
    made[place] = headers
    return headers
  }
}

extension Envelope.Event {
  fileprivate var hashPlace: Int {
    switch self {
    case .created: 0
    case .updated: 1
    case .deleted: 2
    case .softDeleted: 3
    case .moved: 4
    }
  }
}

/// A key as text: what records and parked rows name a row by. Bytes are written in hexadecimal.
func keyText(_ value: ColumnValue) -> String {
  switch value {
  case .null: return ""
  case .integer(let number): return String(number)
  case .real(let number): return number.description
  case .text(let text): return text
  case .blob(let bytes):
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// The key that ``keyText(_:)`` wrote, for a column of this kind; nil when it can't be one.
func keyValue(_ text: String, as content: ColumnKind.Content) -> ColumnValue? {
  switch content {
  case .integer, .boolean: return Int64(text).map { .integer($0) }
  case .real: return Double(text).map { .real($0) }
  case .text: return .text(text)
  case .blob:
    let digits = text.utf8.map { UInt8(hexadecimal: $0) }
    guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
    let whole = digits.compactMap { $0 }
    return .blob(stride(from: 0, to: whole.count, by: 2).map { whole[$0] << 4 | whole[$0 + 1] })
  }
}

extension UInt8 {
  fileprivate init?(hexadecimal digit: UInt8) {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self = digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self = digit - UInt8(ascii: "a") + 10
    default: return nil
    }
  }
}
