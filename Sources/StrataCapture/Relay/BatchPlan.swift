/// Which records a batch of changes asks for (SPEC §9.4): changes of one row are one record, a child's change is its
/// parent's (the old one's and the new one's), and a change of an observed column names rows to be captured again.
///
/// A value: changes in, work out. The rows themselves are read by ``BatchMaker``.
struct BatchPlan: Sendable {
  /// One record to make: a model's row.
  struct Item: Hashable, Sendable {
    /// Which publication, by number.
    let publication: Int
    let key: ColumnValue
    /// Whether its own row changed, not only one it depends on.
    var isOwn = false
    /// Whether the first of its changes made the row, or brought it back.
    var isNew = false
    /// The partition keys the row had before and after each of its changes.
    var places: [ColumnValue] = []
  }

  /// A row of an observed table whose columns changed.
  struct Observation: Hashable, Sendable {
    let publication: Int
    let observer: Int
    let key: ColumnValue
    /// As it was and as it is.
    let rows: [[ColumnValue]]
  }

  private struct Name: Hashable {
    let publication: Int
    let key: ColumnValue
  }

  private(set) var items: [Item] = []
  private(set) var observations: [Observation] = []
  private var numbers: [Name: Int] = [:]

  /// Takes the changes of a batch, oldest first.
  init(_ changes: [Change], routes: ChangeRoutes) {
    for change in changes {
      for route in routes.routes[change.table] ?? [] { take(change, route) }
    }
  }

  private mutating func take(_ change: Change, _ route: ChangeRoutes.Route) {
    switch route {
    case .own(let publication, let place, let softDelete):
      let (number, isFirst) = item(publication, change.key)
      items[number].isOwn = true
      if isFirst || !items[number].isNew, change.operation == .insert || cameBack(change, softDelete) {
        items[number].isNew = true
      }
      for value in [change.old[safe: place], change.new[safe: place]] {
        if let value, !items[number].places.contains(value) { items[number].places.append(value) }
      }
    case .child(let publication, let parent):
      for value in [change.old[safe: parent], change.new[safe: parent]] {
        if let value, value != .null { _ = item(publication, value) }
      }
    case .observed(let publication, let observer, let columns, let all):
      if change.operation == .update, !columns.contains(where: { change.old[safe: $0] != change.new[safe: $0] }) {
        return
      }
      let rows = [change.old, change.new].map { values in all.compactMap { values[safe: $0] } }
      observations.append(
        Observation(
          publication: publication, observer: observer, key: change.key, rows: rows.filter { $0.count == all.count }))
    }
  }

  private func cameBack(_ change: Change, _ softDelete: Int?) -> Bool {
    guard let softDelete, let old = change.old[safe: softDelete] else { return false }
    return old != .null && change.new[safe: softDelete] == .null
  }

  private mutating func item(_ publication: Int, _ key: ColumnValue) -> (number: Int, isFirst: Bool) {
    let name = Name(publication: publication, key: key)
    if let known = numbers[name] { return (known, false) }
    numbers[name] = items.count
    items.append(Item(publication: publication, key: key))
    return (items.count - 1, true)
  }
}

/// What a change of each captured table means, by the numbers of publications and of kept columns.
struct ChangeRoutes: Sendable {
  enum Route: Hashable, Sendable {
    /// A published row: where its partition key and its soft deletion are kept.
    case own(publication: Int, place: Int, softDelete: Int?)
    /// A child of a published row: where its parent's key is kept.
    case child(publication: Int, parent: Int)
    /// A row that others are computed from: where the columns that matter are kept, and all of them in declared order.
    case observed(publication: Int, observer: Int, columns: [Int], all: [Int])
  }

  private(set) var routes: [String: [Route]] = [:]

  init(_ publications: [Publication], tables: [CapturedTable]) {
    let kept = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0.kept) })
    func place(_ column: Int, of shape: TableShape) -> Int {
      // `capturedTables` keeps every column asked for here; beyond the end reads as unknown.
      kept[shape.name]?.firstIndex(of: shape.columns[column].name) ?? Int.max
    }
    for (number, publication) in publications.enumerated() {
      let shape = publication.shape
      routes[shape.name, default: []].append(
        .own(
          publication: number, place: place(publication.partitionKey, of: shape),
          softDelete: publication.softDelete.map { place($0, of: shape) }))
      for child in publication.embedded {
        routes[child.shape.name, default: []].append(
          .child(publication: number, parent: place(child.parent, of: child.shape)))
      }
      for (observer, other) in publication.observed.enumerated() {
        routes[other.shape.name, default: []].append(
          .observed(
            publication: number, observer: observer, columns: other.columns.map { place($0, of: other.shape) },
            all: other.shape.columns.indices.map { place($0, of: other.shape) }))
      }
    }
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
