import StrataLog

/// What coordinators write to a partition (SPEC §7.9).
extension Partition {
  /// Ends the transaction that a producer has open here, if it has one, and wakes who waits: readers of what is
  /// committed get on. A coordinator that ended one before is no more, whatever its epoch: the directory is this
  /// engine's alone.
  func end(_ marker: TransactionMarker, durability: Durability) throws(EngineError) {
    var marker = marker
    let log = try log
    do throws(LogError) {
      do throws(LogError) {
        try log.end(marker, durability: durability)
      } catch {
        guard case .producer(.coordinatorFenced(_, let current, _)) = error else { throw error }
        marker.coordinatorEpoch = current
        try log.end(marker, durability: durability)
      }
    } catch { throw refused(error) }
    wakeAll()
  }

  /// Appends what a builder holds, of a producer whose batches come in an order of the engine's own, or of none.
  func append(unordered builder: inout BatchBuilder, durability: Durability) throws(EngineError) -> Appended {
    let log = try log
    let appended: Appended
    do throws(LogError) {
      appended = try log.append(unordered: builder.finish(), durability: durability)
    } catch { throw refused(error) }
    wakeAll()
    return appended
  }
}
