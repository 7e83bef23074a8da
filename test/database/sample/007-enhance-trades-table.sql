-- The other color goes on writing trades without the new columns (MC-019): a constant default rewrites no row, and the
-- constraint is checked for new rows only.
ALTER TABLE trades
  ADD COLUMN fee numeric(30, 10) NOT NULL DEFAULT 0,
  ADD COLUMN maker order_side;
ALTER TABLE trades ADD CONSTRAINT trades_fee CHECK (fee >= 0) NOT VALID;
