-- Flyway runs this before each step, under its lock. Default privileges give the runtime role every table that the
-- migration role makes, and so this ledger too; a service that can write it could hide or repeat a step.
DO $$
DECLARE
  other text;
BEGIN
  FOR other IN
    SELECT DISTINCT CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE granted.grantee::regrole::text END
    FROM pg_class AS ledger, aclexplode(ledger.relacl) AS granted
    WHERE ledger.oid = 'flyway_schema_history'::regclass AND granted.grantee <> ledger.relowner
  LOOP
    EXECUTE format('REVOKE ALL ON flyway_schema_history FROM %s', other);
  END LOOP;
END
$$;
