"""The members of a group, started, watched and ended by a script."""

import json
import pathlib
import signal
import subprocess
import sys
import threading
import time

from said import SERVER, eventually, figure, say

#: How long a group may take to settle.
SECONDS = 20


class Member:
    """A member in its own process: what it was assigned last, and all it read."""

    def __init__(self, library, group, topic, client, strategy, instance=None):
        self.client = client
        self.assigned, self.read, self.assignments = [], [], 0
        self.since = time.time()
        words = [library, SERVER, group, topic, client, strategy] + ([instance] if instance else [])
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(pathlib.Path(__file__).with_name("member.py"))] + words,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self):
        for line in self.process.stdout:
            event = json.loads(line)
            if "assigned" in event:
                self.assigned, self.since = event["assigned"], event["at"]
                self.assignments += 1
            self.read += event.get("read", [])
        self.assigned = []

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


class Cast:
    """The members of one group over a topic of some partitions."""

    def __init__(self, group, topic, partitions, strategy):
        self.group, self.topic, self.partitions, self.strategy = group, topic, partitions, strategy
        self.members = {}
        self.everyone = []

    def join(self, library, client, instance=None):
        member = Member(library, self.group, self.topic, client, self.strategy, instance)
        self.members[client] = member
        self.everyone.append(member)
        return member

    def shares(self):
        return {client: member.assigned for client, member in self.members.items()}

    def settled(self):
        """Every partition has one owner, and every member its share."""
        shares = list(self.shares().values())
        owned = sorted(partition for share in shares for partition in share)
        least = self.partitions // max(len(shares), 1)
        return owned == list(range(self.partitions)) and all(len(share) >= min(least, 1) for share in shares) \
            and max(map(len, shares)) - min(map(len, shares)) <= 1

    def settle(self, what, since=None, named=None):
        """Waits until the group has settled, and says who has what; the time from `since` is a figure."""
        eventually(self.settled, SECONDS)
        say(what, self.shares())
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
