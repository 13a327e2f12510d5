import BenchmarkTable
import Glibc
import Programs

/// What a process has used and holds, as Linux tells.
struct Resources {
  let id: pid_t

  /// Processor time of all its threads, also of those that ended, in user mode and in the kernel for it.
  func processorSeconds() throws -> Double {
    var clock = clockid_t()
    var time = timespec()
    // Both write what they are given. Counted in nanoseconds, where /proc tells hundredths of a second.
    guard unsafe clock_getcpuclockid(id, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
      throw BenchmarkError("process \(id) does not say its processor time")
    }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Memory resident, in MB: all of it, or only what is no file's, which the system can't take back.
  func residentMegabytes(ownOnly: Bool = false) throws -> Double {
    let name = ownOnly ? "RssAnon:" : "VmRSS:"
    for line in contents(of: "/proc/\(id)/status").split(separator: "\n") where line.hasPrefix(name) {
      let words = line.split { $0 == " " || $0 == "\t" }
      if words.count > 1, let kibibytes = Double(words[1]) { return kibibytes * 1024 / 1e6 }
    }
    throw BenchmarkError("process \(id) does not say its memory")
  }

  /// The first process that this one started.
  var child: pid_t? {
    contents(of: "/proc/\(id)/task/\(id)/children").split(separator: " ").first.flatMap { pid_t($0) }
  }
}
