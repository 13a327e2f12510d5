"""Apache Kafka's own tools, run in one JVM by ToolHost.java (SPEC §14.2)."""

import base64
import pathlib
import subprocess
import threading

#: The tools by the names of their shell scripts (kafka-topics.sh and so on).
TOOLS = {
    "api-versions": "org.apache.kafka.tools.BrokerApiVersionsCommand",
    "client-compatibility": "org.apache.kafka.tools.ClientCompatibilityTest",
    "cluster": "org.apache.kafka.tools.ClusterTool",
    "configs": "kafka.admin.ConfigCommand",
    "console-consumer": "org.apache.kafka.tools.consumer.ConsoleConsumer",
    "console-producer": "org.apache.kafka.tools.ConsoleProducer",
    "consumer-groups": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
    "consumer-perf": "org.apache.kafka.tools.ConsumerPerformance",
    "delete-records": "org.apache.kafka.tools.DeleteRecordsCommand",
    "get-offsets": "org.apache.kafka.tools.GetOffsetShell",
    "groups": "org.apache.kafka.tools.GroupsCommand",
    "leader-election": "org.apache.kafka.tools.LeaderElectionCommand",
    "log-dirs": "org.apache.kafka.tools.LogDirsCommand",
    "producer-perf": "org.apache.kafka.tools.ProducerPerformance",
    "topics": "org.apache.kafka.tools.TopicCommand",
    "verifiable-consumer": "org.apache.kafka.tools.VerifiableConsumer",
    "verifiable-producer": "org.apache.kafka.tools.VerifiableProducer",
}

#: Tools that leave threads behind or print as the JVM ends: each has a JVM of its own.
ALONE = {"verifiable-producer"}

#: How long one command may take before it counts as hung.
SECONDS = 40


def word(text):
    data = text if isinstance(text, bytes) else text.encode()
    return base64.b64encode(data).decode() or "-"


class ToolHost:
    """The JVM; started with the first command, and again after a command that hung."""

    def __init__(self, kafka):
        self.kafka = pathlib.Path(kafka).resolve()
        libraries = self.kafka / "libs"
        self.process = None
        self.lock = threading.Lock()
        self.java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                     "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", f"{libraries}/*"]

    def start(self):
        source = pathlib.Path(__file__).with_name("ToolHost.java")
        self.process = subprocess.Popen(self.java + [str(source)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("the JVM for Kafka's tools did not start: a JDK of 17 or later is needed")

    def run(self, tool, arguments, stdin=b""):
        """The exit status and what the tool printed, on standard output and standard error as one text."""
        if tool in ALONE:
            return self.alone(tool, arguments, stdin)
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self.start()
            request = [str(SECONDS), word(TOOLS[tool]), word(stdin)] + [word(one) for one in arguments]
            self.process.stdin.write(" ".join(request) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            if not answer:
                return 125, "the JVM of Kafka's tools ended\n"
            status, printed = answer.rstrip(".\n").split(" ")
            if status == "124":
                self.process.wait()
            return int(status), base64.b64decode(printed).decode(errors="backslashreplace")

    def alone(self, tool, arguments, stdin):
        try:
            done = subprocess.run(self.java + [TOOLS[tool]] + arguments, input=stdin, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=SECONDS)
        except subprocess.TimeoutExpired as late:
            return 124, (late.stdout or b"").decode(errors="backslashreplace")
        return done.returncode, done.stdout.decode(errors="backslashreplace")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(timeout=10)
