/// How records of a topic become rows of a local table (SPEC §9.5).
///
///     Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
///       Map(\.title, from: \.name)
///       ToMany(\.photos, into: LocalPhoto.self, owner: \.rentalID, match: \.remoteID, \.id) {
///         Map(\.url, from: \.url)
///       }
///       OnChange { change, transaction in
///         if change.changed(\.title) { try transaction.enqueue(Email(text: "renamed")) }
///       }
///     }
public struct Consume: Sendable {
  let topic: String
  let model: String
  let resolve: @Sendable (_ topic: String) throws(CaptureError) -> ReplicaTable

  /// Declares that the topic's records of `model`, decoded as `wire`, are kept as rows of `local`: one row whose
  /// property at the first path of `match` equals the record's at the second. That must be the published row's primary
  /// key, for a tombstone has nothing else. Columns that no rule names keep what they have, or their default in a new
  /// row.
  ///
  /// - Parameter model: the published model's name; as a rule the wire type's without its version, `Rental` for
  ///   `RentalV3`
  ///   and for `Rental.V3`.
  public init<Wire: Decodable & SendableMetatype, Local: Model, Value: ColumnType>(
    _ topic: String, _ wire: Wire.Type, into local: Local.Type, model: String? = nil,
    match localKey: any KeyPath<Local, Value> & Sendable, _ wireKey: any KeyPath<Wire, Value> & Sendable,
    @ListBuilder<Rule<Wire, Local>> rules: () -> [Rule<Wire, Local>] = { [] }
  ) {
    let rules = [Rule<Wire, Local>.column(localKey, { $0[keyPath: wireKey].columnValue })] + rules()
    self.topic = topic
    let model = model ?? modelName(of: wire)
    self.model = model
    resolve = { (topic) throws(CaptureError) in
      try ReplicaTable(topic: topic, model: model, match: localKey, rules: rules)
    }
  }
}

/// The name of the model that a wire type is a version of: without a `V` and digits at its end.
func modelName(of wire: Any.Type) -> String {
  for component in String(reflecting: wire).split(separator: ".").reversed() {
    let bare = component.reversed().drop { $0.isNumber }
    guard bare.first == "V", bare.count < component.count else { return String(component) }
    if bare.count > 1 { return String(bare.dropFirst().reversed()) }
  }
  return "\(wire)"
}
