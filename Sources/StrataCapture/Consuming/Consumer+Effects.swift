/// An effect to be carried out, as it was enqueued.
public struct Effect<Value: Sendable>: Sendable {
  /// Tells effects apart; rises, and is never used twice in a database.
  public let id: Int64
  /// What was enqueued.
  public let value: Value
}

extension Consumer {
  /// The oldest effects of a type, oldest first. Carry them out and then ``acknowledge(_:)`` them: a crash between the
  /// two gives the same effects, with the same ids, again.
  public nonisolated func effects<Value: Decodable & Sendable>(
    of type: Value.Type, limit: Int = 100
  ) throws -> [Effect<Value>] {
    try database.read { session in
      try store.effects(named: "\(type)", limit: limit, in: session).map { id, body in
        Effect(id: id, value: try decodeJSON(type, from: body))
      }
    }
  }

  /// Forgets effects that were carried out.
  public nonisolated func acknowledge<Value: Sendable>(_ effects: [Effect<Value>]) throws {
    try database.write { session in
      for effect in effects { try store.removeEffect(effect.id, in: session) }
    }
  }

  /// How many effects wait to be carried out.
  public nonisolated func waitingEffects() throws -> Int {
    try database.read { try store.effectCount(in: $0) }
  }
}
