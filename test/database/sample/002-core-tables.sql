CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  verified_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE markets (
  symbol text PRIMARY KEY CHECK (symbol ~ '^[A-Z]+-[A-Z]+$'),
  tick numeric(20, 10) NOT NULL CHECK (tick > 0)
);

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  market text NOT NULL REFERENCES markets,
  side order_side NOT NULL,
  type order_type NOT NULL,
  status order_status NOT NULL DEFAULT 'open',
  price numeric(20, 10) CHECK (price > 0),
  amount numeric(30, 10) NOT NULL CHECK (amount > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((type = 'limit') = (price IS NOT NULL))
);

CREATE TABLE trades (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  buy_order bigint NOT NULL REFERENCES orders,
  sell_order bigint NOT NULL REFERENCES orders,
  price numeric(20, 10) NOT NULL CHECK (price > 0),
  amount numeric(30, 10) NOT NULL CHECK (amount > 0),
  traded_at timestamptz NOT NULL DEFAULT now()
);

-- Who does exclusive work writes with the epoch of its lease. The newest one seen is here.
CREATE TABLE lease_epochs (
  lease text PRIMARY KEY,
  epoch bigint NOT NULL
);

-- First statement of every transaction that does a lease's work. Its lock on the row lasts as long as the transaction:
-- holders of one epoch share it, a newer holder waits for them, and an older one is refused from then on.
CREATE FUNCTION hold_lease(held_lease text, held_epoch bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  newest bigint;
BEGIN
  SELECT epoch INTO newest FROM lease_epochs WHERE lease = held_lease;
  IF newest IS NULL OR newest < held_epoch THEN
    INSERT INTO lease_epochs AS known (lease, epoch) VALUES (held_lease, held_epoch)
    ON CONFLICT (lease) DO UPDATE SET epoch = excluded.epoch WHERE known.epoch < excluded.epoch;
  END IF;
  SELECT epoch INTO STRICT newest FROM lease_epochs WHERE lease = held_lease FOR SHARE;
  IF newest > held_epoch THEN
    RAISE EXCEPTION 'lease "%" is at epoch %, and % is older', held_lease, newest, held_epoch
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END
$$;
