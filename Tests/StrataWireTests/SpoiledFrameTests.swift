import StrataWire
import Testing
import WireKit

/// SPEC §11.5; `tools/fuzz` does this for longer.
@Suite struct SpoiledFrameTests {
  @Test(
    "spoiled frames of every API give a value or an error, and values that were read can be written",
    arguments: 0..<8 as Range<UInt64>)
  func spoiled(seed: UInt64) throws {
    let schema = try WireSchema.ofThisCheckout()
    var maker = FrameMaker(Chance(seed: seed))
    var mutator = FrameMutator(Chance(seed: ~seed))
    var refused = 0
    for api in schema.apis {
      for version in api.request.versions {
        for _ in 0..<20 {
          maker.clear()
          maker.addRequest(api, version: version)
          var bytes = maker.bytes
          mutator.spoil(&bytes, maker.marks)
          if Self.isRefused(bytes) { refused += 1 }
        }
      }
    }
    // Most are spoiled where it shows; if none were, nothing was spoiled.
    #expect(refused > 500, "seed \(seed)")
  }

  private static func isRefused(_ bytes: [UInt8]) -> Bool {
    var reader = WireReader(bytes.span, budget: 1 << 20)
    do throws(WireError) {
      let header = try RequestHeader(from: &reader)
      guard let api = header.api else { return true }
      try rewrite(api.requestType, &reader, header.version)
      return false
    } catch { return !error.description.isEmpty }
  }

  private static func rewrite<Message: WireMessage>(
    _ type: Message.Type, _ reader: inout WireReader, _ version: Int16
  ) throws(WireError) {
    let message = try Message(from: &reader, version: version)
    var writer = WireWriter()
    message.write(to: &writer, version: version)
    #expect(writer.count <= 1 << 20)
  }
}
