"""How long a new group's first record takes, from subscribing to having it, by client and broker (SPEC §14).

first_record.py --kafka-dir DIR --strata BINARY [--rounds N]

The brokers take turns. Of each client the median and the least is shown, and the processor time that the client itself
spent. `group.initial.rebalance.delay.ms` is 0 on both. Nothing is gated: most of the time is the clients' own.
"""

import argparse
import asyncio
import signal
import statistics
import subprocess
import sys
import time
import uuid

import aiokafka
import confluent_kafka
import kafka
from confluent_kafka.admin import AdminClient, NewTopic

from harness import servers

TOPIC = "first"


def librdkafka(server, given=False, **settings):
    """Subscribes by confluent-kafka; `given`: the application says where to begin, as Strata's own transport does."""
    one = confluent_kafka.Consumer({"bootstrap.servers": server, "group.id": str(uuid.uuid4()),
                                    "auto.offset.reset": "earliest"} | settings)

    def begin(consumer, partitions):
        for partition in partitions:
            partition.offset = 0
        consumer.assign(partitions)

    began = time.monotonic()
    one.subscribe([TOPIC], **({"on_assign": begin} if given else {}))
    while (message := one.poll(0.2)) is None or message.error():
        pass
    took = time.monotonic() - began
    one.close()
    return took


def kafka_python(server):
    with kafka.KafkaConsumer(bootstrap_servers=server, group_id=str(uuid.uuid4()), auto_offset_reset="earliest") as one:
        began = time.monotonic()
        one.subscribe([TOPIC])
        while not one.poll(timeout_ms=200):
            pass
        return time.monotonic() - began


def aiokafka_client(server):
    async def read():
        consumer = aiokafka.AIOKafkaConsumer(
            bootstrap_servers=server, group_id=str(uuid.uuid4()), auto_offset_reset="earliest")
        async with consumer as one:
            began = time.monotonic()
            one.subscribe([TOPIC])
            while not await one.getmany(timeout_ms=200):
                pass
            return time.monotonic() - began

    return asyncio.run(read())


def strata(binary):
    def run(server):
        began = time.monotonic()
        subprocess.run([binary, "consume", TOPIC, "--brokers", server, "--group", str(uuid.uuid4()), "--max",
                        "1"], check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began

    return run


def clients(binary):
    return {
        "aiokafka": aiokafka_client,
        "kafka-python": kafka_python,
        "confluent-kafka": librdkafka,
        "confluent-kafka, told where to begin": lambda server: librdkafka(server, given=True),
        "confluent-kafka, set as Strata's transport": lambda server: librdkafka(
            server, given=True, **{"reconnect.backoff.ms": 20}),
        "strata consume, with its start and end": strata(binary),
    }


def prepare(side):
    admin = AdminClient({"bootstrap.servers": side.address})
    admin.create_topics([NewTopic(TOPIC, 1, 1)])[TOPIC].result(timeout=20)
    producer = confluent_kafka.Producer({"bootstrap.servers": side.address})
    producer.produce(TOPIC, b"a record")
    if producer.flush(20):
        sys.exit(f"first_record: {side.name} took no record")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("first_record: told to end"))
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--kafka-dir", required=True)
    parser.add_argument("--strata", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    sides = []
    try:
        sides.append(servers.apache_kafka(asked.kafka_dir))
        sides.append(servers.strata(asked.strata, on_disk=False))
        for side in sides:
            prepare(side)
        print(f"{'milliseconds from subscribing to the first record':<50}"
              + "".join(f"{side.name:>28}" for side in sides))
        for name, client in clients(asked.strata).items():
            taken = {side.name: [] for side in sides}
            spent = {side.name: [] for side in sides}
            for _ in range(asked.rounds + 1):
                for side in sides:
                    before = time.process_time()
                    taken[side.name].append(client(side.address) * 1000)
                    spent[side.name].append((time.process_time() - before) * 1000)
            # The first time is for what loads and compiles.
            print(f"{name:<50}" + "".join(
                f"{statistics.median(taken[side.name][1:]):9.0f}, least{min(taken[side.name][1:]):4.0f}"
                f", own{statistics.median(spent[side.name][1:]):4.0f}" for side in sides), flush=True)
    finally:
        for side in sides:
            side.stop()


if __name__ == "__main__":
    main()
