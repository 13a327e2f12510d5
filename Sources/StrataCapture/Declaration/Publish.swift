/// Marks a model that is placed by its topic's key.
public enum TopicKey: Sendable {}

/// Marks a model that is placed by a key of its own.
public enum OwnKey: Sendable {}

/// Publishes a model's rows: each change sends the row as its serializer makes it, each deletion a tombstone (SPEC
/// §9.2).
public struct Publish<Root: Model, Keying>: Sendable {
  let key: (any PartialKeyPath<Root> & Sendable)?
  let parts: [Part<Root>]
  let serializer: RowSerializer<Root>

  func model(keyedBy topicKey: (any PartialKeyPath<Root> & Sendable)?) -> PublishedModel {
    PublishedModel(Root.self, key: key ?? topicKey, parts: parts, serializer: serializer)
  }
}

extension Publish where Keying == TopicKey {
  /// Publishes the topic's own model; the wire has every column by its property's name.
  public init(_ model: Root.Type, @ListBuilder<Part<Root>> parts: () -> [Part<Root>] = { [] }) {
    self.init(key: nil, parts: parts(), serializer: .columns)
  }

  /// Publishes the topic's own model as `serializer` makes it, as JSON. It reads what it needs through the snapshot,
  /// all of it one state of the database, and depends on nothing else: equal rows give equal records.
  public init<Wire: Encodable & SendableMetatype>(
    _ model: Root.Type, @ListBuilder<Part<Root>> parts: () -> [Part<Root>],
    serializer: @escaping @Sendable (Root, Snapshot) throws -> Wire
  ) {
    self.init(key: nil, parts: parts(), serializer: .made(serializer))
  }
}

extension Publish where Keying == OwnKey {
  /// Publishes a model placed by the hash of the property at `key`; the wire has every column by its property's name.
  public init<Key: ColumnType>(
    _ model: Root.Type, key: any KeyPath<Root, Key> & Sendable,
    @ListBuilder<Part<Root>> parts: () -> [Part<Root>] = { [] }
  ) {
    self.init(key: key, parts: parts(), serializer: .columns)
  }

  /// Publishes a model placed by the hash of the property at `key`, as `serializer` makes it, as JSON.
  public init<Key: ColumnType, Wire: Encodable & SendableMetatype>(
    _ model: Root.Type, key: any KeyPath<Root, Key> & Sendable,
    @ListBuilder<Part<Root>> parts: () -> [Part<Root>],
    serializer: @escaping @Sendable (Root, Snapshot) throws -> Wire
  ) {
    self.init(key: key, parts: parts(), serializer: .made(serializer))
  }
}

/// How a row becomes a record's value.
struct RowSerializer<Root: Model>: Sendable {
  /// What the value is made of, for the record's header: a Swift type's name, or the model's.
  let schema: String
  let bytes: @Sendable ([ColumnValue], Snapshot) throws -> [UInt8]

  /// Every column, written without going through `Codable`.
  static var columns: Self {
    Self(schema: "\(Root.self)") { values, _ in
      var text = JSONText()
      try text.append(values, as: Root.table.shape.columns)
      return text.bytes
    }
  }

  /// What the application's own function returns.
  static func made<Wire: Encodable & SendableMetatype>(
    _ serializer: @escaping @Sendable (Root, Snapshot) throws -> Wire
  ) -> Self {
    Self(schema: "\(Wire.self)") { values, snapshot in
      try encodeJSON(serializer(Root.table.row(values), snapshot))
    }
  }
}
