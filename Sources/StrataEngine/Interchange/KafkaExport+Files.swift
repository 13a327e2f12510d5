import StrataLog

/// The files beside the partitions (SPEC §16.1).
extension KafkaExport {
  /// Writes them; they are on disk on return. What a server is started with comes last: without it nothing is complete.
  func writeFiles(epoch: Int64) throws(EngineError) {
    do throws(StorageFailure) {
      for name in Checkpoints.names where storage.exists("\(source)/\(name)") {
        let bytes = try storage.contents("\(source)/\(name)")
        try storage.replace("\(data)/\(name)", with: bytes.span)
      }
      try put("\(data)/meta.properties", mark.lines)
      let marker = Checkpoints.marker(epoch: epoch)
      try storage.replace("\(data)/\(Checkpoints.marker)", with: marker.span)
      try storage.syncDirectory(data)
      try put("\(target)/server.properties", server)
      try storage.syncDirectory(target)
    } catch { throw .storage(error) }
  }

  private func put(_ path: String, _ lines: [String]) throws(StorageFailure) {
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    try storage.replace(path, with: bytes.span)
  }

  /// One node for clients of this machine.
  private var server: [String] {
    [
      "process.roles=broker,controller", "node.id=\(mark.node)",
      "controller.quorum.voters=\(mark.node)@127.0.0.1:9093",
      "listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093",
      "advertised.listeners=PLAINTEXT://127.0.0.1:9092", "controller.listener.names=CONTROLLER",
      "inter.broker.listener.name=PLAINTEXT", "log.dirs=\(PropertiesText.value(data))",
      "offsets.topic.replication.factor=1", "transaction.state.log.replication.factor=1",
      "transaction.state.log.min.isr=1", "share.coordinator.state.topic.replication.factor=1",
      "share.coordinator.state.topic.min.isr=1",
    ]
  }
}
