"""kafka-python: producer, consumer, admin, errors."""

import json
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.structs import OffsetAndMetadata

from said import SERVER, attempt, eventually, figure, say, title

TOPIC = "kp-records"
ONE = TopicPartition(TOPIC, 0)


def sent(future):
    metadata = future.get(timeout=10)
    return f"{metadata.topic}-{metadata.partition}@{metadata.offset}"


def producer(**settings):
    return KafkaProducer(bootstrap_servers=SERVER, client_id="kp-producer", **settings)


def producing(admin):
    title("producer: acknowledgements, codecs, headers, sizes")
    for acks in (0, 1, "all"):
        with producer(acks=acks, enable_idempotence=False) as one:
            attempt(f"send acks={acks}", lambda: sent(one.send(TOPIC, b"acks", key=b"k", partition=0)))
    for codec in ("gzip", "snappy", "lz4", "zstd"):
        with producer(compression_type=codec, linger_ms=20) as one:
            futures = [one.send(TOPIC, f"{codec} {n} ".encode() * 50, partition=0) for n in range(3)]
            attempt(f"send three with {codec}", lambda: [sent(future) for future in futures])
    with producer(enable_idempotence=True) as one:
        futures = [one.send(TOPIC, f"idempotent {n}".encode(), partition=0) for n in range(5)]
        attempt("send five idempotent", lambda: [sent(future) for future in futures])
        headers = [("a", b"1"), ("a", b"2"), ("empty", b"")]
        attempt("send headers", lambda: sent(one.send(TOPIC, b"with headers", headers=headers, partition=0)))
        attempt("send a tombstone", lambda: sent(one.send(TOPIC, None, key=b"gone", partition=0)))
        attempt("send with a time", lambda: sent(one.send(TOPIC, b"old", timestamp_ms=1000000000000, partition=0)))
        attempt("send 900 kB", lambda: sent(one.send(TOPIC, b"L" * 900_000, partition=0)))
        attempt("keys go to partitions", lambda: [sent(one.send(TOPIC, b"v", key=key)) for key in (b"x", b"y", b"z")])
    with producer(max_request_size=4_000_000) as one:
        attempt("send 2 MB: more than the broker takes", lambda: sent(one.send(TOPIC, b"L" * 2_000_000, partition=0)))
        attempt("and go on", lambda: sent(one.send(TOPIC, b"after", partition=0)))
    with producer(max_block_ms=1500) as one:
        attempt("send to an unknown topic", lambda: sent(one.send("kp-missing", b"lost")))
        attempt("send to a bad name", lambda: sent(one.send("kp bad", b"lost")))
        attempt("send far in the future", lambda: sent(one.send(TOPIC, b"f", timestamp_ms=5000000000000, partition=0)))
        attempt("send without key where it is compacted", lambda: sent(one.send("kp-compacted", b"keyless")))


def consuming():
    title("consumer: assigned, sought, paused")
    with KafkaConsumer(bootstrap_servers=SERVER, client_id="kp-consumer", auto_offset_reset="earliest",
                       enable_auto_commit=False, group_id="kp-group", session_timeout_ms=6000) as one:
        both = [ONE, TopicPartition(TOPIC, 1)]
        attempt("partitions_for_topic", lambda: one.partitions_for_topic(TOPIC))
        attempt("partitions of none", lambda: one.partitions_for_topic("kp-missing"))
        one.assign(both)
        attempt("beginning_offsets", lambda: one.beginning_offsets(both))
        attempt("end_offsets", lambda: one.end_offsets(both))
        attempt("offsets_for_times", lambda: [
            {tp: found and found.offset for tp, found in one.offsets_for_times({ONE: time, both[1]: time}).items()}
            for time in (0, 1000000000000, 1000000000001, 4000000000000)])
        records = read(one, sum(one.end_offsets(both).values()))
        say("records of partition 0", [
            (r.offset, r.key, r.value, r.headers, r.timestamp_type) for r in records if r.partition == 0])
        say("records of partition 1", len([r for r in records if r.partition == 1]))
        say("the old one's time", [r.timestamp for r in records if r.value == b"old"])
        attempt("position", lambda: one.position(ONE))
        one.seek(ONE, 3)
        one.pause(both[1])
        attempt("after seek", lambda: [(r.partition, r.offset) for r in read(one, 2)][:2])
        one.resume(both[1])
        one.seek_to_beginning(ONE)
        attempt("seek_to_beginning", lambda: one.position(ONE))
        one.seek_to_end(ONE)
        attempt("seek_to_end", lambda: one.position(ONE))
        attempt("highwater", lambda: one.highwater(ONE))
        one.assign([ONE])
        one.seek(ONE, 100_000)
        attempt("out of range goes to the beginning", lambda: read(one, 1)[0].offset)
        title("consumer: commits")
        attempt("committed before", lambda: one.committed(ONE))
        attempt("commit with metadata", lambda: one.commit({ONE: OffsetAndMetadata(4, "note", -1)}))
        attempt("committed", lambda: one.committed(ONE, metadata=True))
        attempt("commit to an unknown topic",
                lambda: one.commit({TopicPartition("kp-missing", 0): OffsetAndMetadata(1, "", -1)}, timeout_ms=2000))
    with KafkaConsumer(bootstrap_servers=SERVER, auto_offset_reset="none", group_id=None) as one:
        one.assign([ONE])
        one.seek(ONE, 100_000)
        attempt("out of range without a reset", lambda: read(one, 1))


def read(one, count, seconds=10):
    records = []
    deadline = time.monotonic() + seconds
    while len(records) < count and time.monotonic() < deadline:
        for some in one.poll(timeout_ms=200).values():
            records += some
    return records


def subscribing():
    title("consumer: subscribed, alone")
    with KafkaConsumer(bootstrap_servers=SERVER, group_id="kp-first", auto_offset_reset="earliest",
                       client_id="kp-first") as one:
        began = time.monotonic()
        one.subscribe([TOPIC])
        # Else it shares without knowing the topic, joins again and may lose that answer: see members/member.py.
        one.partitions_for_topic(TOPIC)
        say("a record came", bool(read(one, 1)))
        figure("kafka-python: subscribe to first record, new group", (time.monotonic() - began) * 1000)
        say("assignment", one.assignment())
        one.unsubscribe()
        one.subscribe(pattern="^kp-rec.*")
        say("a record came by pattern", eventually(lambda: one.poll(timeout_ms=100) or one.assignment()) is not None)
        say("assignment by pattern", one.assignment())


def administering(admin):
    title("admin: topics")
    attempt("create", lambda: codes(admin.create_topics(
        {"kp-made": {"num_partitions": 2, "replication_factor": 1, "configs": {"retention.ms": "60000"}},
         "kp-plain": {}})))
    attempt("create what is there", lambda: admin.create_topics({"kp-made": {}}))
    attempt("create with three replicas", lambda: admin.create_topics({"kp-three": {"replication_factor": 3}}))
    attempt("create, validated only", lambda: codes(admin.create_topics({"kp-tried": {}}, validate_only=True)))
    attempt("create a bad name", lambda: admin.create_topics({"kp/bad": {}}))
    say("it is there", eventually(lambda: "kp-made" in admin.list_topics()))
    attempt("list", lambda: sorted(name for name in admin.list_topics() if name.startswith("kp-")))
    attempt("describe", lambda: plain(admin.describe_topics(["kp-made"])))
    attempt("describe none", lambda: plain(admin.describe_topics(["kp-missing"])))
    attempt("describe by partitions", lambda: plain(admin.describe_topic_partitions(["kp-made", "kp-missing"])))
    attempt("more partitions", lambda: codes(admin.create_partitions({"kp-made": 4})))
    attempt("fewer partitions", lambda: admin.create_partitions({"kp-made": 1}))
    say("they are there", eventually(lambda: len(admin.describe_topics(["kp-made"])[0]["partitions"]) == 4))
    title("admin: configs")
    resource = ConfigResource(ConfigResourceType.TOPIC, "kp-made")
    attempt("describe modified", lambda: admin.describe_configs([resource]))
    wanted = ConfigResource(ConfigResourceType.TOPIC, "kp-made", {"retention.ms": "70000", "segment.ms": "3600000"})
    attempt("alter", lambda: admin.alter_configs([wanted]))
    eventually(lambda: '"70000"' in json.dumps(admin.describe_configs([resource]), default=str))
    attempt("describe altered", lambda: admin.describe_configs([resource]))
    bad = ConfigResource(ConfigResourceType.TOPIC, "kp-made", {"retention.ms": "never"})
    attempt("alter badly", lambda: admin.alter_configs([bad]))
    attempt("reset", lambda: admin.reset_configs([ConfigResource(ConfigResourceType.TOPIC, "kp-made", ["segment.ms"])]))
    eventually(lambda: "segment.ms" not in json.dumps(admin.describe_configs([resource]), default=str))
    attempt("describe reset", lambda: admin.describe_configs([resource]))
    attempt("resources with settings", lambda:
            ours(admin.list_config_resources(["topic"])["topic"]))
    title("admin: records and offsets")
    attempt("delete records", lambda: plain(admin.delete_records({ONE: 2})))
    attempt("delete beyond the end", lambda: plain(admin.delete_records({ONE: 100_000})))
    attempt("producers", lambda: len(admin.describe_producers([ONE])[ONE].active_producers) > 3)
    title("admin: groups")
    attempt("list groups", lambda: ours(plain(admin.list_groups()), "group_id"))
    attempt("list empty ones", lambda: sorted(
        g["group_id"] for g in admin.list_groups(states_filter=["Empty"]) if g["group_id"].startswith("kp-")))
    attempt("describe groups", lambda: plain(admin.describe_groups(["kp-group", "kp-none"])))
    attempt("group offsets", lambda: admin.list_group_offsets({"kp-group": None}))
    attempt("alter group offsets", lambda: admin.alter_group_offsets("kp-group", {ONE: OffsetAndMetadata(7, "m", -1)}))
    attempt("group offsets altered", lambda: admin.list_group_offsets({"kp-group": [ONE]}))
    attempt("delete group offsets", lambda: admin.delete_group_offsets("kp-group", [ONE]))
    attempt("delete groups", lambda: admin.delete_groups(["kp-group", "kp-none"]))
    attempt("delete topics", lambda: codes(admin.delete_topics(["kp-made", "kp-plain"])))
    attempt("delete none", lambda: admin.delete_topics(["kp-missing"]))
    title("admin: the cluster")
    attempt("cluster", lambda: [admin.describe_cluster()[key] for key in ("controller_id", "brokers")])


#: Of Kafka's answers these are not the client's to rely on.
PASSING = {"topic_id", "throttle_time_ms", "member_id", "host"}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if key not in PASSING}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def codes(response):
    """An answer about several topics, which has no order of its own."""
    answer = plain(response if isinstance(response, dict) else response.to_dict())
    return {key: sorted(one, key=lambda topic: topic["name"]) if isinstance(one, list) else one
            for key, one in answer.items()}


def ours(entries, key=None):
    """Those of this script, for others left theirs on the broker."""
    def name(one):
        return one[key] if key else one

    return sorted((one for one in entries if name(one).startswith("kp-")), key=name)


def main():
    admin = KafkaAdminClient(bootstrap_servers=SERVER, client_id="kp-admin")
    admin.create_topics({TOPIC: {"num_partitions": 2}, "kp-compacted": {"configs": {"cleanup.policy": "compact"}}},
                        wait_for_metadata=True)
    producing(admin)
    consuming()
    subscribing()
    administering(admin)
    admin.close()


main()
