/// A table's rows in the order of a column, read by pages: memory stays flat however many there are. Rows whose column
/// is null are left out: no published row has such a key.
struct KeyedRows {
  private static let pageSize = 500

  private let shape: TableShape
  private let key: Int
  private let session: any Session
  private let first: String
  private let rest: String
  private var page: [[ColumnValue]] = []
  private var place = 0
  private var last: ColumnValue?
  private var isAtEnd = false

  init(_ shape: TableShape, key: Int, in session: any Session) {
    self.shape = shape
    self.key = key
    self.session = session
    let column = quotedName(shape.columns[key].name)
    first = "\(shape.selectAll) WHERE \(column) IS NOT NULL ORDER BY \(column) LIMIT \(Self.pageSize)"
    rest = "\(shape.selectAll) WHERE \(column) > ?1 ORDER BY \(column) LIMIT \(Self.pageSize)"
  }

  /// The next row; nil at the end. Throws ``CaptureError/Code/schema`` when the database sorts the column otherwise
  /// than by its bytes, or has a value twice: rows can't be matched then.
  mutating func next() throws -> [ColumnValue]? {
    if place == page.count {
      guard !isAtEnd else { return nil }
      page.removeAll(keepingCapacity: true)
      place = 0
      try session.query(last == nil ? first : rest, last.map { [$0] } ?? []) { page.append($0) }
      isAtEnd = page.count < Self.pageSize
      guard !page.isEmpty else { return nil }
    }
    let row = page[place]
    place += 1
    if let last, !comesBefore(last, row[key]) {
      throw CaptureError(
        .schema, "compare the rows of \(shape.name)",
        "column \(shape.columns[key].name) has \(keyText(row[key])) after \(keyText(last)); it must be unique and "
          + "sorted by its bytes")
    }
    last = row[key]
    return row
  }
}

/// The order of values in a database: nothing, numbers, text by its UTF-8, bytes.
func comesBefore(_ a: ColumnValue, _ b: ColumnValue) -> Bool {
  switch (a, b) {
  case (.integer(let a), .integer(let b)): a < b
  case (.real(let a), .real(let b)): a < b
  case (.integer(let a), .real(let b)): Double(a) < b
  case (.real(let a), .integer(let b)): a < Double(b)
  case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
  case (.blob(let a), .blob(let b)): a.lexicographicallyPrecedes(b)
  default: rank(a) < rank(b)
  }
}

private func rank(_ value: ColumnValue) -> Int {
  switch value {
  case .null: 0
  case .integer, .real: 1
  case .text: 2
  case .blob: 3
  }
}
