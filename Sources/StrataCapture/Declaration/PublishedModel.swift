/// A model in a topic as declared, its Swift types erased, not yet checked.
struct PublishedModel: Sendable {
  let resolve: @Sendable (_ topic: String) throws(CaptureError) -> Publication

  init<Root: Model>(
    _ model: Root.Type, key: (any PartialKeyPath<Root> & Sendable)?, parts: [Part<Root>],
    serializer: RowSerializer<Root>
  ) {
    resolve = { (topic) throws(CaptureError) in
      let here = "publish \(Root.self) in \(topic)"
      try Root.checkTable()
      guard let key else { throw CaptureError(.declaration, here, "it has no partition key; say Publish(_, key:)") }
      var publication = Publication(
        topic: topic, model: "\(Root.self)", shape: Root.table.shape,
        partitionKey: try Root.table.column(declaredAt: key, in: here), schema: serializer.schema,
        serialize: serializer.bytes)
      for part in parts {
        switch try part.resolve(here) {
        case .embedded(let table): publication.embedded.append(table)
        case .observed(let table): publication.observed.append(table)
        case .softDelete(let column):
          guard publication.softDelete == nil else {
            throw CaptureError(.declaration, here, "SoftDelete is said twice")
          }
          publication.softDelete = column
        }
      }
      return publication
    }
  }
}

/// A model in a topic, checked: what the relay works by.
struct Publication: Sendable {
  /// The topic's whole name.
  let topic: String
  /// The model's name, the first half of its records' keys.
  let model: String
  let shape: TableShape
  /// The column whose hash places the records.
  let partitionKey: Int
  let schema: String
  let serialize: @Sendable ([ColumnValue], Snapshot) throws -> [UInt8]
  var embedded: [EmbeddedTable] = []
  var observed: [ObservedTable] = []
  var softDelete: Int?
}

/// A topic, checked.
struct PublishedTopic: Sendable {
  let name: String
  let partitions: Int32
  let settings: [String: String]
  let publications: [Publication]
}

/// Everything a relay publishes, checked.
struct PublishedTopics: Sendable {
  let topics: [PublishedTopic]
  var publications: [Publication] { topics.flatMap(\.publications) }

  /// Throws ``CaptureError/Code/declaration`` for what can't be right whatever the database.
  init(_ namespaces: [Namespace]) throws(CaptureError) {
    var topics: [PublishedTopic] = []
    var seen: Set<String> = []
    for namespace in namespaces {
      guard !namespace.name.isEmpty else {
        throw CaptureError(.declaration, "declare a namespace", "it has no name")
      }
      for topic in namespace.topics {
        let name = "\(namespace.name)_\(topic.name)"
        let here = "declare topic \(name)"
        guard !topic.name.isEmpty else { throw CaptureError(.declaration, here, "it has no name") }
        guard seen.insert(name).inserted else { throw CaptureError(.declaration, here, "it is declared twice") }
        guard topic.partitions > 0 else {
          throw CaptureError(.declaration, here, "it has \(topic.partitions) partitions; at least 1 is needed")
        }
        topics.append(
          PublishedTopic(
            name: name, partitions: topic.partitions, settings: topic.settings,
            publications: try Self.publications(topic, named: name)))
      }
    }
    self.topics = topics
  }

  private static func publications(_ topic: Topic, named name: String) throws(CaptureError) -> [Publication] {
    guard !topic.models.isEmpty else {
      throw CaptureError(.declaration, "declare topic \(name)", "it publishes no model")
    }
    var publications: [Publication] = []
    for model in topic.models {
      let publication = try model.resolve(name)
      guard !publications.contains(where: { $0.model == publication.model }) else {
        throw CaptureError(.declaration, "publish \(publication.model) in \(name)", "the model is there already")
      }
      publications.append(publication)
    }
    return publications
  }

  /// What of which table must be captured for these publications: each table once, with all the columns they speak of.
  var capturedTables: [CapturedTable] {
    var order: [String] = []
    var tables: [String: CapturedTable] = [:]
    func add(_ shape: TableShape, keeping kept: [Int]) {
      if tables[shape.name] == nil { order.append(shape.name) }
      var table = tables[shape.name] ?? CapturedTable(name: shape.name, key: shape.key.name, columns: [], kept: [])
      for column in shape.columns where !table.columns.contains(column.name) { table.columns.append(column.name) }
      for column in kept.map({ shape.columns[$0].name }) where !table.kept.contains(column) {
        table.kept.append(column)
      }
      tables[shape.name] = table
    }
    for publication in publications {
      add(publication.shape, keeping: [publication.partitionKey] + (publication.softDelete.map { [$0] } ?? []))
      for child in publication.embedded { add(child.shape, keeping: [child.parent]) }
      // All columns, for the row as it was can't be read any more.
      for other in publication.observed { add(other.shape, keeping: Array(other.shape.columns.indices)) }
    }
    return order.compactMap { tables[$0] }
  }
}
