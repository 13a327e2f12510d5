/// Which process has what this one wants, as Linux tells; nobody elsewhere, and nobody who may not be seen.
enum Holders {
  /// A process: its number and the name it goes by.
  struct Holder: Hashable, CustomStringConvertible {
    var id: Int32
    var name: String

    var description: String { "\(name) (process \(id))" }
  }

  /// Who listens on a TCP port, at whatever address.
  static func holder(ofPort port: UInt16) -> Holder? {
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
      guard let lines = lines(of: table) else { continue }
      if let inode = lines.lazy.compactMap({ listener($0, at: port) }).first { return holder(ofSocket: inode) }
    }
    return nil
  }

  /// Who holds the lock of a file that is locked as a whole.
  static func holder(ofLock path: String) -> Holder? {
    guard let inode = Files.inode(path), let lines = lines(of: "/proc/locks") else { return nil }
    for line in lines where line.contains("FLOCK") {
      // 1: FLOCK  ADVISORY  WRITE 4711 fe:00:131 0 EOF
      let words = line.split(separator: " ")
      guard words.count >= 6, words[5].split(separator: ":").last.flatMap({ UInt64($0) }) == inode,
        let id = Int32(words[4])
      else { continue }
      return Holder(id: id, name: name(of: id))
    }
    return nil
  }

  /// The inode of the socket in a line of the table, if it listens at the port.
  static func listener(_ line: String, at port: UInt16) -> String? {
    // 0: 0100007F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 4711 …
    let words = line.split(separator: " ")
    guard words.count >= 10, words[3] == "0A",
      words[1].split(separator: ":").last.flatMap({ UInt16($0, radix: 16) }) == port
    else { return nil }
    return String(words[9])
  }

  private static func holder(ofSocket inode: String) -> Holder? {
    for id in ((try? Files.list("/proc")) ?? []).compactMap({ Int32($0) }) {
      let directory = "/proc/\(id)/fd"
      guard let names = try? Files.list(directory) else { continue }
      if names.contains(where: { Files.target(ofLink: "\(directory)/\($0)") == "socket:[\(inode)]" }) {
        return Holder(id: id, name: name(of: id))
      }
    }
    return nil
  }

  private static func name(of id: Int32) -> String { lines(of: "/proc/\(id)/comm")?.first ?? "a process" }

  private static func lines(of path: String) -> [String]? { try? Files.lines(path) }
}
