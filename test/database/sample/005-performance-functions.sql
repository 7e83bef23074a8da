CREATE FUNCTION measure_tables() RETURNS bigint
LANGUAGE sql AS $$
  WITH measured AS (
    INSERT INTO table_sizes (table_name, bytes, live_rows, dead_rows)
    SELECT table_name, bytes, live_rows, dead_rows FROM table_activity
    RETURNING 1
  )
  SELECT count(*) FROM measured;
$$;

CREATE FUNCTION order_book(of_market text, depth integer DEFAULT 20)
RETURNS TABLE (side order_side, price numeric, amount numeric)
LANGUAGE sql STABLE AS $$
  (SELECT o.side, o.price, sum(o.amount) FROM orders o
   WHERE o.market = of_market AND o.status = 'open' AND o.side = 'buy' AND o.type = 'limit'
   GROUP BY o.side, o.price ORDER BY o.price DESC LIMIT depth)
  UNION ALL
  (SELECT o.side, o.price, sum(o.amount) FROM orders o
   WHERE o.market = of_market AND o.status = 'open' AND o.side = 'sell' AND o.type = 'limit'
   GROUP BY o.side, o.price ORDER BY o.price LIMIT depth);
$$;
