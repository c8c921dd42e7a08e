package shop.checkout;

import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import shop.v1.Order;

/** Tells billing and mailer. */
final class OrderQueue {
  private final KafkaProducer<String, byte[]> producer;

  OrderQueue(String broker) {
    var settings = new Properties();
    settings.put("bootstrap.servers", broker);
    settings.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    settings.put("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
    this.producer = new KafkaProducer<>(settings);
  }

  void placed(Order order) {
    producer.send(new ProducerRecord<>("orders.placed", order.getNumber(), order.toByteArray()));
  }
}
