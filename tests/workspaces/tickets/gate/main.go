// Command gate lets people in. It never looks at GATE_TOKEN of the turnstiles.
package main

import (
	"database/sql"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/segmentio/kafka-go"
	"google.golang.org/protobuf/proto"

	"tickets.example/gate/ticketpb"
)

type refund struct {
	BuyerId string
}

func admit(db *sql.DB, ticket *ticketpb.Ticket) error {
	log.Printf("buyer_id goes to the log, not admissions")
	_, err := db.Exec("INSERT INTO admissions (seat, buyer) VALUES ($1, $2)", ticket.GetSeat(), ticket.GetBuyerId())
	return err
}

func owed(r refund) string { return r.BuyerId }

func serve(db *sql.DB) {
	http.HandleFunc("GET /gate/lanes/{lane}", func(w http.ResponseWriter, r *http.Request) {
		var count int
		row := db.QueryRow("SELECT count(seat) FROM admissions WHERE lane = $1", r.PathValue("lane"))
		if err := row.Scan(&count); err != nil {
			log.Print("gate/lanes failed: ", err)
		}
		json.NewEncoder(w).Encode(map[string]int{"count": count})
	})
	log.Fatal(http.ListenAndServe(os.Getenv("GATE_LISTEN"), nil))
}

func main() {
	db, err := sql.Open("postgres", os.Getenv("TICKETS_DB"))
	if err != nil {
		log.Fatal(err)
	}
	go serve(db)
	reader := kafka.NewReader(kafka.ReaderConfig{Topic: "tickets.sold", Brokers: []string{"kafka:9092"}})
	for {
		message, err := reader.ReadMessage(nil)
		if err != nil {
			log.Fatal(err)
		}
		ticket := &ticketpb.Ticket{}
		if proto.Unmarshal(message.Value, ticket) == nil {
			log.Print(os.Getenv("GATE_NAME"), admit(db, ticket))
		}
	}
}
