import StrataEngine
import StrataLog
import Synchronization

/// What a host owes its engine (SPEC §7.3.5, §7.6), and what the broker does now and then for itself.
extension BrokerLoop {
  /// Tells of the damage that is known, tells the engine the time whenever it wants to be told, has it tidy up now and
  /// then, and closes idle connections.
  func startUpkeep() {
    reported.tell(of: engine, log)
    engine.deadlineChanged.whenRaised { [mailbox] in mailbox.post { $0.advance() } }
    advance()
    maintainLater()
    compactLater()
    closeIdleLater()
  }

  /// Tells the engine the time, and does so again when something will be due.
  private func advance() {
    let time = engine.time.now()
    let next = engine.advance(to: time)
    if let deadline { cancel(deadline) }
    deadline = next.map { next in
      after(next.milliseconds - time.milliseconds) { [unowned self] in
        deadline = nil
        advance()
      }
    }
  }

  /// Has the engine tidy up, on another thread, for that may take its time.
  private func maintainLater() {
    after(settings.upkeepMilliseconds) { [unowned self] in
      guard !isStopping else { return }
      Errand.run(
        loop,
        { [engine, reported, log = settings.log] in
          do throws(EngineError) { try engine.maintain() } catch { log("upkeep failed: \(error)") }
          reported.tell(of: engine, log)
        },
        done: { [weak self] in self?.maintainLater() })
    }
  }

  /// Has the engine compact what is due, on another thread; no faster than is allowed.
  private func compactLater() {
    guard let pause = settings.compactionMilliseconds else { return }
    after(max(1, pause)) { [unowned self] in
      guard !isStopping else { return }
      Errand.run(
        loop,
        { [engine, settings] in
          let sleeper = Sleeper()
          var read = 0
          do throws(EngineError) {
            try engine.compact(memoryBytes: settings.compactionMemoryBytes) { _, done in
              defer { read = done.bytesRead }
              let pause = Double(max(0, done.bytesRead - read)) / settings.compactionBytesPerSecond
              if pause > 0.001 { sleeper.sleep(until: .now + .seconds(min(1, pause))) }
            }
          } catch { settings.log("compaction failed: \(error)") }
        },
        done: { [weak self] in self?.compactLater() })
    }
  }

  private func closeIdleLater() {
    after(min(30_000, max(50, settings.maxIdleMilliseconds / 8))) { [unowned self] in
      endIdle()
      closeIdleLater()
    }
  }
}

/// The damage that was told of: each is, once, by whoever comes upon it first (SPEC §6.5).
final class ReportedDamage: Sendable {
  private let told = Mutex<(damage: Set<PartitionDamage>, mended: Set<MendedFile>)>(([], []))

  /// Gives `log` a line for all that is known to the engine and was not told of.
  func tell(of engine: Engine, _ log: (String) -> Void) {
    tell(engine.damage, log)
    let mended = engine.mended
    let news = told.withLock { told in mended.filter { told.mended.insert($0).inserted } }
    for file in news { log("\(file)") }
  }

  /// Gives `log` a line for each of these that was not told of.
  func tell(_ damage: [PartitionDamage], _ log: (String) -> Void) {
    let news = told.withLock { told in damage.filter { told.damage.insert($0).inserted } }
    for found in news { log("\(found.partition): DAMAGED: \(found.damage)") }
  }
}
