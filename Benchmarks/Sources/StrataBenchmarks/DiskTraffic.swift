import BenchmarkTable
import Glibc

/// Bytes that went to the disk, as the process and as the device count them.
struct DiskTraffic {
  private let device: String

  /// The disk that holds `path`.
  init(of path: String) {
    var status = stat()
    // The path lives through the call, which fills the structure.
    _ = unsafe stat(path, &status)
    let (major, minor) = (status.st_dev >> 8 & 0xfff, status.st_dev & 0xff)
    device = "/sys/dev/block/\(major):\(minor)/stat"
  }

  /// So far: what the process made dirty and took back not, and what anyone wrote to the device; nil where the system
  /// doesn't say.
  func written() -> (process: Double?, device: Double?) {
    let own = lines("/proc/self/io").first { $0.hasPrefix("write_bytes:") }?.split(separator: " ").last
    let fields = lines(device).first?.split(separator: " ") ?? []
    // Sectors of 512 bytes written are the seventh number.
    let sectors = fields.count > 6 ? Double(fields[6]) : nil
    return (own.flatMap { Double($0) }, sectors.map { $0 * 512 })
  }

  /// The lesser of both counts since `before`: each may have others' bytes in it, or pages that were written once.
  func since(_ before: (process: Double?, device: Double?)) -> Double {
    let now = written()
    let counts = [(now.process, before.process), (now.device, before.device)].compactMap { now, before in
      now.flatMap { now in before.map { now - $0 } }
    }
    return counts.min() ?? .nan
  }
}

/// The lines of a short file of the system's; none where it can't be read.
func lines(_ path: String) -> [Substring] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  // read(2) fills at most the array's bytes.
  let count = unsafe read(descriptor, &bytes, bytes.count)
  return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
}
