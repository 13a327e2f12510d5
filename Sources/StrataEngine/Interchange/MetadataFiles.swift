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
    let bytes: [UInt8]
    do throws(StorageFailure) { bytes = try storage.contents("\(path)/\(name)") } catch { throw .storage(error) }
    let span = bytes.span
    var position = 0
    while let header = try? BatchHeader(reading: span, at: position), header.byteCount <= span.count - position {
      let part = span.extracting(position..<position + header.byteCount)
      guard (try? RecordBatch(checking: part)) != nil else { break }
      if !header.attributes.isControl, header.lastOffset >= offset {
        let isReadable: Bool
        do throws(BatchFlaw) {
          isReadable = try take(RecordBatch(checking: part), from: offset, into: &image)
        } catch { throw .damaged(file: "\(path)/\(name)", reason: "at byte \(position): \(error)") }
        guard isReadable else {
          throw .damaged(file: "\(path)/\(name)", reason: "at byte \(position) is a record of another version")
        }
      }
      position += header.byteCount
    }
    return position == bytes.count
  }

  /// Takes a batch's records; false if one of them can't be read.
  private func take(
    _ batch: borrowing RecordBatch, from offset: Int64, into image: inout MetadataImage
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
