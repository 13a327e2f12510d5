import BenchmarkTable
import Glibc

/// What the figures were measured on.
enum Machine {
  /// Puts the process and its children before all others. Figures of syncs are then those of the disk, not of when a
  /// busy machine lets a thread go on.
  static func goFirst() throws {
    var priority = sched_param()
    priority.sched_priority = 1
    // The structure lives through the call.
    guard unsafe sched_setscheduler(0, SCHED_RR, &priority) == 0 else {
      throw BenchmarkError("--realtime: the system does not allow it (error \(errno))")
    }
  }

  /// A line that names processor, system, file system and load.
  static func description(directory: String) -> String {
    let model =
      lines("/proc/cpuinfo").first { $0.hasPrefix("model name") }?.split(separator: ":").last?
      .drop { $0 == " " } ?? "unknown processor"
    let kernel = lines("/proc/sys/kernel/osrelease").first ?? "unknown"
    let load = lines("/proc/loadavg").first?.split(separator: " ").prefix(3).joined(separator: " ") ?? "unknown"
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return "\(cores) × \(model), kernel \(kernel), files on \(fileSystem(of: directory)), load \(load)"
  }

  /// The type of the file system that holds the path: of the mount points that it begins with, the longest.
  private static func fileSystem(of path: String) -> String {
    let mounts = lines("/proc/self/mounts").map { $0.split(separator: " ") }.filter { $0.count > 2 }
    let holding = mounts.filter { $0[1] == "/" || path == $0[1] || path.hasPrefix($0[1] + "/") }
    return holding.max { $0[1].count < $1[1].count }.map { String($0[2]) } ?? "unknown"
  }
}
