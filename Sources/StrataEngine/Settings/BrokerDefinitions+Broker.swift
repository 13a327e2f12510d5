/// Topics' defaults, the network and the process.
extension BrokerDefinitions {
  /// A setting a line: name, kind, Kafka's default (`-` for none, `""` for empty), and whether it may change while the
  /// broker runs.
  static let broker = """
    add.partitions.to.txn.retry.backoff.max.ms int 100
    add.partitions.to.txn.retry.backoff.ms int 20
    advertised.listeners list -
    auto.create.topics.enable boolean true
    auto.leader.rebalance.enable boolean true
    background.threads int 10 dynamic
    client.quota.callback.class class -
    compression.gzip.level int -1 dynamic
    compression.lz4.level int 9 dynamic
    compression.type string producer dynamic
    compression.zstd.level int 3 dynamic
    config.providers list "" dynamic
    connections.max.idle.ms long 600000
    connections.max.reauth.ms long 0
    cordoned.log.dirs list "" dynamic
    create.topic.policy.class.name class -
    default.replication.factor int 1
    delete.records.purgatory.purge.interval.requests int 1
    delete.topic.enable boolean true
    fetch.max.bytes int 57671680
    fetch.purgatory.purge.interval.requests int 1000
    kafka.metrics.polling.interval.secs int 10
    kafka.metrics.reporters list ""
    listeners list PLAINTEXT://:9092 dynamic
    log.cleaner.backoff.ms long 15000 dynamic
    log.cleaner.dedupe.buffer.size long 134217728 dynamic
    log.cleaner.delete.retention.ms long 86400000 dynamic
    log.cleaner.enable boolean true
    log.cleaner.io.buffer.load.factor double 0.9 dynamic
    log.cleaner.io.buffer.size int 524288 dynamic
    log.cleaner.io.max.bytes.per.second double 1.7976931348623157E308 dynamic
    log.cleaner.max.compaction.lag.ms long 9223372036854775807 dynamic
    log.cleaner.min.cleanable.ratio double 0.5 dynamic
    log.cleaner.min.compaction.lag.ms long 0 dynamic
    log.cleaner.threads int 1 dynamic
    log.cleanup.policy list delete dynamic
    log.dir list -
    log.dir.failure.timeout.ms long 30000
    log.dirs list -
    log.flush.interval.messages long 9223372036854775807 dynamic
    log.flush.interval.ms long - dynamic
    log.flush.offset.checkpoint.interval.ms int 60000
    log.flush.scheduler.interval.ms long 9223372036854775807
    log.flush.start.offset.checkpoint.interval.ms int 60000
    log.index.interval.bytes int 4096 dynamic
    log.index.size.max.bytes int 10485760 dynamic
    log.local.retention.bytes long -2 dynamic
    log.local.retention.ms long -2 dynamic
    log.message.timestamp.after.max.ms long 3600000 dynamic
    log.message.timestamp.before.max.ms long 9223372036854775807 dynamic
    log.message.timestamp.type string CreateTime dynamic
    log.preallocate boolean false dynamic
    log.retention.bytes long -1 dynamic
    log.retention.check.interval.ms long 300000
    log.retention.hours int 168
    log.retention.minutes int -
    log.retention.ms long - dynamic
    log.roll.hours int 168
    log.roll.jitter.hours int 0
    log.roll.jitter.ms long - dynamic
    log.roll.ms long - dynamic
    log.segment.bytes int 1073741824 dynamic
    log.segment.delete.delay.ms long 60000 dynamic
    max.connection.creation.rate int 2147483647 dynamic
    max.connections int 2147483647 dynamic
    max.connections.per.ip int 2147483647 dynamic
    max.connections.per.ip.overrides string "" dynamic
    max.incremental.fetch.session.cache.slots int 1000
    max.request.partition.size.limit int 2000
    message.max.bytes int 1048588 dynamic
    metric.reporters list org.apache.kafka.common.metrics.JmxReporter dynamic
    metrics.num.samples int 2
    metrics.recording.level string INFO
    metrics.sample.window.ms long 30000
    min.insync.replicas int 1 dynamic
    num.io.threads int 8 dynamic
    num.network.threads int 3 dynamic
    num.partitions int 1
    num.recovery.threads.per.data.dir int 2 dynamic
    num.replica.alter.log.dirs.threads int -
    num.replica.fetchers int 1 dynamic
    queued.max.request.bytes long -1
    queued.max.requests int 500
    quota.window.num int 11
    quota.window.size.seconds int 1
    request.timeout.ms int 30000
    socket.connection.setup.timeout.max.ms long 30000
    socket.connection.setup.timeout.ms long 10000
    socket.listen.backlog.size int 50
    socket.receive.buffer.bytes int 102400
    socket.request.max.bytes int 104857600
    socket.send.buffer.bytes int 102400
    telemetry.max.bytes int 1048576
    """
}
