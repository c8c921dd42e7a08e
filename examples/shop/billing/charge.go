package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"shop.example/billing/orderpb"
)

// errOverLimit ends a charge before the books know of it.
var errOverLimit = errors.New("more than one charge may take")

// Books is the payments table.
type Books struct {
	db *sql.DB
}

// Open writes a charge down before it is tried, so that no order is charged twice.
func (b *Books) Open(ctx context.Context, number, account string, cents int64) error {
	_, err := b.db.ExecContext(ctx,
		`INSERT INTO payments (order_number, account, amount_cents) VALUES ($1, $2, $3)`,
		number, account, cents)
	return err
}

// Close notes how a charge went.
func (b *Books) Close(ctx context.Context, number, reference, outcome string) error {
	_, err := b.db.ExecContext(ctx,
		`UPDATE payments SET bank_reference = $2, outcome = $3 WHERE order_number = $1`,
		number, reference, outcome)
	return err
}

// Charger takes the money for an order and tells web.
type Charger struct {
	books *Books
	web   string
	limit int64
}

// paidBody is what web reads at /api/orders/{number}/paid.
type paidBody struct {
	PaymentRef string `json:"payment_ref"`
	PaidCents  int64  `json:"paid_cents"`
}

// notifyPaid tells web that the money is there.
func (c *Charger) notifyPaid(ctx context.Context, number string, paid paidBody) error {
	body, err := json.Marshal(paid)
	if err != nil {
		return err
	}
	target := c.web + "/api/orders/" + url.PathEscape(number) + "/paid"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		return fmt.Errorf("web answered %s", response.Status)
	}
	return nil
}

// bank is the door to the payment provider; the real one is linked in by the release build.
var bank = func(ctx context.Context, account string, cents int64, currency string) (string, error) {
	return "", errors.New("no bank is configured")
}

// Charge takes the money for one order. An order that was charged before is an error of the books, not a second charge.
func (c *Charger) Charge(ctx context.Context, order *orderpb.Order) error {
	cents := order.GetTotalCents()
	if cents > c.limit {
		return errOverLimit
	}

	account := order.GetUserId() // the customer's account at the bank has the same key
	if err := c.books.Open(ctx, order.GetNumber(), account, cents); err != nil {
		return err
	}
	reference, err := bank(ctx, account, cents, order.GetCurrency())
	if err != nil {
		return errors.Join(err, c.books.Close(ctx, order.GetNumber(), "", "failed"))
	}
	if err := c.books.Close(ctx, order.GetNumber(), reference, "paid"); err != nil {
		return err
	}
	return c.notifyPaid(ctx, order.GetNumber(), paidBody{PaymentRef: reference, PaidCents: cents})
}
