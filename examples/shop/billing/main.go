// Command billing charges each placed order once and tells web when the money is there.
package main

import (
	"context"
	"database/sql"
	"log"
	"os"
	"strconv"

	_ "github.com/lib/pq"
	"github.com/segmentio/kafka-go"
	"google.golang.org/protobuf/proto"

	"shop.example/billing/orderpb"
)

const placedTopic = "orders.placed"

func main() {
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatalf("billing: no database: %v", err)
	}
	limit, err := strconv.ParseInt(os.Getenv("CHARGE_LIMIT_CENTS"), 10, 64)
	if err != nil {
		log.Fatalf("billing: CHARGE_LIMIT_CENTS: %v", err)
	}
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{os.Getenv("BROKER_URL")},
		Topic:   placedTopic,
		GroupID: "billing",
	})
	charger := &Charger{books: &Books{db: db}, web: os.Getenv("WEB_URL"), limit: limit}
	for {
		message, err := reader.ReadMessage(context.Background())
		if err != nil {
			log.Fatalf("billing: broker: %v", err)
		}
		order := &orderpb.Order{}
		if err := proto.Unmarshal(message.Value, order); err != nil {
			log.Printf("billing: not an order at offset %d: %v", message.Offset, err)
			continue
		}
		if err := charger.Charge(context.Background(), order); err != nil {
			log.Printf("billing: order %s: %v", order.GetNumber(), err)
		}
	}
}
