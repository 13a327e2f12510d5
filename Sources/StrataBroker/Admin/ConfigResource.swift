/// What can have settings; the numbers are Kafka's.
enum ConfigResource: Int8 {
  case topic = 2
  case broker = 4
  case brokerLogger = 8
  case clientMetrics = 16
  case group = 32
}

/// Where a setting's value comes from; the numbers are Kafka's.
enum ConfigSource: Int8 {
  case topic = 1
  case dynamicBroker = 2
  case dynamicDefaultBroker = 3
  case staticBroker = 4
  case standard = 5
}
