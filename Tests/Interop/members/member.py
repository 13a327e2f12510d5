"""A member of a group, over one of three libraries, in a process of its own so that it can be killed (SPEC §14.2).

member.py LIBRARY SERVER GROUP TOPIC CLIENT STRATEGY [INSTANCE]: writes a JSON line a change: {"assigned": [0, 2]},
{"read": ["value"]}, {"left": true}. A line on standard input makes it leave. Offsets are committed as it reads.
"""

import json
import select
import sys
import time

LIBRARY, SERVER, GROUP, TOPIC, CLIENT, STRATEGY = sys.argv[1:7]
INSTANCE = sys.argv[7] if len(sys.argv) > 7 else None

#: Short, so that a death is noticed soon; but who is to come back within it must have the time to start.
SESSION, HEARTBEAT = 6000 if INSTANCE else 2000, 200

#: Both pure Python clients now and then join before they know the topic, and look again only when this is over.
METADATA_AGE = 1000


def tell(**event):
    print(json.dumps(event), flush=True)


class KafkaPython:
    def __init__(self):
        from kafka import KafkaConsumer
        from kafka.coordinator.assignors.range import RangePartitionAssignor
        from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
        assignor = {"range": RangePartitionAssignor, "roundrobin": RoundRobinPartitionAssignor}[STRATEGY]
        self.consumer = KafkaConsumer(
            bootstrap_servers=SERVER, client_id=CLIENT, group_id=GROUP, group_instance_id=INSTANCE,
            session_timeout_ms=SESSION, heartbeat_interval_ms=HEARTBEAT, auto_offset_reset="earliest",
            enable_auto_commit=False, partition_assignment_strategy=[assignor], max_poll_interval_ms=10000,
            metadata_max_age_ms=METADATA_AGE)
        self.consumer.subscribe([TOPIC])
        # A leader that learns of its topic only after it has shared joins again for that. If a poll then ends between
        # the join's answer and the sync's, it takes itself for a member that need not join: what it was assigned is
        # never taken, and it sends no heartbeat any more (seen on Apache Kafka too). So it hears of the topic first,
        # once it has subscribed, for what it heard before that doesn't count.
        self.consumer.partitions_for_topic(TOPIC)

    def read(self):
        return [record.value for some in self.consumer.poll(timeout_ms=50).values() for record in some]

    def commit(self):
        self.consumer.commit(timeout_ms=1000)

    def assignment(self):
        return self.consumer.assignment()

    def close(self):
        self.consumer.close()


class AIOKafka:
    def __init__(self):
        import asyncio
        from aiokafka import AIOKafkaConsumer
        from aiokafka.coordinator.assignors.range import RangePartitionAssignor
        from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
        assignor = {"range": RangePartitionAssignor, "roundrobin": RoundRobinPartitionAssignor}[STRATEGY]
        self.loop = asyncio.new_event_loop()

        async def start():
            self.consumer = AIOKafkaConsumer(
                TOPIC, bootstrap_servers=SERVER, client_id=CLIENT, group_id=GROUP, group_instance_id=INSTANCE,
                session_timeout_ms=SESSION, heartbeat_interval_ms=HEARTBEAT, auto_offset_reset="earliest",
                enable_auto_commit=False, partition_assignment_strategy=[assignor],
                metadata_max_age_ms=METADATA_AGE)
            await self.consumer.start()

        self.loop.run_until_complete(start())

    def read(self):
        return self.loop.run_until_complete(self.reading())

    async def reading(self):
        found = await self.consumer.getmany(timeout_ms=50)
        return [record.value for some in found.values() for record in some]

    def commit(self):
        self.loop.run_until_complete(self.consumer.commit())

    def assignment(self):
        return self.consumer.assignment()

    def close(self):
        self.loop.run_until_complete(self.consumer.stop())


class Confluent:
    def __init__(self):
        from confluent_kafka import Consumer
        settings = {
            "bootstrap.servers": SERVER, "client.id": CLIENT, "group.id": GROUP, "session.timeout.ms": SESSION,
            "heartbeat.interval.ms": HEARTBEAT, "auto.offset.reset": "earliest", "enable.auto.commit": False,
            "partition.assignment.strategy": STRATEGY}
        self.consumer = Consumer(settings | ({"group.instance.id": INSTANCE} if INSTANCE else {}))
        self.consumer.subscribe([TOPIC])

    def read(self):
        return [message.value() for message in self.consumer.consume(100, timeout=0.05) if not message.error()]

    def commit(self):
        self.consumer.commit(asynchronous=False)

    def assignment(self):
        return self.consumer.assignment()

    def close(self):
        self.consumer.close()


def main():
    tell(started=time.time())
    member = {"kafka-python": KafkaPython, "aiokafka": AIOKafka, "confluent": Confluent}[LIBRARY]()
    known, uncommitted = None, False
    while not select.select([sys.stdin], [], [], 0)[0]:
        values = member.read()
        assigned = sorted(tp.partition for tp in member.assignment())
        if assigned != known:
            tell(assigned=assigned, at=time.time())
            known = assigned
        if values:
            tell(read=[value.decode() for value in values])
        if values or uncommitted:
            try:
                member.commit()
                uncommitted = False
            except Exception as error:  # it lost against a rebalance: the next one may do
                tell(error=type(error).__name__)
                uncommitted = True
    member.close()
    tell(left=True)


main()
