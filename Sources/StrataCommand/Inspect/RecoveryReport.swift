import StrataEngine
import StrataLog

/// What opening a partition found that was not as it should be, in words (SPEC §6.4).
enum RecoveryReport {
  /// A line for each cut and each damage; none for a log that is whole, or was not opened yet.
  static func lines(_ partition: Partition) -> [String] {
    cuts(partition) + (partition.openedLog?.recovery.damage ?? []).map { "DAMAGED: \($0)" }
  }

  /// The same without damage, of which a broker tells by itself.
  static func cuts(_ partition: Partition) -> [String] {
    guard let recovery = partition.openedLog?.recovery else { return [] }
    let cuts = recovery.cuts.filter { $0.bytes > 0 }.map { cut in
      "cut \(cut.bytes) torn bytes at \(cut.position) of \(cut.segment): \(cut.flaw)"
    }
    return cuts + recovery.passedOver.map { "\($0) is damaged and was passed over" }
  }
}
