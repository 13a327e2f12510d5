import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions ADDRESS TOPIC NAME COUNT: so many transactions of 20 records each over the topic's two partitions, in
 * which a group's offsets are committed, too. Every third is aborted.
 */
public class Transactions {
  public static void main(String[] words) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", words[0]);
    properties.put("transactional.id", words[2]);
    properties.put("linger.ms", "0");
    String bytes = "org.apache.kafka.common.serialization.StringSerializer";
    properties.put("key.serializer", bytes);
    properties.put("value.serializer", bytes);
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties)) {
      producer.initTransactions();
      int count = Integer.parseInt(words[3]);
      for (int n = 0; n < count; n++) {
        boolean aborts = n % 3 == 2;
        producer.beginTransaction();
        for (int record = 0; record < 20; record++) {
          String value = (aborts ? "aborted " : "committed ") + n + " " + record;
          producer.send(new ProducerRecord<>(words[1], record % 2, words[2], value));
        }
        producer.sendOffsetsToTransaction(
            Map.of(new TopicPartition(words[1], n % 2), new OffsetAndMetadata(n)), new ConsumerGroupMetadata("exactly"));
        if (aborts) {
          producer.flush();
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }
}
