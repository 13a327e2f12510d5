/// Groups, offsets, producers and transactions.
extension BrokerDefinitions {
  /// A setting a line: name, kind, Kafka's default (`-` for none, `""` for empty), and whether it may change while the
  /// broker runs.
  static let coordinators = """
    group.consumer.assignment.interval.ms int 1000 dynamic
    group.consumer.assignors list uniform,range
    group.consumer.heartbeat.interval.ms int 5000
    group.consumer.max.assignment.interval.ms int 15000
    group.consumer.max.heartbeat.interval.ms int 15000
    group.consumer.max.session.timeout.ms int 60000
    group.consumer.max.size int 2147483647
    group.consumer.migration.policy string bidirectional
    group.consumer.min.assignment.interval.ms int 0
    group.consumer.min.heartbeat.interval.ms int 5000
    group.consumer.min.session.timeout.ms int 45000
    group.consumer.session.timeout.ms int 45000
    group.coordinator.append.linger.ms int -1
    group.coordinator.background.threads int 2
    group.coordinator.cached.buffer.max.bytes int 1048588 dynamic
    group.coordinator.rebalance.protocols list classic,consumer,streams
    group.coordinator.threads int 4
    group.initial.rebalance.delay.ms int 3000
    group.max.session.timeout.ms int 1800000
    group.max.size int 2147483647
    group.min.session.timeout.ms int 6000
    group.share.assignment.interval.ms int 1000 dynamic
    group.share.assignors list simple
    group.share.delivery.count.limit int 5
    group.share.heartbeat.interval.ms int 5000
    group.share.max.assignment.interval.ms int 15000
    group.share.max.delivery.count.limit int 10
    group.share.max.heartbeat.interval.ms int 15000
    group.share.max.partition.max.record.locks int 4000
    group.share.max.record.lock.duration.ms int 60000
    group.share.max.session.timeout.ms int 60000
    group.share.max.share.sessions int 2000
    group.share.max.size int 200
    group.share.min.assignment.interval.ms int 0
    group.share.min.delivery.count.limit int 2
    group.share.min.heartbeat.interval.ms int 5000
    group.share.min.partition.max.record.locks int 100
    group.share.min.record.lock.duration.ms int 15000
    group.share.min.session.timeout.ms int 45000
    group.share.partition.max.record.locks int 2000
    group.share.record.lock.duration.ms int 30000
    group.share.session.timeout.ms int 45000
    group.streams.assignment.interval.ms int 1000 dynamic
    group.streams.heartbeat.interval.ms int 5000
    group.streams.initial.rebalance.delay.ms int 3000
    group.streams.max.assignment.interval.ms int 15000
    group.streams.max.heartbeat.interval.ms int 15000
    group.streams.max.session.timeout.ms int 60000
    group.streams.max.size int 2147483647
    group.streams.max.standby.replicas int 2
    group.streams.min.assignment.interval.ms int 0
    group.streams.min.heartbeat.interval.ms int 5000
    group.streams.min.session.timeout.ms int 45000
    group.streams.num.standby.replicas int 0
    group.streams.session.timeout.ms int 45000
    offset.metadata.max.bytes int 4096
    offsets.commit.timeout.ms int 5000
    offsets.load.buffer.size int 5242880
    offsets.retention.check.interval.ms long 600000
    offsets.retention.minutes int 10080
    offsets.topic.compression.codec int 0
    offsets.topic.num.partitions int 50
    offsets.topic.replication.factor short 3
    offsets.topic.segment.bytes int 104857600
    producer.id.expiration.ms int 86400000 dynamic
    producer.purgatory.purge.interval.requests int 1000
    share.coordinator.append.linger.ms int -1
    share.coordinator.cached.buffer.max.bytes int 1048588 dynamic
    share.coordinator.load.buffer.size int 5242880
    share.coordinator.snapshot.update.records.per.snapshot int 500
    share.coordinator.state.topic.compression.codec int 0
    share.coordinator.state.topic.min.isr short 2
    share.coordinator.state.topic.num.partitions int 50
    share.coordinator.state.topic.replication.factor short 3
    share.coordinator.state.topic.segment.bytes int 104857600
    share.coordinator.threads int 1
    share.coordinator.write.timeout.ms int 5000
    share.fetch.purgatory.purge.interval.requests int 1000
    transaction.abort.timed.out.transaction.cleanup.interval.ms int 10000
    transaction.max.timeout.ms int 900000
    transaction.partition.verification.enable boolean true dynamic
    transaction.remove.expired.transaction.cleanup.interval.ms int 3600000
    transaction.state.log.load.buffer.size int 5242880
    transaction.state.log.min.isr int 2
    transaction.state.log.num.partitions int 50
    transaction.state.log.replication.factor short 3
    transaction.state.log.segment.bytes int 104857600
    transaction.two.phase.commit.enable boolean false
    transactional.id.expiration.ms int 604800000
    """
}
