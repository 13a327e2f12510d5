import StrataWire
import Testing

/// SPEC §11.2 to §11.4
@Suite struct WireWriterTests {
  @Test("a frame's length counts what is spliced in, and splices stand where they go")
  func frame() throws {
    var writer = WireWriter(capacity: 1)
    for correlation in [7, 8] as [Int32] {
      let start = writer.beginFrame()
      ResponseHeader(correlationID: correlation).write(to: &writer, api: .fetch, version: 12)
      let partition = FetchResponse.Partition(partitionIndex: 3, records: .splice(1000))
      FetchResponse(responses: [.init(topic: "t", partitions: [partition])]).write(to: &writer, version: 12)
      writer.endFrame(start)
    }
    #expect(writer.splices.map(\.byteCount) == [1000, 1000])
    #expect(writer.splicedByteCount == 2000)
    let bytes = joined(writer, frame: [UInt8](repeating: 0xEE, count: 4000))
    var reader = WireReader(bytes.span)
    for correlation in [7, 8] as [Int32] {
      let length = try reader.int32()
      let before = reader.remaining
      #expect(try ResponseHeader(from: &reader, api: .fetch, version: 12).correlationID == correlation)
      let answer = try FetchResponse(from: &reader, version: 12)
      #expect(before - reader.remaining == length)
      guard case .frame(let range) = answer.responses[0].partitions[0].records else { throw WireError.null(at: 0) }
      #expect(bytes[range].allSatisfy { $0 == 0xEE } && range.count == 1000)
    }
    #expect(reader.remaining == 0)
  }

  @Test("known and unknown tagged fields go out in one order")
  func tagOrder() {
    var partition = FetchRequest.Partition()
    partition.replicaDirectoryID = WireUUID(high: 1, low: 2)
    partition.unknownTags = [TaggedField(tag: 9, bytes: [9]), TaggedField(tag: 1, bytes: [1])]
    // Tag 1 is not known before version 18.
    let bytes = elementBytes(partition, 17)
    #expect(
      Array(bytes.suffix(1 + 18 + 6)) == [3, 0, 16] + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2] + [
        9, 1, 9, 1, 1, 1,
      ])
  }

  @Test(
    "the length of a tagged field is right on both sides of each width",
    arguments: [0, 1, 125, 126, 127, 16_380, 16_381, 16_390])
  func tagLengths(_ length: Int) throws {
    var request = FetchRequest()
    request.clusterID = String(repeating: "x", count: length)
    #expect(try read(FetchRequest.self, write(request, 12), 12).0 == request)
  }

  @Test("null becomes empty where the version has none")
  func nulls() throws {
    let request = MetadataRequest(topics: nil)
    #expect(try read(MetadataRequest.self, write(request, 0), 0).0.topics == [])
    #expect(try read(MetadataRequest.self, write(request, 1), 1).0.topics == nil)
  }

  @Test("a string too long for its length is cut between characters")
  func longString() throws {
    let text = String(repeating: "é", count: 20_000)
    let response = try read(HeartbeatRequest.self, write(HeartbeatRequest(groupID: "a" + text), 0), 0).0
    #expect(response.groupID == "a" + String(repeating: "é", count: 16_383))
    let even = try read(HeartbeatRequest.self, write(HeartbeatRequest(groupID: text), 0), 0).0
    #expect(even.groupID == String(repeating: "é", count: 16_383))
  }

  @Test("a writer is used again, and gives back a buffer that grew too large")
  func reuse() {
    var writer = WireWriter()
    for round in 0..<3 {
      writer.bytes([UInt8](repeating: UInt8(round), count: 100_000))
      writer.records(.splice(5))
      #expect(writer.count == 100_008 && writer.bytes[100_003] == UInt8(round))
      writer.removeAll(keepingAtMost: 4096)
      #expect(writer.count == 0 && writer.splices.isEmpty && writer.splicedByteCount == 0)
    }
  }

  private func elementBytes(_ element: some WireElement, _ version: Int16) -> [UInt8] {
    var writer = WireWriter()
    writer.isFlexible = true
    element.write(to: &writer, version: version)
    return joined(writer, frame: [])
  }
}
