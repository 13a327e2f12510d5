import StrataLog

/// The files in which Apache Kafka keeps its metadata (SPEC §16.2), for reading: nothing is changed.
///
/// ```text
/// 00000000000000000000.log, …                       all records, or those that no checkpoint has
/// 00000000000000001234-0000000003.checkpoint        what the records below an offset say, as records
/// ```
struct MetadataFiles {
  private let storage: any Storage
  /// Their directory.
  let path: String

  /// Those of a data directory; nil if it has none.
  init?(_ directory: String, _ storage: any Storage) {
    path = "\(directory)/\(PartitionID(MetadataLog.topic, 0))"
    self.storage = storage
    guard storage.exists(path) else { return nil }
  }

  /// What they say: the newest checkpoint, then what was written since. A torn end is no flaw, for Kafka may have been
  /// killed: what it tears off was never acknowledged.
  func image() throws(EngineError) -> MetadataImage {
    let names: [String]
    do throws(StorageFailure) { names = try storage.list(path).sorted() } catch { throw .storage(error) }
    var image = MetadataImage()
    var seen: Int64 = 0
    if let checkpoint = names.last(where: { Self.end(ofCheckpoint: $0) != nil }) {
      guard try read(checkpoint, from: 0, into: &image) else {
        throw .damaged(file: "\(path)/\(checkpoint)", reason: "it ends in the middle")
      }
      seen = Self.end(ofCheckpoint: checkpoint) ?? 0
    }
    let logs = names.filter { SegmentCopy.isSegmentFile($0) && $0.hasSuffix(".log") }
    for name in logs {
      guard try read(name, from: seen, into: &image) || name == logs.last else {
        throw .damaged(file: "\(path)/\(name)", reason: "it ends in the middle")
      }
    }
    return image
  }

  /// Takes the records of a file from an offset on. False if the file has an end that is no batch.
  private func read(_ name: String, from offset: Int64, into image: inout MetadataImage) throws(EngineError) -> Bool {
    var isReadable = true
    do throws(StorageFailure) {
      var batches = try SoundBatches(storage.open("\(path)/\(name)", create: false))
      while !batches.isAtEnd, isReadable {
        let bytes = try batches.next()
        guard !bytes.isEmpty else { return false }
        do throws(BatchFlaw) {
          try SoundBatches.forEach(in: bytes) { (batch) throws(BatchFlaw) in
            guard isReadable, !batch.header.attributes.isControl, batch.header.lastOffset >= offset else { return }
            isReadable = try take(batch, from: offset, into: &image)
          }
        } catch { isReadable = false }
      }
    } catch { throw .storage(error) }
    guard isReadable else {
      throw .damaged(file: "\(path)/\(name)", reason: "a record in it can't be read, or is of a newer version")
    }
    return true
  }

  /// Takes a batch's records; false if one of them can't be read.
  private func take(
    _ batch: RecordBatch, from offset: Int64, into image: inout MetadataImage
  ) throws(BatchFlaw) -> Bool {
    var records = try batch.records()
    while try records.next() {
      let record = records.record.copied()
      guard record.offset.value < offset || image.take(record.value ?? []) else { return false }
    }
    return true
  }

  /// Below which offset a checkpoint says all; nil for a file that is none.
  private static func end(ofCheckpoint name: String) -> Int64? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1] == "checkpoint" else { return nil }
    let numbers = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, numbers[0].utf8.count == 20, numbers[1].utf8.count == 10 else { return nil }
    return Int64(numbers[0])
  }
}
