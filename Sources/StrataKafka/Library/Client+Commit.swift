internal import CRDKafka
internal import StrataTransport

extension Client {
  /// Sends a commit; its answer comes to ``takeAnswers()`` with the ticket. Anything but no error: it was not sent.
  func commit(_ offsets: [(TopicPartition, Int64)], ticket: UInt64) -> Failure {
    let list = PartitionList(offsets)
    return unsafe Failure(strata_kafka_commit(handle, list.raw, replies, ticket))
  }

  /// All answers to commits that have come.
  func takeAnswers() -> [(ticket: UInt64, failure: Failure)] {
    var answers: [(UInt64, Failure)] = []
    while let event = unsafe rd_kafka_queue_poll(replies, 0) {
      defer { unsafe rd_kafka_event_destroy(event) }
      guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_OFFSET_COMMIT else { continue }
      var failure = unsafe Failure(rd_kafka_event_error(event), text(rd_kafka_event_error_string(event)))
      // A commit of several partitions may have failed for some.
      let lines = unsafe PartitionList.elements(rd_kafka_event_topic_partition_list(event))
      if failure.isNone, let bad = lines.first(where: { !$0.failure.isNone }) { failure = bad.failure }
      unsafe answers.append((strata_kafka_event_ticket(event), failure))
    }
    return answers
  }
}
