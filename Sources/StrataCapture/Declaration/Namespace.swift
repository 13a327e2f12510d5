/// What an application publishes, as one version of its contract (SPEC §9.2). The topics are named
/// `<namespace>_<topic>`, so `v3` and `v4` live side by side.
///
///     let producer = Namespace("v3") {
///       Topic("rentals", key: \Rental.accountID) {
///         Publish(Rental.self) {
///           Embed(Photo.self, parent: \.rentalID)
///           SoftDelete(\.canceledAt)
///         } serializer: { rental, db in
///           RentalV3(id: rental.id, photos: try db.all(Photo.self, \.rentalID, rental.id).map { PhotoV3(id: $0.id) })
///         }
///         Publish(Account.self, key: \.id)
///       }
///     }
public struct Namespace: Sendable {
  /// The first part of the topics' names.
  public let name: String
  let topics: [Topic]

  /// Declares the topics of a namespace.
  public init(_ name: String, @ListBuilder<Topic> topics: () -> [Topic]) {
    self.name = name
    self.topics = topics()
  }
}

/// A topic and the models published into it.
public struct Topic: Sendable {
  let name: String
  let partitions: Int32
  let settings: [String: String]
  let models: [PublishedModel]

  /// Declares a topic. Its records are placed by the hash of the property at `key`, so what has the same key stays in
  /// order; a model other than `Root` says its own (`Publish(Account.self, key: \.id)`).
  ///
  /// - Parameter partitions: how many partitions the topic gets when it is made; an existing one keeps what it has.
  /// - Parameter settings: Kafka's topic settings by Kafka's names, for when it is made.
  public init<Root: Model, Key: ColumnType>(
    _ name: String, key: any KeyPath<Root, Key> & Sendable, partitions: Int32 = 1, settings: [String: String] = [:],
    @PublishBuilder<Root> models: () -> [PublishBuilder<Root>.Element]
  ) {
    self.name = name
    self.partitions = partitions
    self.settings = settings
    self.models = models().map { $0.keyed(by: key) }
  }
}

/// Collects the models of a topic: those of the topic's own model may use its key, all others must say theirs.
@resultBuilder public enum PublishBuilder<Root: Model> {
  /// A model of the block, the key of the topic's own model still open.
  public struct Element: Sendable {
    let keyed: @Sendable (any PartialKeyPath<Root> & Sendable) -> PublishedModel

    func keyed(by key: any PartialKeyPath<Root> & Sendable) -> PublishedModel { keyed(key) }
  }

  /// A model with a key of its own.
  public static func buildExpression<Other>(_ publish: Publish<Other, OwnKey>) -> [Element] {
    [Element { _ in publish.model(keyedBy: nil) }]
  }
  /// The topic's own model.
  public static func buildExpression(_ publish: Publish<Root, TopicKey>) -> [Element] {
    [Element { publish.model(keyedBy: $0) }]
  }
  /// Another model without a key: refused.
  @available(*, unavailable, message: "the topic's key is another model's; say this one's: Publish(_, key: \\.id)")
  public static func buildExpression<Other>(_ publish: Publish<Other, TopicKey>) -> [Element] { [] }
  /// The models of a block.
  public static func buildBlock(_ lists: [Element]...) -> [Element] { lists.flatMap { $0 } }
  /// An `if` without an `else`.
  public static func buildOptional(_ list: [Element]?) -> [Element] { list ?? [] }
  /// An `if`'s first branch.
  public static func buildEither(first list: [Element]) -> [Element] { list }
  /// An `if`'s other branch.
  public static func buildEither(second list: [Element]) -> [Element] { list }
}
