"""Static members from three libraries come back to what they had."""

from members.cast import Cast, produce, topic
from said import say, title

title("static members come back to what they had")
name = "static"
topic(name)
cast = Cast("static-group", name, "range")
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
