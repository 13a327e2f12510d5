"""Topics that scripts begin with (SPEC §14.2)."""

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

from said import SERVER, eventually


def make_topic(name, partitions=1):
    """Makes a topic and waits until each partition answers for itself: Apache Kafka names them before it serves them,
    and who produces meanwhile is sent elsewhere."""
    admin = AdminClient({"bootstrap.servers": SERVER})
    for future in admin.create_topics([NewTopic(name, partitions, 1)]).values():
        future.result()
    asked = {TopicPartition(name, partition): OffsetSpec.latest() for partition in range(partitions)}

    def is_served():
        if len(getattr(admin.list_topics(timeout=5).topics.get(name), "partitions", ())) < partitions:
            return False
        try:
            return [future.result() for future in admin.list_offsets(asked, request_timeout=5).values()]
        except KafkaException:
            return False

    eventually(is_served)
