/// Several brokers, their controller and remote storage: taken, and without effect on one broker.
extension BrokerDefinitions {
  /// A setting a line: name, kind, Kafka's default (`-` for none, `""` for empty), and whether it may change while the
  /// broker runs.
  static let cluster = """
    alter.config.policy.class.name class -
    alter.log.dirs.replication.quota.window.num int 11
    alter.log.dirs.replication.quota.window.size.seconds int 1
    broker.heartbeat.interval.ms int 2000
    broker.id int -1
    broker.rack string -
    broker.session.timeout.ms int 9000
    controlled.shutdown.enable boolean true
    controller.listener.names list -
    controller.quorum.append.linger.ms int 25
    controller.quorum.auto.join.enable boolean false
    controller.quorum.bootstrap.servers list ""
    controller.quorum.election.backoff.max.ms int 1000
    controller.quorum.election.timeout.ms int 1000
    controller.quorum.fetch.max.bytes int 1048576
    controller.quorum.fetch.snapshot.max.bytes int 1048576
    controller.quorum.fetch.timeout.ms int 2000
    controller.quorum.request.timeout.ms int 2000
    controller.quorum.retry.backoff.ms int 20
    controller.quorum.voters list ""
    controller.quota.window.num int 11
    controller.quota.window.size.seconds int 1
    controller.socket.timeout.ms int 30000
    early.start.listeners list -
    follower.fetch.last.tiered.offset.enable boolean false dynamic
    initial.broker.registration.timeout.ms int 60000
    inter.broker.listener.name string -
    leader.imbalance.check.interval.seconds long 300
    metadata.log.dir string -
    metadata.log.max.record.bytes.between.snapshots long 20971520
    metadata.log.max.snapshot.interval.ms long 3600000
    metadata.log.segment.bytes int 1073741824
    metadata.log.segment.ms long 604800000
    metadata.max.idle.interval.ms int 500
    metadata.max.retention.bytes long 104857600
    metadata.max.retention.ms long 604800000
    node.id int -
    process.roles list -
    remote.fetch.max.wait.ms int 500 dynamic
    remote.list.offsets.request.timeout.ms long 30000 dynamic
    remote.log.index.file.cache.total.size.bytes long 1073741824 dynamic
    remote.log.manager.copier.thread.pool.size int 10 dynamic
    remote.log.manager.copy.max.bytes.per.second long 9223372036854775807 dynamic
    remote.log.manager.copy.quota.window.num int 11
    remote.log.manager.copy.quota.window.size.seconds int 1
    remote.log.manager.expiration.thread.pool.size int 10 dynamic
    remote.log.manager.fetch.max.bytes.per.second long 9223372036854775807 dynamic
    remote.log.manager.fetch.quota.window.num int 11
    remote.log.manager.fetch.quota.window.size.seconds int 1
    remote.log.manager.follower.thread.pool.size int 2 dynamic
    remote.log.manager.task.interval.ms long 30000
    remote.log.manager.thread.pool.size int 2
    remote.log.metadata.custom.metadata.max.bytes int 128
    remote.log.metadata.manager.class.name string \
    org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager
    remote.log.metadata.manager.class.path string -
    remote.log.metadata.manager.impl.prefix string rlmm.config.
    remote.log.metadata.manager.listener.name string -
    remote.log.reader.max.pending.tasks int 100
    remote.log.reader.threads int 10 dynamic
    remote.log.storage.manager.class.name string -
    remote.log.storage.manager.class.path string -
    remote.log.storage.manager.impl.prefix string rsm.config.
    remote.log.storage.system.enable boolean false
    replica.fetch.backoff.ms int 1000
    replica.fetch.max.bytes int 1048576
    replica.fetch.min.bytes int 1
    replica.fetch.response.max.bytes int 10485760
    replica.fetch.wait.max.ms int 500
    replica.high.watermark.checkpoint.interval.ms long 5000
    replica.lag.time.max.ms long 30000
    replica.selector.class string -
    replica.socket.receive.buffer.bytes int 65536
    replica.socket.timeout.ms int 30000
    replication.quota.window.num int 11
    replication.quota.window.size.seconds int 1
    unclean.leader.election.enable boolean false dynamic
    """
}
