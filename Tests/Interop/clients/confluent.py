"""confluent-kafka (librdkafka): producer, consumer, admin, errors."""

import time

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaError, KafkaException, Producer
from confluent_kafka import TopicCollection, TopicPartition
from confluent_kafka.admin import (AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ConfigSource,
                                   NewPartitions, NewTopic, OffsetSpec, ResourceType)

from said import SERVER, attempt, eventually, figure, say, title
from topics import make_topic

TOPIC = "ck-records"
ONE = TopicPartition(TOPIC, 0)


def producer(**settings):
    return Producer({"bootstrap.servers": SERVER, "client.id": "ck-producer"}
                    | {key.replace("_", "."): value for key, value in settings.items()})


def send(one, topic=TOPIC, value=b"", **words):
    reports = []

    def report(error, message):
        reports.append(error.name() if error else f"{message.topic()}-{message.partition()}@{message.offset()}")

    one.produce(topic, value, on_delivery=report, **words)
    one.flush(15)
    return reports


def send_to_bad_name():
    """What the broker says to it. A producer that hears of it before the record is in its queue keeps the broker's code
    to itself and says that it knows no such topic (so it is on Apache Kafka too): then another is asked."""
    for _ in range(20):
        try:
            return send(producer(message_timeout_ms=1500), topic="ck bad", value=b"lost")
        except KafkaException as error:
            if error.args[0].code() != KafkaError._UNKNOWN_TOPIC:
                raise
    return "the producer always knew"


def producing():
    title("producer: acknowledgements, codecs, headers, sizes")
    for acks in ("0", "1", "all"):
        attempt(f"send acks={acks}", lambda: send(producer(acks=acks), value=b"acks", partition=0))
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        one = producer(compression_type=codec, linger_ms=20)
        reports = []
        for n in range(3):
            one.produce(TOPIC, f"{codec} {n} ".encode() * 50, partition=0,
                        on_delivery=lambda error, message: reports.append(error or message.offset()))
        one.flush(15)
        say(f"send three with {codec}", reports)
    one = producer(enable_idempotence=True)
    attempt("send idempotent", lambda: [send(one, value=b"idempotent", partition=0) for _ in range(3)])
    headers = [("a", b"1"), ("a", b"2"), ("empty", b""), ("null", None)]
    attempt("send headers", lambda: send(one, value=b"headers", headers=headers, partition=0))
    attempt("send a tombstone", lambda: send(one, value=None, key=b"gone", partition=0))
    attempt("send with a time", lambda: send(one, value=b"old", timestamp=1000000000000, partition=0))
    attempt("send to partition 9", lambda: send(one, value=b"lost", partition=9))
    large = producer(message_max_bytes=4_000_000)
    attempt("send 2 MB: more than the broker takes", lambda: send(large, value=b"L" * 2_000_000, partition=0))
    attempt("and go on", lambda: send(large, value=b"after", partition=0))
    brief = producer(message_timeout_ms=1500)
    attempt("send to an unknown topic", lambda: send(brief, topic="ck-missing", value=b"lost"))
    attempt("send to a bad name", send_to_bad_name)
    attempt("send far in the future", lambda: send(brief, value=b"f", timestamp=5000000000000, partition=0))


def consumer(group, **settings):
    return Consumer({"bootstrap.servers": SERVER, "group.id": group, "auto.offset.reset": "earliest",
                     "enable.auto.commit": False, "client.id": "ck-consumer"}
                    | {key.replace("_", "."): value for key, value in settings.items()})


def read(one, count, seconds=10):
    """Records, and errors as they come."""
    messages = []
    deadline = time.monotonic() + seconds
    while len(messages) < count and time.monotonic() < deadline:
        messages += one.consume(count - len(messages), timeout=0.2)
    return [message.error().name() if message.error() else
            (message.offset(), message.key(), message.value(), message.headers(), message.timestamp()[0])
            for message in messages]


def spots(partitions):
    return [(tp.topic, tp.partition, tp.offset, tp.metadata, tp.error and tp.error.name()) for tp in partitions]


def consuming():
    title("consumer: assigned, sought, paused, committed")
    one = consumer("ck-group")
    low, high = one.get_watermark_offsets(ONE, timeout=5)
    say("watermarks", (low, high))
    attempt("watermarks of none", lambda: one.get_watermark_offsets(TopicPartition("ck-missing", 0), timeout=2))
    one.assign([TopicPartition(TOPIC, 0, 0)])
    say("records", read(one, high))
    attempt("position", lambda: spots(one.position([ONE])))
    for moment in (0, 1000000000001, 4000000000000):
        attempt("offsets_for_times", lambda: spots(one.offsets_for_times([TopicPartition(TOPIC, 0, moment)], 5)))
    one.seek(TopicPartition(TOPIC, 0, 3))
    say("after seek", read(one, 1)[0][0])
    one.pause([ONE])
    say("paused", read(one, 1, seconds=0.3))
    one.resume([ONE])
    say("resumed", read(one, 1)[0][0])
    attempt("committed before", lambda: spots(one.committed([ONE], 5)))
    attempt("commit with metadata", lambda: spots(one.commit(
        offsets=[TopicPartition(TOPIC, 0, 4, "note")], asynchronous=False)))
    attempt("committed", lambda: spots(one.committed([ONE], 5)))
    attempt("commit to an unknown topic", lambda: spots(one.commit(
        offsets=[TopicPartition("ck-missing", 0, 4)], asynchronous=False)))
    one.close()
    one = consumer("ck-error", auto_offset_reset="error", enable_partition_eof=True)
    one.assign([TopicPartition(TOPIC, 0, 100_000)])
    say("out of range without a reset", read(one, 1))
    one.assign([TopicPartition(TOPIC, 0, high)])
    say("at the end", read(one, 1))
    one.close()
    title("consumer: subscribed, alone")
    one = consumer("ck-first")
    began = time.monotonic()
    one.subscribe([TOPIC])
    say("a record came", bool(read(one, 1)))
    figure("confluent-kafka: subscribe to first record, new group", (time.monotonic() - began) * 1000)
    say("assignment", [(tp.topic, tp.partition) for tp in one.assignment()])
    one.close()
    one = consumer("ck-sticky", partition_assignment_strategy="cooperative-sticky")
    one.subscribe(["^ck-rec.*"])
    say("a record came, cooperatively", bool(read(one, 1)))
    say("assignment", [(tp.topic, tp.partition) for tp in one.assignment()])
    one.close()
    one = consumer("ck-unknown")
    one.subscribe(["ck-missing"])
    say("subscribed to none", read(one, 1, seconds=2))
    one.close()


def outcome(futures):
    """What each future of an admin call came to."""
    said = {}
    for key, future in futures.items():
        try:
            said[str(key)] = future.result(timeout=15)
        except KafkaException as failed:
            # The words beside the code are the broker's own.
            said[str(key)] = failed.args[0].name()
    return said


def administering():
    title("admin: topics and configs")
    admin = AdminClient({"bootstrap.servers": SERVER})
    made = [NewTopic("ck-made", 2, 1, config={"retention.ms": "60000"}), NewTopic("ck-plain", -1, -1)]
    attempt("create", lambda: outcome(admin.create_topics(made)))
    attempt("create again and badly", lambda: outcome(admin.create_topics(
        [NewTopic("ck-made", 2, 1), NewTopic("ck bad", 1, 1), NewTopic("ck-three", 1, 3),
         NewTopic("ck-config", 1, 1, config={"no.such": "1"})])))
    attempt("validate only", lambda: outcome(admin.create_topics([NewTopic("ck-tried", 1, 1)], validate_only=True)))
    say("it is there", eventually(lambda: "ck-made" in admin.list_topics(timeout=5).topics))
    attempt("list", lambda: sorted(name for name in admin.list_topics(timeout=5).topics if name.startswith("ck-")))
    attempt("describe", lambda: [
        (one.name, one.is_internal, [(p.id, p.leader.id, [n.id for n in p.replicas], [n.id for n in p.isr])
                                     for p in one.partitions])
        for future in admin.describe_topics(TopicCollection(["ck-made"])).values() for one in [future.result()]])
    attempt("describe none", lambda: outcome(admin.describe_topics(TopicCollection(["ck-missing"]))))
    attempt("more partitions", lambda: outcome(admin.create_partitions([NewPartitions("ck-made", 4)])))
    attempt("fewer partitions", lambda: outcome(admin.create_partitions([NewPartitions("ck-made", 1)])))
    topic = ConfigResource(ResourceType.TOPIC, "ck-made")
    attempt("configs", lambda: configs(admin, topic))
    topic.add_incremental_config(ConfigEntry(
        "cleanup.policy", "compact", incremental_operation=AlterConfigOpType.APPEND))
    topic.add_incremental_config(ConfigEntry("retention.ms", "70000", incremental_operation=AlterConfigOpType.SET))
    attempt("alter", lambda: outcome(admin.incremental_alter_configs([topic])))
    told(admin, "70000")
    attempt("configs altered", lambda: configs(admin, ConfigResource(ResourceType.TOPIC, "ck-made")))
    bad = ConfigResource(ResourceType.TOPIC, "ck-made", incremental_configs=[
        ConfigEntry("retention.ms", "soon", incremental_operation=AlterConfigOpType.SET)])
    attempt("alter badly", lambda: outcome(admin.incremental_alter_configs([bad])))
    legacy = ConfigResource(ResourceType.TOPIC, "ck-made", set_config={"retention.ms": "90000"})
    attempt("alter all at once", lambda: outcome(admin.alter_configs([legacy])))
    told(admin, "90000")
    attempt("configs replaced", lambda: configs(admin, ConfigResource(ResourceType.TOPIC, "ck-made")))
    broker = ConfigResource(ResourceType.BROKER, "1")
    attempt("broker configs", lambda: {name: entry.value for name, entry in broker_configs(admin, broker).items()})
    title("admin: offsets and records")
    attempt("list offsets", lambda: [
        (key.partition, future.result().offset) for spec in (OffsetSpec.earliest(), OffsetSpec.latest(),
                                                             OffsetSpec.max_timestamp())
        for key, future in admin.list_offsets({ONE: spec}).items()])
    attempt("delete records", lambda: {
        str(key): future.result().low_watermark
        for key, future in admin.delete_records([TopicPartition(TOPIC, 0, 2)]).items()})
    attempt("delete beyond the end", lambda: outcome(admin.delete_records([TopicPartition(TOPIC, 0, 100_000)])))
    title("admin: groups")
    attempt("list groups", lambda: sorted(
        (one.group_id, one.is_simple_consumer_group, one.state.name, one.type.name)
        for one in admin.list_consumer_groups().result().valid if one.group_id.startswith("ck-")))
    attempt("describe groups", lambda: [
        (one.group_id, one.state.name, one.partition_assignor, len(one.members), one.coordinator.id)
        for future in admin.describe_consumer_groups(["ck-group", "ck-none"]).values() for one in [future.result()]])
    group = ConsumerGroupTopicPartitions("ck-group")
    attempt("group offsets", lambda: offsets(admin.list_consumer_group_offsets([group])))
    moved = ConsumerGroupTopicPartitions("ck-group", [TopicPartition(TOPIC, 0, 9)])
    attempt("alter group offsets", lambda: offsets(admin.alter_consumer_group_offsets([moved])))
    attempt("group offsets altered", lambda: offsets(admin.list_consumer_group_offsets([group])))
    attempt("delete groups", lambda: outcome(admin.delete_consumer_groups(["ck-group", "ck-none"])))
    attempt("delete topics", lambda: outcome(admin.delete_topics(["ck-made", "ck-plain", "ck-missing"])))
    attempt("cluster", lambda: [
        (one.controller.id, [node.id for node in one.nodes]) for one in [admin.describe_cluster().result()]])


def told(admin, retention):
    """Waits until the broker knows what its controller was told: Kafka's learns it a little later."""
    topic = ConfigResource(ResourceType.TOPIC, "ck-made")
    eventually(lambda: admin.describe_configs([topic])[topic].result()["retention.ms"].value == retention)


def configs(admin, resource):
    entries = admin.describe_configs([resource])[resource].result()
    return [(entry.name, entry.value, ConfigSource(entry.source).name, entry.is_default, entry.is_read_only,
             entry.is_sensitive, sorted(entry.synonyms)) for entry in sorted(entries.values(), key=lambda e: e.name)]


def broker_configs(admin, resource):
    wanted = ("auto.create.topics.enable", "broker.id", "num.partitions", "group.initial.rebalance.delay.ms",
              "message.max.bytes", "offsets.retention.minutes", "min.insync.replicas", "log.retention.hours")
    return {name: entry for name, entry in admin.describe_configs([resource])[resource].result().items()
            if name in wanted}


def offsets(futures):
    return [(one.group_id, spots(one.topic_partitions)) for future in futures.values() for one in [future.result()]]


def main():
    make_topic(TOPIC)
    producing()
    consuming()
    administering()


main()
