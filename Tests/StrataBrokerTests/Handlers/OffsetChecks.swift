import StrataLog
import StrataWire

enum OffsetChecks {
  private static func list(
    _ name: String, _ expected: [String], version: Int16 = 11, empty: Bool = false, times: [Int64], epoch: Int32 = -1
  ) -> Check {
    Check("offsets: \(name)", expected) { rig in
      let topic = try rig.topic("o-" + name.filter { $0.isLetter || $0.isNumber })
      let client = try rig.client()
      // Times 1000, 2000; 4000, 5000; 2000, 3000: the latest is not the last.
      for time in empty ? [] : [1_000, 4_000, 2_000] as [Int64] {
        _ = try client.produce(Batches.make(["a", "b"], time: time), to: topic)
      }
      return try times.map { time in
        let response = try client.call(
          ListOffsetsRequest(
            replicaID: -1,
            topics: [
              .init(
                name: topic.name,
                partitions: [.init(partitionIndex: 0, currentLeaderEpoch: epoch, timestamp: time)])
            ]), version: version)
        let found = response.topics[0].partitions[0]
        return "\(found.errorCode.rawValue) at \(found.offset) time \(found.timestamp) epoch \(found.leaderEpoch)"
      }
    }
  }

  private static func epochs(_ name: String, _ expected: [String], _ asked: [(current: Int32, epoch: Int32)]) -> Check {
    Check("epochs: \(name)", expected) { rig in
      let topic = try rig.topic("e-" + name.filter { $0.isLetter || $0.isNumber })
      let client = try rig.client()
      _ = try client.produce(Batches.make(["a", "b"]), to: topic)
      return try asked.map { asked in
        let response = try client.call(
          OffsetForLeaderEpochRequest(
            replicaID: -1,
            topics: [
              .init(
                topic: topic.name,
                partitions: [
                  .init(partition: 0, currentLeaderEpoch: asked.current, leaderEpoch: asked.epoch)
                ])
            ]), version: 4)
        let found = response.topics[0].partitions[0]
        return "\(found.errorCode.rawValue) epoch \(found.leaderEpoch) end \(found.endOffset)"
      }
    }
  }

  static let all: [Check] = [
    list(
      "the specials",
      [
        "0 at 6 time -1 epoch 0", "0 at 0 time -1 epoch 0", "0 at 3 time 5000 epoch 0", "0 at 0 time -1 epoch 0",
        "0 at -1 time -1 epoch -1", "0 at -1 time -1 epoch -1", "35 at -1 time -1 epoch -1",
      ], times: [-1, -2, -3, -4, -5, -6, -7]),
    list(
      "the specials of nothing",
      [
        "0 at 0 time -1 epoch 0", "0 at 0 time -1 epoch 0", "0 at -1 time -1 epoch -1", "0 at 0 time -1 epoch 0",
        "0 at -1 time -1 epoch -1", "0 at -1 time -1 epoch -1",
      ], empty: true, times: [-1, -2, -3, -4, -5, -6]),
    list(
      "times",
      [
        "0 at 0 time 1000 epoch 0", "0 at 1 time 2000 epoch 0", "0 at 2 time 4000 epoch 0", "0 at 3 time 5000 epoch 0",
        "0 at -1 time -1 epoch -1", "0 at 0 time 1000 epoch 0",
      ], times: [1_000, 1_001, 2_001, 4_001, 5_001, 0]),
    list(
      "specials that version 6 lacks",
      ["35 at -1 time -1 epoch -1", "35 at -1 time -1 epoch -1", "0 at 6 time -1 epoch 0"],
      version: 6, times: [-3, -4, -1]),
    list("version 1", ["0 at 6 time -1 epoch -1", "0 at 2 time 4000 epoch -1"], version: 1, times: [-1, 2_500]),
    list("another epoch", ["75 at -1 time -1 epoch -1"], times: [-1], epoch: 3),
    epochs(
      "asked", ["0 epoch 0 end 2", "0 epoch -1 end -1", "75 epoch -1 end -1", "0 epoch -1 end -1"],
      [(-1, 0), (-1, 1), (2, 0), (0, -1)]),
    Check("offsets: a partition named twice", ["42"]) { rig in
      let topic = try rig.topic("o-twice")
      let response = try rig.client().call(
        ListOffsetsRequest(
          replicaID: -1,
          topics: [
            .init(
              name: topic.name,
              partitions: [.init(partitionIndex: 0, timestamp: -1), .init(partitionIndex: 0, timestamp: -2)])
          ]), version: 7)
      return response.topics.flatMap(\.partitions).map { "\($0.errorCode.rawValue)" }
    },
    Check("producer ids: without and with a name", ["0 epoch 0", "0 epoch 0", "42 epoch -1", "42 epoch -1"]) { rig in
      let client = try rig.client()
      return try [
        InitProducerIdRequest(transactionalID: nil, transactionTimeoutMs: 1_000),
        InitProducerIdRequest(transactionalID: nil, transactionTimeoutMs: 1_000, producerID: 5, producerEpoch: 1),
        InitProducerIdRequest(transactionalID: nil, transactionTimeoutMs: 1_000, producerID: 5, producerEpoch: -1),
        InitProducerIdRequest(transactionalID: "", transactionTimeoutMs: 1_000),
      ].map { request in
        var response = try client.call(request, version: 5)
        // The real Kafka may have to fetch numbers first.
        while response.errorCode == .coordinatorLoadInProgress { response = try client.call(request, version: 5) }
        return "\(response.errorCode.rawValue) epoch \(response.producerEpoch)"
      }
    },
  ]
}
