// A Kafka broker in this process, and a Kafka client of it: what a test of event-driven code starts with. The same
// transport with another address is the one for production.
import Strata
import StrataBroker
import StrataKafka

var settings = BrokerSettings()
settings.port = 0
let broker = try Broker(engine: try Engine.inMemory(), settings: settings)
let transport = try KafkaTransport(brokers: "127.0.0.1:\(broker.port)")

try await transport.admin.createTopic("orders", partitions: 3, settings: [:])
let producer = try await transport.producer(ProducerOptions())
let sent = try await producer.send([Record(key: Array("42".utf8), value: Array("paid".utf8))], to: "orders")
print("stored as", sent[0].partition, "at offset", sent[0].offset)

let consumer = try await transport.consumer(.group("billing", topics: ["orders"]), ConsumerOptions())
while let event = try await consumer.next(within: .seconds(10)) {
  guard case .batch(let batch) = event else { continue }
  for record in batch.records { print(record.offset, String(decoding: record.value ?? [], as: UTF8.self)) }
  try await consumer.commit([batch.partition: batch.next])
  break
}
await transport.close()
broker.stop()
