"""Members from three libraries share a group, and take over when one leaves or is killed."""

import time

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from members.cast import Cast
from said import SERVER, eventually, say, title

PARTITIONS = 6


def topic(name):
    admin = AdminClient({"bootstrap.servers": SERVER})
    for future in admin.create_topics([NewTopic(name, PARTITIONS, 1)]).values():
        future.result()
    eventually(lambda: name in admin.list_topics(timeout=5).topics)


def produce(name, words):
    """Two records to each partition; their values."""
    producer = Producer({"bootstrap.servers": SERVER})
    values = [f"{words}-{partition}-{n}" for partition in range(PARTITIONS) for n in range(2)]
    for value in values:
        producer.produce(name, value, partition=int(value.split("-")[1]))
    producer.flush(10)
    return values


def sharing(strategy):
    title(f"three libraries, {strategy}")
    name = f"shared-{strategy}"
    topic(name)
    cast = Cast(f"{name}-group", name, PARTITIONS, strategy)
    read = produce(name, "first")
    cast.join("kafka-python", "a-kafka-python")
    cast.settle("the first has all")
    joined = time.time()
    cast.join("aiokafka", "b-aiokafka")
    cast.settle("the second has its share", joined, f"{strategy}: second member's process to both assigned")
    joined = time.time()
    cast.join("confluent", "c-confluent")
    cast.settle("the third has its share", joined, f"{strategy}: third member's process to all assigned")
    read += produce(name, "second")
    say("all is read", cast.has_read(read))
    left = time.time()
    cast.leave("b-aiokafka")
    cast.settle("the others take over from who left", left, f"{strategy}: member leaves to partitions taken over")
    read += produce(name, "third")
    say("all is read", cast.has_read(read))
    cast.join("aiokafka", "d-aiokafka")
    cast.settle("another joins")
    killed = time.time()
    cast.kill("a-kafka-python")
    cast.settle("the others take over from the killed", killed,
                f"{strategy}: member killed (session 2 s) to partitions taken over")
    read += produce(name, "fourth")
    say("all is read", cast.has_read(read))
    cast.kill("c-confluent")
    cast.settle("the last takes all")
    read += produce(name, "fifth")
    say("all is read", cast.has_read(read))
    cast.end()
    title("who comes after all have left begins where they ended")
    late = cast.join("confluent", "e-confluent")
    cast.settle("the newcomer has all")
    say("all is read", cast.has_read(read + produce(name, "sixth")))
    say("and nothing twice", sorted(value for value in late.read if not value.startswith("sixth")))
    cast.end()


def staying():
    title("static members come back to what they had")
    name = "static"
    topic(name)
    cast = Cast("static-group", name, PARTITIONS, "range")
    for library, client in (("kafka-python", "a"), ("aiokafka", "b"), ("confluent", "c")):
        cast.join(library, client, instance=f"instance-{client}")
        cast.settle(f"{library} joins")
    others = [cast.members[client] for client in "ab"]
    before = [member.assignments for member in others]
    cast.kill("c")
    cast.join("confluent", "c", instance="instance-c")
    cast.settle("back within its session")
    say("the others were not disturbed", [member.assignments for member in others] == before)
    read = produce(name, "after")
    say("all is read", cast.has_read(read))
    cast.kill("a")
    cast.settle("gone for longer than its session")
    cast.end()


def cooperating():
    title("cooperative-sticky: what a member keeps is never taken from it")
    name = "cooperative"
    topic(name)
    cast = Cast("cooperative-group", name, PARTITIONS, "cooperative-sticky")
    read = produce(name, "first")
    cast.join("confluent", "a")
    cast.settle("the first has all")
    had = set(cast.members["a"].assigned)
    cast.join("confluent", "b")
    cast.settle("the second has its share")
    say("the first kept a part of its own", set(cast.members["a"].assigned) < had)
    cast.join("confluent", "c")
    eventually(cast.settled)
    say("three have two each", sorted(map(len, cast.shares().values())))
    read += produce(name, "second")
    say("all is read", cast.has_read(read))
    kept = {client: set(cast.members[client].assigned) for client in "ab"}
    cast.kill("c")
    eventually(cast.settled)
    say("two have three each", sorted(map(len, cast.shares().values())))
    say("and kept theirs", all(kept[client] <= set(cast.members[client].assigned) for client in "ab"))
    read += produce(name, "third")
    say("all is read", cast.has_read(read))
    cast.end()


sharing("range")
sharing("roundrobin")
staying()
cooperating()
