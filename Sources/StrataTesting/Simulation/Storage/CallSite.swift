/// What a file is, by its name: one half of a ``CallSite``.
package enum FileKind: Int, CaseIterable, Sendable {
  /// The batches of a segment.
  case log
  /// A segment's offset index, or one being written.
  case index
  /// A segment's time index, or one being written.
  case timeIndex
  /// A segment's index of aborted transactions, or one being written.
  case transactionIndex
  /// What producers had done, or what is to say so.
  case snapshot
  /// Bytes that recovery cut off.
  case cut
  /// The mapped buffer of appends.
  case tail
  /// Up to where the log is on disk.
  case frontier
  /// The start offset.
  case start
  /// What a compaction writes, and up to where it came.
  case compacted
  /// No file of these.
  case other
  /// A directory.
  case directory

  /// What the name says, whether it is still to be renamed to it or not.
  init(ofPath path: String) {
    let name = path.hasSuffix(".tmp") ? path.dropLast(4) : path[...]
    if name.hasSuffix(".log") {
      self = .log
    } else if name.hasSuffix(".index") {
      self = .index
    } else if name.hasSuffix(".timeindex") {
      self = .timeIndex
    } else if name.hasSuffix(".txnindex") {
      self = .transactionIndex
    } else if name.hasSuffix(".snapshot") {
      self = .snapshot
    } else if name.hasSuffix(".cut") {
      self = .cut
    } else if name.hasSuffix("/strata.tail") {
      self = .tail
    } else if name.hasSuffix("/strata.frontier") {
      self = .frontier
    } else if name.hasSuffix("/strata.start-offset") {
      self = .start
    } else if name.hasSuffix(".cleaned") || name.hasSuffix(".swap") || name.hasSuffix("/strata.compacted-offset") {
      self = .compacted
    } else {
      self = name.contains(".") ? .other : .directory
    }
  }

  /// How the table names it.
  var title: String {
    switch self {
    case .log: ".log"
    case .index: ".index"
    case .timeIndex: ".timeindex"
    case .transactionIndex: ".txnindex"
    case .snapshot: ".snapshot"
    case .cut: ".cut"
    case .tail: "strata.tail"
    case .frontier: "strata.frontier"
    case .start: "strata.start-offset"
    case .compacted: "compaction's files"
    case .other: "other files"
    case .directory: "directory"
    }
  }
}

/// A call of the storage.
package enum SimulatedCall: Int, CaseIterable, Sendable {
  /// Opening what is there, and making what is not.
  case open, create
  /// Names.
  case list, exists, makeDirectory, removeDirectory, rename, remove, syncDirectory, lock
  /// Files.
  case size, modified, read, write, reserve, truncate, sync, map
}

/// What may go wrong at a call.
package enum SimulatedFault: Int, CaseIterable, Sendable {
  /// The machine or the process is gone, before, in or after the call.
  case powerLost, killed
  /// EIO, nothing done.
  case io
  /// ENOSPC, nothing done.
  case full
  /// EMFILE or ENOMEM.
  case exhausted
  /// A part was written, then ENOSPC or EIO.
  case short
  /// EIO, and what did not reach the disk is clean from then on.
  case lying
  /// Other bytes than those of the place: flipped, older, or from elsewhere.
  case misread
  /// The call takes long.
  case slow

  /// Whether the call can meet it.
  func isPossible(_ call: SimulatedCall) -> Bool {
    switch self {
    case .powerLost, .killed, .slow: true
    case .io: call != .exists && call != .modified && call != .lock
    case .full: [.create, .makeDirectory, .rename, .write, .reserve].contains(call)
    case .exhausted: [.open, .create, .map].contains(call)
    case .short: call == .write
    case .lying: call == .sync
    case .misread: call == .read
    }
  }

  /// How the table heads its column.
  var title: String {
    switch self {
    case .powerLost: "power"
    case .killed: "kill"
    case .io: "EIO"
    case .full: "ENOSPC"
    case .exhausted: "EMFILE"
    case .short: "short"
    case .lying: "lies"
    case .misread: "misread"
    case .slow: "slow"
    }
  }
}

/// How often each call was made on each kind of file, and what it met (SPEC §15.4).
package struct Coverage: Sendable {
  private static let faults = SimulatedFault.allCases.count
  private static let kinds = FileKind.allCases.count
  private var calls: [Int]
  private var met: [Int]

  /// Nothing yet.
  package init() {
    calls = Array(repeating: 0, count: SimulatedCall.allCases.count * Self.kinds)
    met = Array(repeating: 0, count: SimulatedCall.allCases.count * Self.kinds * Self.faults)
  }

  mutating func count(_ call: SimulatedCall, _ kind: FileKind) {
    calls[call.rawValue * Self.kinds + kind.rawValue] += 1
  }

  mutating func count(_ fault: SimulatedFault, _ call: SimulatedCall, _ kind: FileKind) {
    met[(call.rawValue * Self.kinds + kind.rawValue) * Self.faults + fault.rawValue] += 1
  }

  /// Adds what another counted.
  package mutating func add(_ other: Coverage) {
    for n in calls.indices { calls[n] += other.calls[n] }
    for n in met.indices { met[n] += other.met[n] }
  }

  /// A row each site that was called: its name, its calls, and for each fault how often it was met, nil where it
  /// can't be.
  package var rows: [(site: String, calls: Int, met: [Int?])] {
    SimulatedCall.allCases.flatMap { call in
      FileKind.allCases.compactMap { kind -> (site: String, calls: Int, met: [Int?])? in
        let site = call.rawValue * Self.kinds + kind.rawValue
        guard calls[site] > 0 else { return nil }
        let met = SimulatedFault.allCases.map { fault -> Int? in
          fault.isPossible(call) ? self.met[site * Self.faults + fault.rawValue] : nil
        }
        return ("\(call) \(kind.title)", calls[site], met)
      }
    }
  }

  /// The share of possible pairs of site and fault that were met, in percent.
  package var percent: Double {
    let possible = rows.flatMap { $0.met.compactMap { $0 } }
    return possible.isEmpty ? 0 : Double(100 * possible.count { $0 > 0 }) / Double(possible.count)
  }

  /// The table, lines of text.
  package var table: String {
    let heads = ["call site", "calls"] + SimulatedFault.allCases.map(\.title)
    let cells = rows.map { row in [row.site, "\(row.calls)"] + row.met.map { $0.map { "\($0)" } ?? "·" } }
    let widths = heads.indices.map { column in ([heads] + cells).map { $0[column].count }.max() ?? 0 }
    return ([heads] + cells).map { row in
      row.enumerated().map { column, cell in
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + pad : pad + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
