public import StrataEngine

extension BrokerSettings {
  /// What settings by Kafka's names say; where to listen and what to be called is not among it (SPEC §7.7).
  public init(_ config: BrokerConfig) {
    self.init()
    self.config = config
    autoCreateTopics = config.createsTopics
    defaultPartitions = config.partitions
    maxRequestBytes = config.requestBytes
    if let bytes = config.waitingBytes { maxHeldBytes = bytes }
    maxFetchBytes = config.fetchBytes
    fetchSessions = config.fetchSessions
    maxIdleMilliseconds = config.idleMilliseconds
    upkeepMilliseconds = config.maintenanceMilliseconds
    compactionMilliseconds = config.compactionMilliseconds
    compactionMemoryBytes = config.compactionMemoryBytes
    compactionBytesPerSecond = config.compactionBytesPerSecond
  }
}
