import StrataTransport

/// A promise of the transport contract that was not kept.
public struct ConformanceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the contract asks for.
  public var expected: String
  /// What the transport did.
  public var seen: String

  /// A broken promise.
  public init(expected: String, seen: String) {
    self.expected = expected
    self.seen = seen
  }

  /// `expected …; seen …`.
  public var description: String { "expected \(expected); seen \(seen)" }
}

/// Throws unless the promise was kept.
func expect(_ kept: Bool, _ expected: @autoclosure () -> String, seen: @autoclosure () -> Any)
  throws(ConformanceFailure)
{
  if !kept { throw ConformanceFailure(expected: expected(), seen: brief(seen())) }
}

/// Throws unless `seen` is what was expected of `what`.
func expectEqual<Value: Equatable>(_ seen: Value, _ expected: Value, _ what: String) throws(ConformanceFailure) {
  if seen != expected { throw ConformanceFailure(expected: "\(what): \(brief(expected))", seen: brief(seen)) }
}

/// Throws unless `body` throws a transport's error of this code.
func expectError(
  _ code: TransportError.Code, _ what: String, _ body: () async throws -> Void
) async throws(ConformanceFailure) {
  do {
    try await body()
  } catch let error as TransportError {
    try expect(error.code == code, "\(what) to throw \(code.rawValue)", seen: error)
    return
  } catch {
    throw ConformanceFailure(expected: "\(what) to throw a TransportError", seen: "\(error)")
  }
  throw ConformanceFailure(expected: "\(what) to throw \(code.rawValue)", seen: "no error")
}

/// As text, cut where it would bury the message.
func brief(_ value: Any) -> String {
  let text = String(describing: value)
  return text.count <= 400 ? text : text.prefix(400) + "…"
}

/// An event in a line.
func brief(_ event: ConsumerEvent?) -> String {
  switch event {
  case nil: "no event"
  case .assigned(let partitions): "assigned \(partitions)"
  case .revoked(let partitions): "revoked \(partitions)"
  case .lost(let partitions): "lost \(partitions)"
  case .batch(let batch):
    "batch of \(batch.records.count) records of \(batch.partition) that ends before \(batch.next)"
  }
}
