import FuzzKit
import StrataBroker
import StrataEngine
import StrataLog
import StrataWire
import WireKit

/// A whole broker over an engine in memory (SPEC §12.1): an input is what one client sends, whole and spoiled
/// requests of every API one after the other. After it the client asks for ApiVersions, and is answered or hung up
/// on; the next one must be answered.
///
/// Nothing is undone between inputs, so that groups, sessions and producers come to be: a finding may need those
/// before it.
final class ConnectionTarget: FuzzTarget {
  private let schema: WireSchema
  private let broker: Broker
  private let ids: [[UInt8]]
  /// Requests of no effect are asked for at the end of each input.
  private let probe: [UInt8] = [0, 0, 0, 10, 0, 18, 0, 0, 0x5E, 0x77, 0x13, 0x31, 0xFF, 0xFF]
  private let batches = BatchMaker()
  private var runs: UInt64 = 0

  init() throws {
    schema = try WireSchema.ofThisCheckout()
    let engine = try Engine.inMemory()
    ids = try ["a", "b"].map { name in
      let id = try engine.createTopic(name, partitions: 3).id
      var writer = WireWriter()
      writer.uuid(WireUUID(high: id.high, low: id.low))
      return unsafe writer.withUnsafeBytes { unsafe Array($0) }
    }
    var settings = BrokerSettings()
    settings.port = 0
    settings.maxRequestBytes = 1 << 20
    settings.maxHeldBytes = 16 << 20
    settings.autoCreateTopics = true
    settings.log = { _ in }
    broker = try Broker(engine: engine, settings: settings)
  }

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    let bytes = unsafe input.withUnsafeBufferPointer { unsafe Array($0) }
    runs += 1
    let client = try FuzzClient(port: broker.port, number: runs)
    client.send(bytes + probe)
    // A spoiled length may have taken the probe into it, and a request may wait for others: nobody waits for long.
    client.receive(until: [0x5E, 0x77, 0x13, 0x31], milliseconds: 4)
    client.close()
    guard runs % 64 == 0 else { return }
    let honest = try FuzzClient(port: broker.port, number: runs)
    honest.send(probe)
    guard honest.receive(until: [0x5E, 0x77, 0x13, 0x31], milliseconds: 20_000) else {
      throw FuzzFailure("the broker answers no more")
    }
    honest.close()
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var maker = FrameMaker(chance)
    maker.words = ["a", "b", "c", "range", "consumer", "", "0", "1", "broker", "cleanup.policy", "compact"]
    maker.ids = ids
    maker.makeRecords = { [batches] chance in (try? batches.batch(&chance)) ?? [] }
    var all: [UInt8] = []
    var marks: [FrameMark] = []
    for _ in 0..<Int.random(in: 1...4, using: &maker.chance) {
      let api = schema.apis[Int.random(in: 0..<schema.apis.count, using: &maker.chance)]
      maker.clear()
      maker.addRequest(api, version: Int16.random(in: api.request.versions, using: &maker.chance))
      let start = all.count + 4
      marks.append(FrameMark(.length, all.count..<start))
      all += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: maker.bytes.count >> $0) } + maker.bytes
      for mark in maker.marks {
        marks.append(FrameMark(mark.kind, mark.range.lowerBound + start..<mark.range.upperBound + start))
      }
    }
    return (all, marks)
  }

  /// Mends the lengths of most frames, as far as frames can be told apart.
  func mend(_ bytes: inout [UInt8], _ chance: inout Chance) {
    guard chance.next() % 4 != 0, bytes.count > 4 else { return }
    var length = 0
    for n in 0..<4 { length = length << 8 | Int(bytes[n]) }
    guard length > bytes.count - 4 else { return }
    length = bytes.count - 4
    for n in 0..<4 { bytes[n] = UInt8(truncatingIfNeeded: length >> (24 - 8 * n)) }
  }
}
