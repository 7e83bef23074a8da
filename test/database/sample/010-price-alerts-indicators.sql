CREATE TABLE price_alerts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  market text NOT NULL REFERENCES markets,
  above numeric(20, 10),
  below numeric(20, 10),
  sent_at timestamptz,
  CHECK (num_nonnulls(above, below) = 1)
);
CREATE INDEX price_alerts_waiting ON price_alerts (market) WHERE sent_at IS NULL;

CREATE TABLE indicators (
  market text NOT NULL REFERENCES markets,
  name text NOT NULL,
  calculated_at timestamptz NOT NULL,
  value numeric NOT NULL,
  PRIMARY KEY (market, name, calculated_at)
);
