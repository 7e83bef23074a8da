-- Called by a job outside the database: pg_cron would need a parameter group of its own (MC-018).
CREATE FUNCTION forget_table_sizes(older_than interval DEFAULT '90 days') RETURNS bigint
LANGUAGE sql AS $$
  WITH forgotten AS (
    DELETE FROM table_sizes WHERE measured_at < now() - older_than RETURNING 1
  )
  SELECT count(*) FROM forgotten;
$$;
