import BenchmarkTable
import Glibc
import Programs

/// What a process has used and holds, as Linux tells.
struct Resources {
  let id: pid_t

  /// Processor time of all its threads, in user mode and in the kernel for it.
  func processorSeconds() throws -> Double {
    // The name, in parentheses, may hold anything; the fields after it are counted from the state.
    let text = contents(of: "/proc/\(id)/stat")
    guard let end = text.lastIndex(of: ")") else { throw BenchmarkError("process \(id) is gone") }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let kernel = Double(fields[12]) else {
      throw BenchmarkError("process \(id) does not say its processor time")
    }
    return (user + kernel) / Double(sysconf(Int32(_SC_CLK_TCK)))
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
