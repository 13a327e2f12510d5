import StrataLog
import Testing

@testable import StrataEngine

/// SPEC §7.1
@Suite struct TopicTests {
  @Test(
    "a name is a topic's by Kafka's rules",
    arguments: [
      ("a", true), ("A.b_c-9", true), (String(repeating: "x", count: 249), true), ("...", true),
      ("", false), (".", false), ("..", false), (String(repeating: "x", count: 250), false), ("a b", false),
      ("a/b", false), ("é", false), ("a\0", false),
    ])
  func names(name: String, isLegal: Bool) {
    #expect((Engine.refusal { () throws(EngineError) in try TopicName.check(name) } == nil) == isLegal)
  }

  @Test(
    "a setting is known and sound, unsupported, or refused by name",
    arguments: [
      ("retention.ms", "-1", "good"), ("retention.ms", "0", "good"), ("retention.ms", "-2", "invalid"),
      ("retention.ms", "soon", "invalid"), ("retention.ms", "", "invalid"),
      ("retention.ms", "9223372036854775808", "invalid"),
      ("retention.bytes", "-1", "good"), ("segment.bytes", "1048576", "good"), ("segment.bytes", "1048575", "invalid"),
      ("internal.segment.bytes", "100", "good"), ("segment.ms", "1", "good"), ("segment.ms", "0", "invalid"),
      ("max.message.bytes", "2000000", "good"), ("index.interval.bytes", "0", "good"),
      ("cleanup.policy", "delete", "good"),
      ("cleanup.policy", "shred", "invalid"), ("retention.minutes", "1", "invalid"),
      ("remote.storage.enable", "false", "good"), ("remote.storage.enable", "true", "unsupported"),
    ])
  func settings(name: String, value: String, outcome: String) {
    let error = Engine.refusal { () throws(EngineError) in _ = try TopicSettings([name: value]) }
    switch error {
    case nil: #expect(outcome == "good")
    case .invalidSetting(name, value, _): #expect(outcome == "invalid")
    case .unsupportedSetting(name, value): #expect(outcome == "unsupported")
    default: Issue.record("\(error as Any)")
    }
  }

  @Test("settings reach the log")
  func settingsOfLog() throws {
    let log = try TopicSettings([
      "retention.ms": "-1", "retention.bytes": "7", "internal.segment.bytes": "8", "segment.ms": "9",
      "max.message.bytes": "100", "index.interval.bytes": "11",
    ]).log
    #expect(log.retentionMilliseconds == nil && log.retentionBytes == 7 && log.segmentBytes == 8)
    #expect(log.segmentMilliseconds == 9 && log.maxBatchBytes == 100 && log.indexIntervalBytes == 11)
  }

  @Test("an id is 22 characters as Kafka writes it, and reads back")
  func ids() {
    var random = Seeded(7)
    for _ in 0..<1_000 {
      let id = TopicID(from: &random)
      #expect(id.description.utf8.count == 22 && !id.description.hasPrefix("-"))
      #expect(TopicID(id.description) == id)
    }
    #expect(TopicID("kKJgUr8uRzuCJpS0O4fxSA")?.description == "kKJgUr8uRzuCJpS0O4fxSA")
    for text in ["", "kKJgUr8uRzuCJpS0O4fxS", "kKJgUr8uRzuCJpS0O4fxSB", "kKJgUr8uRzuCJpS0O4fx+A"] {
      #expect(TopicID(text) == nil, "the last digit has four zero bits, the alphabet no plus")
    }
  }
}

/// SPEC §7.1
@Suite struct TopicCatalogTests {
  static let catalog = {
    var random = Seeded(3)
    var catalog = TopicCatalog()
    catalog.producers = 2_000
    for (name, given) in [("orders", ["retention.ms": "5", "segment.bytes": "1048576"]), ("a.b", [:])] {
      catalog.topics[name] = TopicCatalog.Entry(
        name: name, partitions: 3, id: TopicID(from: &random), settings: (try? TopicSettings(given)) ?? .init())
    }
    catalog.deleting = [.init(name: "old", partitions: 1, id: TopicID(from: &random), settings: .init())]
    return catalog
  }()

  static func read(_ bytes: [UInt8]) -> Result<TopicCatalog, TopicCatalog.Flaw> {
    do throws(TopicCatalog.Flaw) {
      return .success(try TopicCatalog(bytes) { crc32c($0.span) })
    } catch { return .failure(error) }
  }

  static let text = catalog.text { crc32c($0.span) }

  @Test("a catalog is read as it was written")
  func roundTrip() {
    #expect(Self.read(Self.text) == .success(Self.catalog))
    #expect(String(decoding: Self.text, as: UTF8.self).contains("topic orders 3 "))
  }

  @Test("a change of any byte, and a file cut short anywhere, is found")
  func damage() {
    for index in Self.text.indices {
      var changed = Self.text
      changed[index] ^= 1
      if case .success = Self.read(changed) { Issue.record("byte \(index) may be anything") }
      if case .success = Self.read(Array(Self.text[..<index])) { Issue.record("\(index) bytes are enough") }
    }
  }

  @Test("a newer version is named, before anything else is judged")
  func newer() { #expect(Self.read(Array("strata.topics 9\nwhatever".utf8)) == .failure(.newer(version: "9"))) }
}
