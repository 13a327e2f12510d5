"""The brokers under test, each started on a free port with the same settings (SPEC §14.1)."""

import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

#: Set on every side alike, by Kafka's names: no waiting where a default waits for people.
SETTINGS = {
    "auto.create.topics.enable": "false",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "num.partitions": "1",
    # Kafka's default of 100 KiB makes recent kernels drop segments on the loopback, at 200 ms each.
    "socket.receive.buffer.bytes": "-1",
    "socket.send.buffer.bytes": "-1",
}

#: How long a broker may take to say that it is ready.
SECONDS = 60


def free_port():
    """A port whose successor is free too: Apache Kafka's controller takes it."""
    while True:
        with socket.socket() as one, socket.socket() as next_one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                next_one.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


class Server:
    """A running broker: `name`, `address`, `port`."""

    def __init__(self, name, command, ready, learns_late=False):
        self.name = name
        self.learns_late = learns_late
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="strata-interop-"))
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        settings = [word for key, value in SETTINGS.items() for word in ("--set", f"{key}={value}")]
        began = time.monotonic()
        self.process = subprocess.Popen(
            command(self.port, self.directory / "data") + settings, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = []
        self.is_ready = threading.Event()
        self.reader = threading.Thread(target=self.read, args=(ready,), daemon=True)
        self.reader.start()
        if not self.is_ready.wait(SECONDS) or self.process.poll() is not None:
            self.stop()
            raise RuntimeError(f"{name} did not start: " + "".join(self.said[-5:]))
        self.seconds_to_ready = time.monotonic() - began

    def read(self, ready):
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith(ready):
                self.is_ready.set()
        self.is_ready.set()

    def stop(self):
        """Ends the broker as its user would, and says whether it ended by itself."""
        clean = True
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                clean = False
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
        return clean


def apache_kafka(kafka, name="Apache Kafka"):
    server = str(pathlib.Path(kafka) / "server")
    return Server(name, lambda port, data: [server, "--port", str(port), "--dir", str(data)], "kafka ready",
                  learns_late=True)


def strata(binary, on_disk):
    def command(port, data):
        kept = ["--data", str(data)] if on_disk else ["--memory"]
        return [str(binary), "serve", "--listen", f"127.0.0.1:{port}"] + kept

    return Server("strata, disk" if on_disk else "strata, memory", command, "ready")
