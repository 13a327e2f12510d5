#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How large the file system of a path is, in bytes, by `statvfs`.
struct DiskRoom: Hashable {
  var total: Int64
  /// What who is not root may still take.
  var usable: Int64

  /// Nil when the system does not say.
  init?(at path: String) {
    var status = statvfs()
    guard unsafe statvfs(path, &status) == 0 else { return nil }
    let block = Int64(clamping: status.f_frsize)
    total = block.multipliedReportingOverflow(by: Int64(clamping: status.f_blocks)).partialValue
    usable = block.multipliedReportingOverflow(by: Int64(clamping: status.f_bavail)).partialValue
  }
}
