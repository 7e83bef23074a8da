-- PostgreSQL builds an index beside live traffic only outside a transaction (MC-020). What a build that was cut off left
-- behind is dropped first, so the whole step can be run again. It waits for transactions to end but holds nobody up, so
-- it may wait for long.
SET lock_timeout = '10min';
DROP INDEX CONCURRENTLY IF EXISTS orders_open;
CREATE INDEX CONCURRENTLY orders_open ON orders (market, side, price) WHERE status = 'open';
DROP INDEX CONCURRENTLY IF EXISTS trades_traded_at;
CREATE INDEX CONCURRENTLY trades_traded_at ON trades (traded_at);
RESET lock_timeout;
