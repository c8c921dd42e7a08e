-- A charge can fail and be tried again: the reference of the bank is not enough.
ALTER TABLE payments ADD COLUMN outcome TEXT NOT NULL DEFAULT 'pending';
ALTER TABLE payments RENAME COLUMN reference TO bank_reference;

CREATE INDEX payments_open ON payments (tried_at) WHERE outcome = 'pending';
