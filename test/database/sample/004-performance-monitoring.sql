CREATE TABLE table_sizes (
  measured_at timestamptz NOT NULL DEFAULT now(),
  table_name text NOT NULL,
  bytes bigint NOT NULL,
  live_rows bigint NOT NULL,
  dead_rows bigint NOT NULL,
  PRIMARY KEY (measured_at, table_name)
);

CREATE VIEW table_activity AS
SELECT relname AS table_name, pg_total_relation_size(relid) AS bytes, n_live_tup AS live_rows, n_dead_tup AS dead_rows
FROM pg_stat_user_tables
WHERE schemaname = current_schema();
