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
      case .append(let items):
        given[name] = try list(name, items) { $0 + $1.filter { [old = $0] in !old.contains($0) } }
      case .subtract(let items): given[name] = try list(name, items) { old, gone in old.filter { !gone.contains($0) } }
      }
    }
    return try TopicSettings(given, inherited: inherited)
  }

  private func list(
    _ name: String, _ items: String, _ change: ([Substring], [Substring]) -> [Substring]
  ) throws(EngineError) -> String {
    guard let definition = Self.definition(name), definition.kind == .list else {
      throw .invalidSetting(
        name: name, value: items, reason: "it is no list that items could be added to or taken from")
    }
    let old = (value(name) ?? "").split(separator: ",")
    return change(old, items.split(separator: ",")).joined(separator: ",")
  }
}
