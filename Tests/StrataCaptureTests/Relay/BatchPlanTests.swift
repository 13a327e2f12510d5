import Testing

@testable import StrataCapture

/// SPEC §9.4
@Suite struct BatchPlanTests {
  static let routes: ChangeRoutes = {
    guard let topics = try? PublishedTopics([producer]) else { return ChangeRoutes([], tables: []) }
    return ChangeRoutes(topics.publications, tables: topics.capturedTables)
  }()

  static func plan(_ changes: [Change]) -> BatchPlan { BatchPlan(changes, routes: routes) }

  static func rental(
    _ operation: Change.Operation, _ key: Int64, _ old: [ColumnValue] = [], _ new: [ColumnValue] = []
  ) -> Change {
    Change(sequence: 0, table: "rentals", operation: operation, key: .integer(key), old: old, new: new)
  }

  static func account(_ operation: Change.Operation, _ old: [ColumnValue], _ new: [ColumnValue]) -> Change {
    Change(sequence: 0, table: "accounts", operation: operation, key: .integer(1), old: old, new: new)
  }

  @Test("changes of one row are one record, which remembers every partition key the row had")
  func coalesces() {
    let plan = Self.plan([
      Self.rental(.insert, 5, [], [.integer(1), .null]), Self.rental(.insert, 6, [], [.integer(1), .null]),
      Self.rental(.update, 5, [.integer(1), .null], [.integer(2), .null]),
      Self.rental(.delete, 5, [.integer(2), .null]),
    ])
    #expect(plan.items.map(\.key) == [.integer(5), .integer(6)])
    #expect(plan.items[0].places == [.integer(1), .integer(2)])
    #expect(plan.items.map(\.isNew) == [true, true])
    #expect(plan.items.map(\.isOwn) == [true, true])
  }

  @Test("a row is new by its first change, or when its soft deletion is taken back")
  func newRows() {
    let plan = Self.plan([
      Self.rental(.update, 1, [.integer(1), .null], [.integer(1), .null]),
      Self.rental(.update, 2, [.integer(1), .real(5)], [.integer(1), .null]),
      Self.rental(.update, 3, [.integer(1), .null], [.integer(1), .real(5)]),
    ])
    #expect(plan.items.map(\.isNew) == [false, true, false])
  }

  @Test("a child's change is its old and its new parent's")
  func children() {
    let plan = Self.plan([
      Change(
        sequence: 1, table: "photos", operation: .update, key: .integer(9), old: [.integer(1)], new: [.integer(2)]),
      Change(sequence: 2, table: "photos", operation: .insert, key: .integer(10), old: [], new: [.null]),
      Change(sequence: 3, table: "photos", operation: .delete, key: .integer(11), old: [.integer(2)], new: []),
    ])
    #expect(plan.items.map(\.key) == [.integer(1), .integer(2)])
    #expect(plan.items.allSatisfy { !$0.isOwn })
  }

  @Test("an observed row counts when a column that matters differs, and as it was and as it is")
  func observed() {
    let old: [ColumnValue] = [.integer(1), .text("Ann"), .text("15:00")]
    var renamed = old
    renamed[1] = .text("Anne")
    var moved = old
    moved[2] = .text("16:00")
    #expect(Self.plan([Self.account(.update, old, renamed)]).observations.isEmpty)
    #expect(Self.plan([Self.account(.update, old, old)]).observations.isEmpty)
    #expect(Self.plan([Self.account(.update, old, moved)]).observations.map(\.rows) == [[old, moved]])
    #expect(Self.plan([Self.account(.insert, [], old)]).observations.map(\.rows) == [[old]])
    #expect(Self.plan([Self.account(.delete, old, [])]).observations.map(\.rows) == [[old]])
    // Accounts are published themselves, whatever column changed.
    #expect(Self.plan([Self.account(.update, old, renamed)]).items.map(\.publication) == [1])
  }

  @Test("values that were not kept when a change was captured are taken for unknown")
  func shortValues() {
    let plan = Self.plan([Self.rental(.update, 1, [], []), Self.account(.update, [], [.integer(1)])])
    #expect(plan.items[0].places.isEmpty)
    #expect(plan.observations.map(\.rows) == [])
  }
}
