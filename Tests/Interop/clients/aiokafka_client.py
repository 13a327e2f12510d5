"""aiokafka: producer, consumer, admin, errors."""

import asyncio
import time

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.structs import OffsetAndMetadata

from said import SERVER, figure, say, title
from topics import make_topic

TOPIC = "aio-records"
ONE = TopicPartition(TOPIC, 0)


async def attempt(what, call):
    """As said.attempt, for what is awaited."""
    try:
        result = await asyncio.wait_for(call, 20)
    except Exception as error:
        say(what, error)
        return None
    say(what, result)
    return result


async def sent(one, *words, **settings):
    metadata = await one.send_and_wait(*words, **settings)
    return f"{metadata.topic}-{metadata.partition}@{metadata.offset} type {metadata.timestamp_type}"


async def producing():
    title("producer: acknowledgements, codecs, headers, sizes")
    for acks in (0, 1, "all"):
        async with AIOKafkaProducer(bootstrap_servers=SERVER, acks=acks) as one:
            await attempt(f"send acks={acks}", sent(one, TOPIC, b"acks", partition=0) if acks else none(one))
    for codec in (None, "gzip", "snappy", "lz4", "zstd"):
        async with AIOKafkaProducer(bootstrap_servers=SERVER, compression_type=codec) as one:
            await attempt(f"send with {codec}", sent(one, TOPIC, f"{codec} ".encode() * 50, partition=0))
    async with AIOKafkaProducer(bootstrap_servers=SERVER, enable_idempotence=True) as one:
        for n in range(3):
            await attempt("send idempotent", sent(one, TOPIC, f"idempotent {n}".encode(), partition=0))
        headers = [("a", b"1"), ("a", b"2"), ("empty", b"")]
        await attempt("send headers", sent(one, TOPIC, b"headers", headers=headers, partition=0))
        await attempt("send a tombstone", sent(one, TOPIC, None, key=b"gone", partition=0))
        await attempt("send with a time", sent(one, TOPIC, b"old", timestamp_ms=1000000000000, partition=0))
        batch = one.create_batch()
        for n in range(4):
            batch.append(key=b"k", value=f"batched {n}".encode(), timestamp=None)
        await attempt("send a batch", batched(one, batch))
    async with AIOKafkaProducer(bootstrap_servers=SERVER, max_request_size=4_000_000) as one:
        await attempt("send 2 MB: more than the broker takes", sent(one, TOPIC, b"L" * 2_000_000, partition=0))
        await attempt("and go on", sent(one, TOPIC, b"after", partition=0))
    async with AIOKafkaProducer(bootstrap_servers=SERVER, request_timeout_ms=1500) as one:
        await attempt("send to an unknown topic", sent(one, "aio-missing", b"lost"))


async def none(one):
    future = await one.send(TOPIC, b"acks none", partition=0)
    return await future


async def batched(one, batch):
    metadata = await (await one.send_batch(batch, TOPIC, partition=0))
    return metadata.offset


async def consuming():
    title("consumer: assigned, sought, paused, committed")
    async with AIOKafkaConsumer(bootstrap_servers=SERVER, group_id="aio-group", enable_auto_commit=False,
                                auto_offset_reset="earliest", client_id="aio-consumer") as one:
        one.assign([ONE])
        end = (await one.end_offsets([ONE]))[ONE]
        await attempt("beginning_offsets", one.beginning_offsets([ONE]))
        await attempt("end_offsets", one.end_offsets([ONE]))
        await attempt("committed before", one.committed(ONE))
        records = await read(one, end)
        say("records", [(r.offset, r.key, r.value, r.headers, r.timestamp_type) for r in records])
        await attempt("position", one.position(ONE))
        for moment in (0, 1000000000001, 4000000000000):
            found = (await one.offsets_for_times({ONE: moment}))[ONE]
            say("offsets_for_times", found and found.offset)
        one.seek(ONE, 3)
        say("after seek", [r.offset for r in await read(one, 1)][:1])
        await one.seek_to_beginning(ONE)
        one.pause(ONE)
        say("paused", await one.getmany(timeout_ms=200))
        one.resume(ONE)
        say("resumed", [r.offset for r in await read(one, 1)][:1])
        await attempt("commit with metadata", one.commit({ONE: (4, "note")}))
        await attempt("committed", one.committed(ONE))
        say("highwater", one.highwater(ONE))
        one.seek(ONE, 100_000)
        say("out of range goes to the beginning", [r.offset for r in await read(one, 1)][:1])
    async with AIOKafkaConsumer(bootstrap_servers=SERVER, auto_offset_reset="none") as one:
        one.assign([ONE])
        one.seek(ONE, 100_000)
        await attempt("out of range without a reset", one.getone())
    title("consumer: subscribed, alone")
    async with AIOKafkaConsumer(bootstrap_servers=SERVER, group_id="aio-first", auto_offset_reset="earliest") as one:
        began = time.monotonic()
        one.subscribe([TOPIC])
        say("a record came", bool(await read(one, 1)))
        figure("aiokafka: subscribe to first record, new group", (time.monotonic() - began) * 1000)
        say("assignment", one.assignment())


async def read(one, count, seconds=10):
    records = []
    deadline = time.monotonic() + seconds
    while len(records) < count and time.monotonic() < deadline:
        for some in (await one.getmany(timeout_ms=200)).values():
            records += some
    return records


async def administering():
    title("admin")
    admin = AIOKafkaAdminClient(bootstrap_servers=SERVER, client_id="aio-admin")
    await admin.start()
    await attempt("create", answers(admin.create_topics(
        [NewTopic("aio-made", 2, 1, topic_configs={"retention.ms": "60000"})]), "topic_errors"))
    await attempt("create again and badly", answers(admin.create_topics(
        [NewTopic("aio-made", 2, 1), NewTopic("aio bad", 1, 1), NewTopic("aio-three", 1, 3)]), "topic_errors"))
    await attempt("list", names(admin))
    await attempt("describe", described(admin, ["aio-made", "aio-missing"]))
    await attempt("more partitions", answers(admin.create_partitions({"aio-made": NewPartitions(3)}), "topic_errors"))
    resource = ConfigResource(ConfigResourceType.TOPIC, "aio-made")
    await attempt("configs", configs(admin, resource))
    wanted = ConfigResource(ConfigResourceType.TOPIC, "aio-made", {"retention.ms": "80000"})
    await attempt("alter configs", answers(admin.alter_configs([wanted]), "resources", each=True))
    for _ in range(100):
        if "80000" in str(await configs(admin, resource)):
            break
        await asyncio.sleep(0.02)
    await attempt("configs altered", configs(admin, resource))
    await attempt("groups", groups(admin))
    await attempt("describe groups", answers(admin.describe_consumer_groups(["aio-group"]), "groups", each=True))
    await attempt("group offsets", admin.list_consumer_group_offsets("aio-group"))
    await attempt("delete topics", answers(admin.delete_topics(["aio-made", "aio-missing"]), "topic_error_codes"))
    await admin.close()


async def answers(call, field, each=False):
    response = await call
    found = (one for some in response for one in getattr(some, field)) if each else getattr(response, field)
    return sorted(map(str, map(wordless, found)))


def wordless(entry):
    """Without an error's words, which are the broker's own; None and a text are told apart."""
    return tuple("WORDS" if n == 2 and entry[1] and isinstance(one, str) else one for n, one in enumerate(entry)) \
        if isinstance(entry[1], int) else entry


async def names(admin):
    return sorted(name for name in await admin.list_topics() if name.startswith("aio-"))


async def described(admin, topics):
    return [{key: one[key] for key in ("error_code", "topic", "partitions")}
            for one in await admin.describe_topics(topics)]


async def configs(admin, resource):
    found = []
    for response in await admin.describe_configs([resource]):
        for one in response.resources:
            found += [str(entry) for entry in one[4] if entry[0] in ("retention.ms", "segment.bytes")]
    return sorted(found)


async def groups(admin):
    return sorted(map(str, (one for one in await admin.list_consumer_groups() if one[0].startswith("aio-"))))


async def main():
    make_topic(TOPIC)
    await producing()
    await consuming()
    await administering()


asyncio.run(main())
