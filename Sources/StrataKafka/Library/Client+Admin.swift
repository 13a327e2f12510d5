internal import CRDKafka
internal import StrataTransport

/// librdkafka's admin calls: each sends one request and blocks for its answer, on a thread of its own.
extension Client {
  /// Asks by `call` and reads the answer's event, which is gone afterwards.
  func ask<Answer>(
    _ operation: rd_kafka_admin_op_t, _ attempted: String, _ timeout: Duration,
    _ call: (_ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void,
    _ read: (_ event: OpaquePointer) throws(TransportError) -> Answer
  ) throws(TransportError) -> Answer {
    let queue = unsafe rd_kafka_queue_new(handle)
    defer { unsafe rd_kafka_queue_destroy(queue) }
    let options = unsafe rd_kafka_AdminOptions_new(handle, operation)
    defer { unsafe rd_kafka_AdminOptions_destroy(options) }
    // The buffer for a reason may be left out; a timeout in range is not refused.
    unsafe _ = rd_kafka_AdminOptions_set_request_timeout(options, timeout.milliseconds, nil, 0)
    unsafe call(options, queue)
    guard let event = unsafe rd_kafka_queue_poll(queue, timeout.milliseconds &+ 1_000) else {
      throw Failure(RD_KAFKA_RESP_ERR__TIMED_OUT).error(attempted)
    }
    defer { unsafe rd_kafka_event_destroy(event) }
    let code = unsafe rd_kafka_event_error(event)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw unsafe Failure(code, text(rd_kafka_event_error_string(event))).error(attempted)
    }
    return try unsafe read(event)
  }

  /// Creates a topic; the broker chooses how many replicas.
  func createTopic(
    _ name: String, partitions: Int32, _ settings: [String: String], _ attempted: String, _ timeout: Duration
  ) throws(TransportError) {
    var reason = [CChar](repeating: 0, count: 512)
    var topic = unsafe rd_kafka_NewTopic_new(name, partitions, -1, &reason, reason.count)
    guard unsafe topic != nil else { throw TransportError(.invalid, attempted, text(reason)) }
    defer { unsafe rd_kafka_NewTopic_destroy(topic) }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      let code = unsafe rd_kafka_NewTopic_set_config(topic, name, value)
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw TransportError(.invalid, attempted, "setting \(name.debugDescription) has no name or is given twice")
      }
    }
    unsafe try ask(
      RD_KAFKA_ADMIN_OP_CREATETOPICS, attempted, timeout,
      { options, queue in unsafe rd_kafka_CreateTopics(handle, &topic, 1, options, queue) },
      { event throws(TransportError) in
        var count = 0
        let results = unsafe rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        try unsafe Self.check(results, count, attempted)
      })
  }

  /// Deletes a topic.
  func deleteTopic(_ name: String, _ attempted: String, _ timeout: Duration) throws(TransportError) {
    var topic = unsafe rd_kafka_DeleteTopic_new(name)
    defer { unsafe rd_kafka_DeleteTopic_destroy(topic) }
    unsafe try ask(
      RD_KAFKA_ADMIN_OP_DELETETOPICS, attempted, timeout,
      { options, queue in unsafe rd_kafka_DeleteTopics(handle, &topic, 1, options, queue) },
      { event throws(TransportError) in
        var count = 0
        let results = unsafe rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
        try unsafe Self.check(results, count, attempted)
      })
  }

  /// Throws what the first of the results says; `results` has `count` elements.
  private static func check(
    _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ attempted: String
  ) throws(TransportError) {
    for index in 0..<count {
      let result = unsafe results?[index]
      let code = unsafe rd_kafka_topic_result_error(result)
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw unsafe Failure(code, text(rd_kafka_topic_result_error_string(result))).error(attempted)
      }
    }
  }

  /// A setting of a topic.
  struct Setting: Sendable {
    var name: String
    var value: String
    /// Whether it was given for the topic; otherwise it is a default.
    var isGiven: Bool
  }

  /// The topics' settings by topic; one that vanished meanwhile is left out.
  func settings(
    of topics: [String], _ attempted: String, _ timeout: Duration
  ) throws(TransportError) -> [String: [Setting]] {
    guard !topics.isEmpty else { return [:] }
    var resources = unsafe topics.map { unsafe rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
    defer { unsafe rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
    return try unsafe ask(
      RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, attempted, timeout,
      { options, queue in
        unsafe rd_kafka_DescribeConfigs(handle, &resources, resources.count, options, queue)
      },
      { event throws(TransportError) in
        var count = 0
        let result = unsafe rd_kafka_event_DescribeConfigs_result(event)
        let found = unsafe rd_kafka_DescribeConfigs_result_resources(result, &count)
        var settings: [String: [Setting]] = [:]
        // `count` resources, each with entries that belong to the event.
        for index in 0..<count {
          let resource = unsafe found?[index]
          let failure = unsafe Failure(
            rd_kafka_ConfigResource_error(resource), text(rd_kafka_ConfigResource_error_string(resource)))
          if failure.code == .unknownTopic { continue }
          guard failure.isNone else { throw failure.error(attempted) }
          unsafe settings[text(rd_kafka_ConfigResource_name(resource))] = Self.entries(resource)
        }
        return settings
      })
  }

  private static func entries(_ resource: OpaquePointer?) -> [Setting] {
    var count = 0
    let entries = unsafe rd_kafka_ConfigResource_configs(resource, &count)
    return unsafe UnsafeBufferPointer(start: entries, count: count).map { entry in
      unsafe Setting(
        name: text(rd_kafka_ConfigEntry_name(entry)), value: text(rd_kafka_ConfigEntry_value(entry)),
        isGiven: rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
    }
  }
}

/// The text of a string that C ended with NUL; empty for none.
func text(_ string: UnsafePointer<CChar>?) -> String { unsafe string.map { unsafe String(cString: $0) } ?? "" }
