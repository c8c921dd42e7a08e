module shop.example/billing

go 1.23

require (
	github.com/lib/pq v1.10.9
	github.com/segmentio/kafka-go v0.4.47
	google.golang.org/protobuf v1.35.1
)
