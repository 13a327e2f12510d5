import BenchmarkTable
import Glibc
import Synchronization

/// What the operating system takes to wake a thread: a byte through a pipe to one that waits for it.
enum PipeWake {
  /// Microseconds of each byte, from before it was written to when it was read; one each `pause` nanoseconds.
  static func latencies(_ count: Int, pause: UInt64) throws -> [Double] {
    var ends: [Int32] = [0, 0]
    // pipe(2) fills the array's two elements.
    guard unsafe pipe(&ends) == 0 else { throw BenchmarkError("no pipe") }
    let (reading, writing) = (ends[0], ends[1])
    let arrivals = Arrivals()
    let reader = try Worker {
      var byte: UInt8 = 0
      // One byte, which lives through the call.
      while unsafe read(reading, &byte, 1) == 1 {
        let now = nanoseconds()
        arrivals.times.withLock { $0.append(now) }
      }
    }
    let sent = everySo(count, pause) {
      var byte: UInt8 = 1
      // One byte, which lives through the call.
      _ = unsafe write(writing, &byte, 1)
    }
    close(writing)
    try reader.join()
    close(reading)
    return zip(sent, arrivals.times.withLock { $0 }).map { microseconds($0, $1) }
  }
}

/// Times that one thread takes and another looks at.
final class Arrivals: Sendable {
  let times = Mutex<[UInt64]>([])
}

/// Does something so often, each time `pause` nanoseconds after the last; answers when it began each time. The thread
/// is kept busy, so that who is woken can't run in its place.
func everySo(_ count: Int, _ pause: UInt64, _ body: () throws -> Void) rethrows -> [UInt64] {
  var times: [UInt64] = []
  times.reserveCapacity(count)
  var due = nanoseconds()
  for _ in 0..<count {
    due = max(due, nanoseconds()) + pause
    spin(until: due)
    times.append(nanoseconds())
    try body()
  }
  return times
}

func microseconds(_ start: UInt64, _ end: UInt64) -> Double { (Double(end) - Double(start)) / 1e3 }
