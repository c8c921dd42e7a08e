-- Billing's books: one row for each charge that was tried.
CREATE TABLE payments (
  id            BIGSERIAL PRIMARY KEY,
  order_number  TEXT NOT NULL UNIQUE,
  account       TEXT NOT NULL,
  amount_cents  BIGINT NOT NULL CHECK (amount_cents >= 0),
  reference     TEXT,
  tried_at      TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE stock_items (
  sku       TEXT PRIMARY KEY,
  on_hand   INTEGER NOT NULL,
  reserved  INTEGER NOT NULL DEFAULT 0
);
