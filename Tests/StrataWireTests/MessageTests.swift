import StrataWire
import Testing
import WireKit

/// Each message of the schema, in each version.
struct MessageCase: CustomTestStringConvertible, Sendable {
  var name: String
  var shape: MessageShape
  var type: any WireMessage.Type

  var testDescription: String { name }

  static let all: [MessageCase] = {
    // A schema that can't be read leaves the table empty, and the test that counts it fails.
    let apis = (try? WireSchema.ofThisCheckout())?.apis ?? []
    return apis.flatMap { shape -> [MessageCase] in
      guard let api = API(rawValue: shape.key) else { return [] }
      return [
        MessageCase(name: shape.name + "Request", shape: shape.request, type: api.requestType),
        MessageCase(name: shape.name + "Response", shape: shape.response, type: responseType(api.requestType)),
      ]
    }
  }()

  private static func responseType<Request: WireRequest>(_ request: Request.Type) -> any WireMessage.Type {
    Request.Response.self
  }
}

/// SPEC §11
@Suite struct MessageTests {
  @Test("the schema's files and the code have the same APIs")
  func table() throws {
    #expect(try WireSchema.ofThisCheckout().apis.map(\.key) == API.allCases.map(\.rawValue).sorted())
    #expect(MessageCase.all.count == 62)
    for message in MessageCase.all {
      #expect(message.type.versions == message.shape.versions, "\(message.name)")
      #expect(message.type.firstFlexible == message.shape.firstFlexible, "\(message.name)")
    }
  }

  @Test(
    "what was read is written back byte for byte, unknown tags too, and reads as the same value",
    arguments: MessageCase.all)
  func roundTrip(_ message: MessageCase) throws {
    try Self.roundTrip(message.type, message)
  }

  private static func roundTrip<Message: WireMessage>(_ type: Message.Type, _ message: MessageCase) throws {
    for version in message.shape.versions {
      for seed in 0..<50 as Range<UInt64> {
        var maker = FrameMaker(Chance(seed: seed))
        maker.make(message.shape, version: version)
        let place: Comment = "\(message.name) v\(version), seed \(seed)"
        let (value, rest) = try read(type, maker.bytes, version)
        #expect(rest == 0, place)
        let written = write(value, version, frame: maker.bytes)
        try #require(written == maker.bytes, place)
        #expect(try read(type, written, version).0 == value, place)
      }
    }
  }

  @Test("a message that ends early is refused, wherever it ends", arguments: MessageCase.all)
  func truncated(_ message: MessageCase) throws {
    try Self.truncated(message.type, message)
  }

  private static func truncated<Message: WireMessage>(_ type: Message.Type, _ message: MessageCase) throws {
    for version in message.shape.versions {
      for seed in 0..<3 as Range<UInt64> {
        var maker = FrameMaker(Chance(seed: seed))
        maker.make(message.shape, version: version)
        for end in maker.bytes.indices {
          #expect(throws: WireError.self, "\(message.name) v\(version), seed \(seed), \(end) bytes") {
            _ = try read(type, Array(maker.bytes[..<end]), version)
          }
        }
      }
    }
  }

  @Test("a version outside the range is refused", arguments: MessageCase.all)
  func versions(_ message: MessageCase) {
    for version in [message.shape.versions.lowerBound - 1, message.shape.versions.upperBound + 1, .max, .min] {
      #expect(throws: WireError.unsupportedVersion(message.type.api, version)) {
        _ = try read(message.type, [UInt8](repeating: 0, count: 64), version)
      }
    }
  }
}

/// Reads a message; says how many bytes stayed unread.
func read<Message: WireMessage>(
  _ type: Message.Type, _ bytes: [UInt8], _ version: Int16, budget: Int = WireReader.defaultBudget
) throws(WireError) -> (Message, Int) {
  var reader = WireReader(bytes.span, budget: budget)
  let message = try Message(from: &reader, version: version)
  return (message, reader.remaining)
}

/// Writes a message whose records, if it has any, lie in `frame`, all of them and in order.
func write(_ message: some WireMessage, _ version: Int16, frame: [UInt8] = []) -> [UInt8] {
  var writer = WireWriter(capacity: 1)
  message.write(to: &writer, version: version)
  return joined(writer, frame: frame)
}

/// What goes over the wire when each splice is filled from `frame`, in which everything lies at the same place.
func joined(_ writer: borrowing WireWriter, frame: [UInt8]) -> [UInt8] {
  let own = unsafe writer.withUnsafeBytes { unsafe Array($0) }
  var all: [UInt8] = []
  var at = 0
  for splice in writer.splices {
    all += own[at..<splice.position]
    all += frame[all.count..<min(frame.count, all.count + splice.byteCount)]
    at = splice.position
  }
  return all + own[at...]
}
