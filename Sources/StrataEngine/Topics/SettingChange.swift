/// What is to happen to one setting of a topic (SPEC §7.1).
public enum SettingChange: Hashable, Sendable {
  /// It has this value from then on.
  case set(String)
  /// It is as if it had never been given.
  case remove
  /// A list has these items too, commas between them.
  case append(String)
  /// A list has these items no more.
  case subtract(String)
}

extension TopicSettings {
  /// The settings after changes by name. A list that was not given changes from what holds. Throws
  /// ``EngineError/invalidSetting(name:value:reason:)`` and ``EngineError/unsupportedSetting(name:value:)``.
  public func changed(_ changes: [String: SettingChange]) throws(EngineError) -> TopicSettings {
    var given = given
    for (name, change) in changes.sorted(by: { $0.key < $1.key }) {
      switch change {
      case .set(let value): given[name] = value
      case .remove: given[name] = nil
      case .append(let items), .subtract(let items):
        guard Self.definition(name)?.kind == .list else {
          throw .invalidSetting(
            name: name, value: items, reason: "it is no list that items could be added to or taken from")
        }
        given[name] = change.applied(to: value(name) ?? "")
      }
    }
    return try TopicSettings(given, inherited: inherited)
  }
}

extension SettingChange {
  /// What becomes of a list; nil when nothing is left of it, not even that it was given.
  func applied(to list: String) -> String? {
    let old = list.split(separator: ",").map(String.init)
    switch self {
    case .set(let value): return value
    case .remove: return nil
    case .append(let items):
      let new = items.split(separator: ",").map(String.init).filter { !old.contains($0) }
      return (old + new).joined(separator: ",")
    case .subtract(let items):
      let gone = items.split(separator: ",").map(String.init)
      return old.filter { !gone.contains($0) }.joined(separator: ",")
    }
  }
}
