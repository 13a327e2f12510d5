/// In which epochs a partition was led and where each began: the file `leader-epoch-checkpoint` (SPEC §7.1).
///
/// ```text
/// 0 ⏎ 2 ⏎ 0 0 ⏎ 3 1500 ⏎      version, count; epoch 0 from offset 0, epoch 3 from offset 1500
/// ```
struct LeaderEpochs: Hashable {
  struct Entry: Hashable {
    var epoch: Int32
    var start: Int64
  }

  /// Rising in both.
  private(set) var entries: [Entry]

  /// One epoch that has led all.
  init(only epoch: Int32) { entries = [Entry(epoch: epoch, start: 0)] }

  /// Reads a file; nil for what is no such.
  init?(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.count >= 2, lines[0] == "0", lines[1] == "\(lines.count - 2)" else { return nil }
    entries = []
    for line in lines.dropFirst(2) {
      let words = line.split(separator: " ")
      guard words.count == 2, let epoch = Int32(words[0]), let start = Int64(words[1]),
        epoch > entries.last?.epoch ?? -1,
        start > entries.last?.start ?? -1
      else { return nil }
      entries.append(Entry(epoch: epoch, start: start))
    }
  }

  /// The file.
  var bytes: [UInt8] {
    let lines = entries.map { "\($0.epoch) \($0.start)\n" }
    return Array("0\n\(lines.count)\n\(lines.joined())".utf8)
  }

  /// The newest; 0 if none is known.
  var last: Int32 { entries.last?.epoch ?? 0 }

  /// A newer epoch begins where the log ends. Those that would have begun there or later had no record.
  mutating func begin(_ epoch: Int32, at end: Int64) {
    guard epoch > last else { return }
    entries.removeAll { $0.start >= end }
    entries.append(Entry(epoch: epoch, start: end))
  }

  /// The newest epoch up to `asked` and where it ends, in a log that ends at `end`; nil for one that is still to come.
  func end(of asked: Int32, in end: Int64) -> (epoch: Int32, end: Int64)? {
    guard asked <= last else { return nil }
    let next = entries.first { $0.epoch > asked }
    let epoch = entries.last { $0.epoch <= asked }?.epoch ?? asked
    return (epoch, next?.start ?? end)
  }
}
