/// What an application keeps of what others publish: which records of a namespace's topics become rows of which tables.
///
///     let replica = Replica(of: "v3") {
///       Consume("rentals", RentalV3.self, into: LocalRental.self, match: \.remoteID, \.id) {
///         Map(\.title, from: \.name)
///       }
///     }
public struct Replica: Sendable {
  let namespace: String
  let tables: [Consume]

  /// Declares what is kept of the topics of `namespace`.
  public init(of namespace: String, @ListBuilder<Consume> tables: () -> [Consume]) {
    self.namespace = namespace
    self.tables = tables()
  }
}

/// A replica's tables, checked.
struct ReplicaTables: Sendable {
  let all: [ReplicaTable]
  /// The topics' whole names, each once.
  let topics: [String]
  /// By topic, then by model.
  let byTopic: [String: [String: [ReplicaTable]]]

  /// Throws ``CaptureError/Code/declaration`` for what can't be right whatever the database.
  init(_ replica: Replica) throws(CaptureError) {
    guard !replica.tables.isEmpty else {
      throw CaptureError(.declaration, "declare a replica of \(replica.namespace)", "it consumes nothing")
    }
    var all: [ReplicaTable] = []
    var topics: [String] = []
    var byTopic: [String: [String: [ReplicaTable]]] = [:]
    for declaration in replica.tables {
      let topic = "\(replica.namespace)_\(declaration.topic)"
      let table = try declaration.resolve(topic)
      let same = byTopic[topic]?[table.model] ?? []
      guard !same.contains(where: { $0.shape.name == table.shape.name }) else {
        throw CaptureError(
          .declaration, "consume \(table.model) of \(topic)", "it is kept in table \(table.shape.name) twice")
      }
      if byTopic[topic] == nil { topics.append(topic) }
      byTopic[topic, default: [:]][table.model] = same + [table]
      all.append(table)
    }
    self.all = all
    self.topics = topics
    self.byTopic = byTopic
  }
}
