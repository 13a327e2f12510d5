"""The members of a group, started, watched and ended by a script."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

from confluent_kafka import Producer

from said import SERVER, eventually, figure, say
from topics import make_topic

#: How long a group may take to settle.
SECONDS = 20


#: Of each topic.
PARTITIONS = 6


def topic(name):
    make_topic(name, PARTITIONS)


def produce(name, words):
    """Two records to each partition; their values."""
    producer = Producer({"bootstrap.servers": SERVER})
    values = [f"{words}-{partition}-{n}" for partition in range(PARTITIONS) for n in range(2)]
    for value in values:
        producer.produce(name, value, partition=int(value.split("-")[1]))
    producer.flush(10)
    return values


class Member:
    """A member in its own process: what it was assigned last, and all it read."""

    def __init__(self, library, group, topic, client, strategy, instance=None):
        self.client = client
        self.assigned, self.read, self.assignments = [], [], 0
        self.since = time.time()
        self.process = subprocess.Popen(
            self.command(library, group, topic, client, strategy, instance), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def command(self, library, group, topic, client, strategy, instance):
        program = str(pathlib.Path(__file__).with_name("member.py"))
        words = [library, SERVER, group, topic, client, strategy] + ([instance] if instance else [])
        return [sys.executable, "-W", "ignore", program] + words

    def listen(self):
        for line in self.process.stdout:
            self.take(json.loads(line))
        self.assigned = []

    def take(self, event):
        if "assigned" in event:
            self.assigned, self.since = event["assigned"], event["at"]
            self.assignments += 1
        self.read += event.get("read", [])

    def leave(self):
        """Closes as an application does."""
        self.process.stdin.write("leave\n")
        self.process.stdin.flush()
        self.ended()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.ended()

    def ended(self):
        self.process.wait(timeout=SECONDS)
        self.listener.join(timeout=SECONDS)


class JavaMember(Member):
    """Apache Kafka's own client, as its verifiable consumer."""

    ASSIGNORS = {"range": "RangeAssignor", "roundrobin": "RoundRobinAssignor",
                 "cooperative-sticky": "CooperativeStickyAssignor"}

    def command(self, library, group, topic, client, strategy, instance):
        self.settings = tempfile.NamedTemporaryFile("w", suffix=".properties")
        self.settings.write(f"client.id={client}\nheartbeat.interval.ms=200\n")
        self.settings.flush()
        libraries = pathlib.Path(os.environ["STRATA_KAFKA_DIR"]) / "libs"
        words = ["--group-id", group, "--topic", topic, "--session-timeout", "2000", "--reset-policy", "earliest",
                 "--verbose", "--bootstrap-server", SERVER, "--command-config", self.settings.name,
                 "--assignment-strategy", f"org.apache.kafka.clients.consumer.{self.ASSIGNORS[strategy]}"]
        return ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{libraries}/*",
                "org.apache.kafka.tools.VerifiableConsumer"] + words \
            + (["--group-instance-id", instance] if instance else [])

    def take(self, event):
        if event["name"] in ("partitions_assigned", "partitions_revoked"):
            named = {one["partition"] for one in event["partitions"]}
            had = set(self.assigned)
            self.assigned = sorted(had | named if event["name"] == "partitions_assigned" else had - named)
            self.since = time.time()
            self.assignments += event["name"] == "partitions_assigned"
        elif event["name"] == "record_data":
            self.read.append(event["value"])

    def leave(self):
        self.process.terminate()
        self.ended()


class Cast:
    """The members of one group over one topic."""

    def __init__(self, group, topic, strategy):
        self.group, self.topic, self.strategy = group, topic, strategy
        self.members = {}
        self.everyone = []

    def join(self, library, client, instance=None):
        kind = JavaMember if library == "java" else Member
        member = kind(library, self.group, self.topic, client, self.strategy, instance)
        self.members[client] = member
        self.everyone.append(member)
        return member

    def shares(self):
        return {client: member.assigned for client, member in self.members.items()}

    def settled(self):
        """Every partition has one owner, and every member its share."""
        shares = list(self.shares().values())
        owned = sorted(partition for share in shares for partition in share)
        least = PARTITIONS // max(len(shares), 1)
        return owned == list(range(PARTITIONS)) and all(len(share) >= min(least, 1) for share in shares) \
            and max(map(len, shares)) - min(map(len, shares)) <= 1

    def settle(self, what, since=None, named=None):
        """Waits until the group has settled, and says who has what; the time from `since` is a figure.

        A group that does not settle ends the script: all that follows would wait in vain.
        """
        settled = eventually(self.settled, SECONDS)
        say(what, self.shares())
        if not settled:
            for member in self.members.values():
                member.kill()
            sys.exit("the group did not settle")
        if since and named:
            figure(named, (max(member.since for member in self.members.values()) - since) * 1000)

    def leave(self, client):
        self.members.pop(client).leave()

    def kill(self, client):
        self.members.pop(client).kill()

    def has_read(self, values):
        """Whether all of the values were read by someone, also by those who are gone."""
        return eventually(lambda: set(values) <= {v for member in self.everyone for v in member.read}, SECONDS)

    def end(self):
        for client in list(self.members):
            self.leave(client)
