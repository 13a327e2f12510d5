"""Members that share cooperatively: what one keeps is never taken from it."""

from members.cast import Cast, produce, topic
from said import eventually, say, title

title("cooperative-sticky: what a member keeps is never taken from it")
name = "cooperative"
topic(name)
cast = Cast("cooperative-group", name, "cooperative-sticky")
read = produce(name, "first")
cast.join("confluent", "a")
cast.settle("the first has all")
had = set(cast.members["a"].assigned)
cast.join("confluent", "b")
cast.settle("the second has its share")
say("the first kept a part of its own", set(cast.members["a"].assigned) < had)
cast.join("confluent", "c")
eventually(cast.settled, 20)
say("three have two each", sorted(map(len, cast.shares().values())))
read += produce(name, "second")
say("all is read", cast.has_read(read))
kept = {client: set(cast.members[client].assigned) for client in "ab"}
cast.kill("c")
eventually(cast.settled, 20)
say("two have three each", sorted(map(len, cast.shares().values())))
say("and kept theirs", all(kept[client] <= set(cast.members[client].assigned) for client in "ab"))
read += produce(name, "third")
say("all is read", cast.has_read(read))
cast.end()
