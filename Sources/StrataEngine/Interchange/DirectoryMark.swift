import StrataLog

/// What `meta.properties` says (SPEC §7.1): whose directory it is, in Kafka's words.
struct DirectoryMark {
  /// The lines that are Kafka's.
  let lines: [String]
  /// The node's number.
  let node: Int32
  /// What tells the directory from others of the cluster.
  let directory: TopicID

  init(_ directory: String, _ storage: any Storage) throws(EngineError) {
    let file = TwinFile(storage: storage, directory: directory, name: "meta.properties", mark: "#crc ")
    let text = String(decoding: try file.read()?.bytes ?? [], as: UTF8.self)
    lines = text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    func value(_ name: String, in lines: [String]) throws(EngineError) -> String {
      guard let line = lines.first(where: { $0.hasPrefix(name + "=") }) else {
        throw .damaged(file: file.path, reason: "it has no \(name)")
      }
      return String(line.dropFirst(name.utf8.count + 1))
    }
    guard try value("version", in: lines) == "1" else {
      throw .newerVersion(file: file.path, found: try value("version", in: lines), newest: 1)
    }
    let (node, id) = (try value("node.id", in: lines), try value("directory.id", in: lines))
    guard let number = Int32(node) else { throw .damaged(file: file.path, reason: "\(node) is no node.id") }
    guard let known = TopicID(id) else { throw .damaged(file: file.path, reason: "\(id) is no directory.id") }
    (self.node, self.directory) = (number, known)
    _ = try value("cluster.id", in: lines)
  }
}
