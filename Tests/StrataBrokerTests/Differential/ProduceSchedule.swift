import StrataLog
import StrataTesting
import StrataWire

/// What one client does to one partition, drawn from a seed (SPEC §12.5): the same on every side, and told in lines
/// that must be equal.
struct ProduceSchedule {
  /// Topics whose settings treat records differently.
  enum Kind: String, CaseIterable {
    case plain, stamped, keyed, bounded

    /// Of the topic of a round; from round to round it packs its batches otherwise.
    func settings(round: Int) -> [String: String] {
      var settings =
        switch self {
        case .plain: ["retention.ms": "-1"]
        case .stamped: ["message.timestamp.type": "LogAppendTime"]
        // When a cleaner comes by is for neither to say.
        case .keyed: ["retention.ms": "-1", "cleanup.policy": "compact", "min.compaction.lag.ms": "\(Int64.max)"]
        case .bounded: ["message.timestamp.before.max.ms": "3600000", "message.timestamp.after.max.ms": "60000"]
        }
      let types = ["producer", "zstd", "uncompressed", "lz4", "gzip", "snappy"]
      settings["compression.type"] = types[(round + (Self.allCases.firstIndex(of: self) ?? 0)) % types.count]
      return settings
    }
  }

  /// One who sends: by turns right, late, early, and in another's name.
  private struct Sender {
    let name: String
    var identity: SenderIdentity?
    var isTransactional = false
    var sequence: Int32 = 0
    /// Its last batches, to be sent again.
    var sent: [[UInt8]] = []
    /// As whom it was before it began anew.
    var before: SenderIdentity?
  }

  /// About when records are stamped that are not of this moment.
  static let epoch: Int64 = 1_700_000_000_000

  let kind: Kind
  private let seed: UInt64
  private let now: Int64
  private var chance: SeededRandom
  private var senders: [Sender]
  private(set) var lines: [String] = []
  private var hasMarkers = false

  init(seed: UInt64, now: Int64) {
    self.seed = seed
    self.now = now
    var chance = SeededRandom(seed: seed)
    kind = Kind.allCases[Int.random(in: 0..<4, using: &chance)]
    self.chance = chance
    senders = [Sender(name: "none"), Sender(name: "a"), Sender(name: "b")]
    senders += ["x", "y"].map { Sender(name: "\($0)-\(seed)", isTransactional: true) }
  }

  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &chance) }

  /// Does it all on one side.
  mutating func run(on side: Side, _ topic: (name: String, id: WireUUID), _ partition: Int32) throws {
    for n in senders.indices.dropFirst() {
      senders[n].identity = try senders[n].isTransactional ? side.begin(senders[n].name) : side.begin()
    }
    for _ in 0..<6 + below(20) {
      switch below(12) {
      case 0..<7: try send(below(senders.count), side, topic, partition)
      case 7, 8: try end(3 + below(2), side)
      case 9: try beginAgain(3 + below(2), side)
      case 10: try sendAgain(1 + below(4), side, topic, partition)
      default: try look(side, topic, partition)
      }
    }
    for n in 3...4 { try end(n, side) }
    for isCommitted in [false, true] { try read(isCommitted, side, topic, partition) }
  }

  private mutating func send(
    _ n: Int, _ side: Side, _ topic: (name: String, id: WireUUID), _ partition: Int32
  ) throws {
    let count = 1 + below(4)
    var (identity, isRight) = (senders[n].identity, true)
    var sequence = senders[n].sequence
    // Kafka's coordinator has those who speak version 2 begin a transaction at 0; that comes with its calls.
    switch below(12) {
    case 0 where !senders[n].isTransactional || sequence > 0: (sequence, isRight) = (sequence &+ 1 & .max, false)
    case 1: (sequence, isRight) = (max(0, sequence - 1), sequence == 0)
    case 2: if let before = senders[n].before { (identity, isRight) = (before, false) }
    default: break
    }
    let batch = try batch(count, identity, sequence, isTransactional: senders[n].isTransactional)
    let (code, summary) = try side.produce(
      batch, senders[n].isTransactional ? senders[n].name : nil, to: topic, partition)
    lines.append("\(senders[n].name) sends \(count) as \(identity?.epoch ?? -1), \(sequence): \(summary)")
    guard code == .none, isRight else { return }
    senders[n].sequence = Int32((Int64(sequence) + Int64(count)) & 0x7fff_ffff)
    senders[n].sent.append(batch)
  }

  private mutating func batch(
    _ count: Int, _ identity: SenderIdentity?, _ sequence: Int32, isTransactional: Bool
  ) throws -> [UInt8] {
    let codec = [Codec.none, .gzip, .snappy, .lz4, .zstd][below(5)]
    var builder = try BatchBuilder(codec: codec)
    builder.producer = identity.map { BatchProducer(id: $0.id, epoch: $0.epoch, sequence: sequence) }
    builder.isTransactional = isTransactional
    for _ in 0..<count {
      // Also keyless and out of time, where that is refused.
      let key: [UInt8]? = below(kind == .keyed ? 12 : 2) == 0 ? nil : [UInt8(below(4))]
      let value: [UInt8]? = below(5) == 0 ? nil : [UInt8](repeating: UInt8(below(256)), count: below(100))
      let age = kind == .bounded ? [0, 1_000, -20_000, 1_800_000, 7_200_000, -600_000][below(20) % 6] : below(1_000)
      let base = kind == .bounded ? now : Self.epoch
      try builder.add(key: key, value: value, timestamp: Timestamp(milliseconds: base - Int64(age)))
    }
    let batch = try builder.finish()
    return unsafe batch.bytes.withUnsafeBufferPointer { unsafe Array($0) }
  }

  private mutating func sendAgain(
    _ n: Int, _ side: Side, _ topic: (name: String, id: WireUUID), _ partition: Int32
  ) throws {
    let which = below(7)
    guard which < senders[n].sent.count else { return }
    let batch = senders[n].sent[senders[n].sent.count - 1 - which]
    let (_, summary) = try side.produce(
      batch, senders[n].isTransactional ? senders[n].name : nil, to: topic, partition)
    lines.append("\(senders[n].name) sends its last but \(which) again: \(summary)")
  }

  private mutating func end(_ n: Int, _ side: Side) throws {
    guard let identity = senders[n].identity else { return }
    hasMarkers = true
    let (commits, isLate) = (below(2) == 0, below(6) == 0)
    let asking = isLate ? senders[n].before ?? identity : identity
    let (code, next) = try side.end(senders[n].name, asking, commits: commits)
    let asked = "\(senders[n].name) \(commits ? "commits" : "aborts") as \(asking.epoch)"
    lines.append("\(asked): \(code.rawValue), goes on as \(next.epoch)")
    guard code == .none, asking.epoch == identity.epoch else { return }
    if next.epoch != identity.epoch { senders[n].sequence = 0 }
    (senders[n].identity, senders[n].before) = (next, identity)
  }

  private mutating func beginAgain(_ n: Int, _ side: Side) throws {
    let next = try side.begin(senders[n].name)
    hasMarkers = true
    lines.append("\(senders[n].name) begins again as \(next.epoch)")
    senders[n].before = senders[n].identity
    senders[n].identity = next
    senders[n].sequence = 0
  }

  private mutating func look(_ side: Side, _ topic: (name: String, id: WireUUID), _ partition: Int32) throws {
    let isCommitted = below(2) == 0
    var times: [Int64] = [-1, -2, -4]
    // The others are of this moment.
    if kind == .plain || kind == .keyed { times += [-3, 0, Self.epoch - Int64(below(1_100))] }
    var time = times[below(times.count)]
    // The latest is a marker's, which is of this moment, too.
    if time == -3, hasMarkers { time = -1 }
    let found = try side.offset(at: time, isCommitted: isCommitted, in: topic, partition)
    lines.append("offset at \(time)\(isCommitted ? ", committed" : ""): \(found)")
  }

  // MARK: What lies there

  private mutating func read(
    _ isCommitted: Bool, _ side: Side, _ topic: (name: String, id: WireUUID), _ partition: Int32
  ) throws {
    let (answer, bytes) = try side.fetch(isCommitted: isCommitted, from: topic, partition)
    lines.append(
      "\(isCommitted ? "committed" : "all"): \(answer.errorCode.rawValue) high \(answer.highWatermark) "
        + "stable \(answer.lastStableOffset)")
    // Kafka also tells of some that begin behind what it gives.
    for aborted in answer.abortedTransactions ?? [] where aborted.firstOffset < answer.lastStableOffset {
      lines.append("  aborted: \(name(of: aborted.producerID)) from \(aborted.firstOffset)")
    }
    var at = 0
    while at + 61 <= bytes.count {
      let length = 12 + bytes[at + 8..<at + 12].reduce(0) { $0 << 8 | Int($1) }
      guard at + length <= bytes.count else { break }
      lines.append(contentsOf: try Self.told(Array(bytes[at..<at + length]), kind, name))
      at += length
    }
  }

  private func name(of id: Int64) -> String { senders.first { $0.identity?.id == id }?.name ?? "\(id)" }

  private static func told(_ bytes: [UInt8], _ kind: Kind, _ name: (Int64) -> String) throws -> [String] {
    let batch = try RecordBatch(checking: bytes.span)
    let header = batch.header
    let isOfNow = kind == .stamped || kind == .bounded || header.attributes.isControl
    let sender = header.producer.map { "\(name($0.id)) \($0.epoch) \($0.sequence)" } ?? "nobody"
    let times = isOfNow ? "" : ", \(header.baseTimestamp) to \(header.maxTimestamp)"
    let what = "\(header.recordCount) records, attributes \(bytes[22]), \(sender)"
    var lines = ["  \(header.baseOffset): \(what)\(times)"]
    var records = try batch.records()
    while try records.next() {
      let record = records.record.copied()
      // Of a marker's value the coordinator's epoch is each broker's own.
      let value = header.attributes.isControl ? nil : record.value
      let text = value.map { "\($0)" } ?? "nil"
      lines.append("    \(record.offset) \(record.key ?? []) \(text)\(isOfNow ? "" : " \(record.timestamp)")")
    }
    return lines
  }
}
