/// Bytes of a segment that are not the batches that were written there, or no longer (SPEC §6.5). They stay as they
/// are; what lies before and behind them is served.
public struct LogDamage: Hashable, Sendable {
  /// The segment's `.log` file.
  public var segment: String
  /// The byte where the damage begins.
  public var position: Int
  /// Bytes up to the next sound batch, or to the end of the segment; 0 where batches are missing altogether.
  public var byteCount: Int
  /// The offsets that can't be read: from here.
  public var from: Offset
  /// Up to, not including, here. The same as ``from`` when the bytes held no record.
  public var upTo: Offset
  /// What is wrong at ``position``.
  public var flaw: BatchFlaw

  /// Damage as it is reported.
  init(segment: String, position: Int, byteCount: Int, from: Offset, upTo: Offset, flaw: BatchFlaw) {
    self.segment = segment
    self.position = position
    self.byteCount = byteCount
    self.from = from
    self.upTo = upTo
    self.flaw = flaw
  }

  /// The byte behind it.
  var end: Int { position + byteCount }
}

/// What a read does that comes to damage (SPEC §6.5).
public enum DamagePolicy: Hashable, Sendable {
  /// It fails with ``LogError/damaged(_:)``, which says where to go on: whoever reads decides.
  case stop
  /// It goes on at the first sound batch behind, as over offsets that were never given. ``Log/damage`` tells.
  case skip
}

extension LogDamage: CustomStringConvertible {
  /// What, where and which records, for people.
  public var description: String {
    let lost = from == upTo ? "no records are lost" : "offsets \(from) up to \(upTo) can't be read"
    return "\(segment) is damaged at byte \(position), \(byteCount) bytes: \(flaw); \(lost)"
  }
}
