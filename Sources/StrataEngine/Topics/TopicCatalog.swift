/// Which topics there are: the file `strata.topics` as a value (SPEC §7.1).
///
/// ```text
/// strata.topics 1
/// producers 2000
/// broker log.retention.ms=77777
/// topic orders 3 kKJgUr8uRzuCJpS0O4fxSA retention.ms=60000 segment.bytes=1048576
/// deleting old 1 0vD5VuJqSDKPyHGuuyzVXg
/// crc 5d1c09aa
/// ```
///
/// The file is the truth about which topics exist: a topic is made by its line, its directories follow, and a start
/// makes the ones that a crash left out. It is gone when its line says `deleting`; a start ends what a crash
/// interrupted.
struct TopicCatalog: Hashable, Sendable {
  struct Entry: Hashable, Sendable {
    var name: String
    var partitions: Int32
    var id: TopicID
    var settings: TopicSettings
  }

  static let version = 1
  static let fileName = "strata.topics"
  /// A topic's partitions are a directory each; more than this is a slip of the hand.
  static let mostPartitions: Int32 = 10_000

  var topics: [String: Entry] = [:]
  var deleting: [Entry] = []
  /// Producer ids below this were given out, or may have been.
  var producers: Int64 = 0
  /// The epoch in which all is led: higher than that of whoever led it before.
  var epoch: Int32 = 0
  /// Settings of the broker that were changed while it ran.
  var live = LiveSettings()

  /// Whether a topic has this id, so that a generator that repeats itself does no harm.
  func contains(_ id: TopicID) -> Bool { topics.values.contains { $0.id == id } || deleting.contains { $0.id == id } }
}

extension TopicCatalog {
  /// Refuses what can't be made of a topic, and returns the settings that it would have.
  @discardableResult
  func check(
    _ name: String, partitions: Int32, _ settings: TopicSettings, inheriting defaults: [String: String]
  ) throws(EngineError) -> TopicSettings {
    guard topics[name] == nil else { throw .topicExists(name) }
    if let other = topics.keys.first(where: { TopicName.collide($0, name) }) {
      throw .invalidName(name, reason: "it is too like \(other): names must differ in more than '.' and '_'")
    }
    guard 1...Self.mostPartitions ~= partitions else {
      throw .invalidPartitionCount(partitions, most: Self.mostPartitions)
    }
    return try settings.inheriting(defaults)
  }
}

// MARK: - The file

extension TopicCatalog {
  /// The file's text; `checksum` is the CRC-32C of what it is given.
  func text(checksum: ([UInt8]) -> UInt32) -> [UInt8] {
    var lines = ["strata.topics \(Self.version)", "producers \(producers)"]
    if epoch > 0 { lines.append("epoch \(epoch)") }
    lines += live.kept.map { "\($0.scope.rawValue) \($0.name)=\($0.value)" }
    lines += topics.values.sorted { $0.name < $1.name }.map { "topic \($0.line)" }
    lines += deleting.map { "deleting \($0.line)" }
    let body = Array((lines.joined(separator: "\n") + "\n").utf8)
    let digits = String(checksum(body), radix: 16)
    return body + Array("crc \(String(repeating: "0", count: 8 - digits.count))\(digits)\n".utf8)
  }

  /// Why a file is not a catalog.
  enum Flaw: Error, Hashable {
    case newer(version: String)
    case damaged(String)
    case setting(EngineError)
  }

  /// Reads a file's bytes: the version before all, then the checksum, then the lines.
  init(_ bytes: [UInt8], checksum: ([UInt8]) -> UInt32) throws(Flaw) {
    let text = String(decoding: bytes, as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let words = lines.first?.split(separator: " "), words.count == 2, words[0] == "strata.topics" else {
      throw .damaged("it does not begin with strata.topics and a version")
    }
    guard let version = Int(words[1]) else { throw .damaged("\(words[1]) is no version") }
    guard version <= Self.version else { throw .newer(version: String(version)) }
    guard lines.count >= 3, lines.removeLast().isEmpty, let last = lines.popLast(), last.hasPrefix("crc ") else {
      throw .damaged("its last line, the checksum, is missing")
    }
    let body = Array(bytes.dropLast(last.utf8.count + 1))
    guard UInt32(last.dropFirst(4), radix: 16) == checksum(body) else { throw .damaged("its checksum does not match") }
    self.init()
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      switch (words.first, words.count) {
      case ("producers", 2):
        guard let number = Int64(words[1]), number >= 0 else { throw .damaged("\(line) has no count") }
        producers = number
      case ("epoch", 2):
        guard let number = Int32(words[1]), number > 0 else { throw .damaged("\(line) is no epoch") }
        epoch = number
      case ("broker", 2...), ("brokers", 2...):
        // The value may have spaces, or be empty.
        let setting = line.split(separator: " ", maxSplits: 1)[1].split(
          separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let scope = words.first.flatMap({ LiveSettings.Scope(rawValue: String($0)) }), setting.count == 2 else {
          throw .damaged("\(line) is no setting")
        }
        do throws(EngineError) {
          live = try live.changed(scope, [String(setting[0]): .set(String(setting[1]))])
        } catch { throw .setting(error) }
      case ("topic", 4...):
        let entry = try Entry(words.dropFirst())
        topics[entry.name] = entry
      case ("deleting", 4...): deleting.append(try Entry(words.dropFirst()))
      default: throw .damaged("\(line) is no line of it")
      }
    }
  }
}

extension TopicCatalog.Entry {
  fileprivate var line: String {
    let settings = settings.given.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    return "\(name) \(partitions) \(id)\(settings)"
  }

  fileprivate init(_ words: ArraySlice<Substring>) throws(TopicCatalog.Flaw) {
    let words = Array(words)
    guard let partitions = Int32(words[1]), partitions > 0, let id = TopicID(String(words[2])) else {
      throw .damaged("the line of topic \(words[0]) is no line")
    }
    var given: [String: String] = [:]
    for word in words.dropFirst(3) {
      guard let equals = word.firstIndex(of: "=") else { throw .damaged("\(word) is no setting") }
      given[String(word[..<equals])] = String(word[word.index(after: equals)...])
    }
    do throws(EngineError) {
      settings = try TopicSettings(given)
    } catch { throw .setting(error) }
    name = String(words[0])
    self.partitions = partitions
    self.id = id
  }
}
