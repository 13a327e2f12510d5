internal import CRDKafka
internal import StrataTransport

extension Client {
  /// What became of a record.
  struct Report: Sendable {
    /// As it was produced with.
    var ticket: UInt64
    var offset: Int64
    /// Zero, or the error's number.
    var code: Int32
  }

  /// Hands a record over; the library copies it. What it answers other than no error, it did not take.
  func produce(_ record: Record, to topic: TopicHandle, _ partition: Int32, _ ticket: UInt64) -> rd_kafka_resp_err_t {
    let headers = unsafe makeHeaders(record.headers)
    // The pointers hold for the call, which copies; an empty value's may not be NULL, for that says there is none.
    let code = unsafe withBytes(record.value) { value, valueCount in
      unsafe withBytes(record.key) { key, keyCount in
        unsafe strata_kafka_produce(
          handle, topic.raw, partition, value, valueCount, key, keyCount, record.timestamp ?? 0, headers, ticket)
      }
    }
    // Taken over only by a call that succeeded.
    if code != RD_KAFKA_RESP_ERR_NO_ERROR, let headers = unsafe headers { unsafe rd_kafka_headers_destroy(headers) }
    return code
  }

  private func makeHeaders(_ headers: [Header]) -> OpaquePointer? {
    guard !headers.isEmpty else { return nil }
    let list = unsafe rd_kafka_headers_new(headers.count)
    for header in headers {
      var name = header.name
      name.withUTF8 { name in
        unsafe withBytes(header.value) { value, count in
          // Copied. A name of no bytes has no address; any other serves for it.
          let start = unsafe UnsafeRawPointer(name.baseAddress) ?? UnsafeRawPointer(queue)
          _ = unsafe rd_kafka_header_add(
            list, start.assumingMemoryBound(to: CChar.self), name.count, value, count)
        }
      }
    }
    return unsafe list
  }

  private func withBytes<Answer>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Answer) -> Answer {
    guard let bytes else { return body(nil, 0) }
    return unsafe bytes.withUnsafeBytes { buffer in
      // Of no bytes nothing is read, so any address that is not NULL says "empty".
      unsafe body(buffer.baseAddress ?? UnsafeRawPointer(queue), buffer.count)
    }
  }

  /// All reports that have come, in one array; none when there are none.
  func takeReports() -> [Report] {
    var reports: [Report] = []
    while let event = unsafe rd_kafka_queue_poll(queue, 0) {
      defer { unsafe rd_kafka_event_destroy(event) }
      // Errors that are not of a record are those the library deals with, or are told by every record that follows.
      guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR else { continue }
      unsafe reports.reserveCapacity(reports.count + rd_kafka_event_message_count(event))
      // A message belongs to the event and holds until it is destroyed.
      while let message = unsafe rd_kafka_event_message_next(event) {
        unsafe reports.append(
          Report(
            ticket: strata_kafka_ticket(message), offset: message.pointee.offset, code: message.pointee.err.rawValue))
      }
    }
    return reports
  }

  /// Fails everything that is queued or in flight, without waiting.
  func purge() {
    unsafe _ = rd_kafka_purge(
      handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
  }
}
