"""Members from three libraries share a group, and take over when one leaves or is killed."""

import time

from members.cast import Cast, produce, topic
from said import say, title


def sharing(strategy):
    title(f"three libraries, {strategy}")
    name = f"shared-{strategy}"
    topic(name)
    cast = Cast(f"{name}-group", name, strategy)
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


sharing("range")
sharing("roundrobin")
