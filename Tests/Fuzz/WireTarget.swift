import FuzzKit
import StrataWire
import WireKit

/// Frames of every API, requests and responses: whatever they are, reading gives a value or an error, and a value
/// that was read can be written, and reads again as itself.
///
/// An input's first byte says what it is: even, a request with its header; odd, a response, whose API and version the
/// next two bytes say.
final class WireTarget: FuzzTarget {
  private let schema: WireSchema
  /// Large enough for any frame that the fuzzer makes, small enough that taking too much shows.
  private static let budget = 1 << 20

  init() throws { schema = try WireSchema.ofThisCheckout() }

  // MARK: One execution

  func run(_ input: Span<UInt8>) throws {
    guard input.count > 0 else { return }
    if input[0] & 1 == 0 {
      try request(input.extracting(droppingFirst: 1))
    } else if input.count > 3, let api = API(rawValue: Int16(input[1])) {
      try response(input.extracting(droppingFirst: 3), api.requestType, Int16(input[2]))
    }
  }

  private func request(_ frame: Span<UInt8>) throws {
    var reader = WireReader(frame, budget: Self.budget)
    guard let header = try? RequestHeader(from: &reader), let api = header.api else { return }
    try message(api.requestType, &reader, frame, header.version)
  }

  private func response<Request: WireRequest>(
    _ frame: Span<UInt8>, _ type: Request.Type, _ version: Int16
  ) throws {
    var reader = WireReader(frame, budget: Self.budget)
    guard (try? ResponseHeader(from: &reader, api: type.api, version: version)) != nil else { return }
    reader.isFlexible = false
    try message(Request.Response.self, &reader, frame, version)
  }

  private func message<Message: WireMessage>(
    _ type: Message.Type, _ reader: inout WireReader, _ frame: Span<UInt8>, _ version: Int16
  ) throws {
    guard let value = try? Message(from: &reader, version: version) else { return }
    guard reader.remaining >= 0, reader.budget >= 0 else { throw FuzzFailure("the reader went past an end") }
    var writer = WireWriter()
    value.write(to: &writer, version: version)
    // Records are where they were; a message whose records were spliced out can't be read again as it is.
    guard writer.splices.isEmpty else {
      for splice in writer.splices where splice.position > writer.count || splice.byteCount > frame.count {
        throw FuzzFailure("a splice outside of its message")
      }
      return
    }
    var again = WireReader(writer.bytes, budget: .max)
    // Compared as bytes: of empty records the place in the frame differs.
    var rewritten = WireWriter()
    try Message(from: &again, version: version).write(to: &rewritten, version: version)
    let isSame = unsafe writer.withUnsafeBytes { first in
      unsafe rewritten.withUnsafeBytes { second in unsafe first.elementsEqual(second) }
    }
    guard again.remaining == 0, isSame else {
      throw FuzzFailure("\(type) v\(version) reads differently after writing")
    }
  }

  // MARK: Inputs

  func make(_ chance: Chance) -> (bytes: [UInt8], marks: [FrameMark]) {
    var maker = FrameMaker(chance)
    let api = schema.apis[Int.random(in: 0..<schema.apis.count, using: &maker.chance)]
    let version = Int16.random(in: api.request.versions, using: &maker.chance)
    if maker.chance.next() % 3 != 0 {
      maker.addRequest(api, version: version)
      return shifted([0], maker)
    }
    maker.make(api.response, version: version)
    let isFlexible = version >= api.response.firstFlexible && api.key != API.apiVersions.rawValue
    return shifted([1, UInt8(api.key), UInt8(version), 0, 0, 0, 7] + (isFlexible ? [0] : []), maker)
  }

  private func shifted(
    _ prefix: [UInt8], _ maker: FrameMaker
  ) -> (bytes: [UInt8], marks: [FrameMark]) {
    let marks = maker.marks.map { mark in
      let range = mark.range.lowerBound + prefix.count..<mark.range.upperBound + prefix.count
      return FrameMark(mark.kind, range)
    }
    return (prefix + maker.bytes, marks)
  }
}
