import BenchmarkTable
import Glibc
import Programs
import Strata

/// A data directory of many small partitions, closed in good order.
struct ManyPartitions {
  static let segments: Int64 = 10
  let partitions: Int32

  /// Makes it. In memory first, where a sync costs nothing: on a disk the 100,000 segments alone would be minutes.
  func make(_ directory: String, _ scratch: Scratch) throws {
    let memory = try? Scratch(inside: "/dev/shm")
    defer { memory?.remove() }
    let first = memory.map { $0.path + "/many" } ?? directory
    // A segment takes one batch.
    let settings = try TopicSettings(["internal.segment.bytes": "1024"])
    let load = Workload(size: 600)
    var builder = try BatchBuilder()
    let time = SystemTime().now()
    // A close now and then, so that not all of them are open at a time.
    for start in stride(from: 0, to: partitions, by: 500) {
      let engine = try Engine.open(first)
      let topic = try engine.openTopic("bench", partitions: partitions, settings: settings)
      for partition in topic.partitions[Int(start)..<Int(min(partitions, start + 500))] {
        for _ in 0..<Self.segments { try load.batch(&builder, time) { _ = try partition.append($0) } }
      }
      try engine.close()
    }
    if first != directory {
      _ = try Program("/usr/bin/env", ["cp", "-a", first, directory], log: scratch.path + "/copy.log").output()
    }
  }

  /// Has the system forget what it holds of the directory: all of its caches where it lets us, the files' pages
  /// elsewhere. Says which.
  func dropCaches(_ directory: String) -> String {
    sync()
    let descriptor = unsafe open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC)
    if descriptor >= 0 {
      defer { close(descriptor) }
      // One character, which lives through the call.
      if unsafe write(descriptor, "3", 1) == 1 { return "caches dropped" }
    }
    forEachFile(directory) { path in
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
      close(descriptor)
    }
    return "its files' pages dropped (not directories: the system forbids it)"
  }
}
