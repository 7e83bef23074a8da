/** A parameter of the server. `pending-reboot`: the server knows it only from its start on. */
export interface Parameter {
  name: string;
  value: string;
  applyMethod: "immediate" | "pending-reboot";
}

/**
 * The server's settings that differ from RDS's own (rules rds-force-ssl, rds-logs).
 *
 * Statements are not logged as such: `log_statement = ddl` would write the passwords of `create role` into the log. What is
 * slow is, and the platform's roles are made in milliseconds.
 */
export const parameters: readonly Parameter[] = [
  { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
  { name: "ssl_min_protocol_version", value: "TLSv1.2", applyMethod: "immediate" },
  { name: "password_encryption", value: "scram-sha-256", applyMethod: "immediate" },
  { name: "rds.accepted_password_auth_method", value: "scram", applyMethod: "immediate" },
  { name: "log_connections", value: "1", applyMethod: "immediate" },
  { name: "log_disconnections", value: "1", applyMethod: "immediate" },
  { name: "log_lock_waits", value: "1", applyMethod: "immediate" },
  { name: "log_statement", value: "none", applyMethod: "immediate" },
  // Milliseconds: an order of magnitude above what a query may take (MT-080, MC-185).
  { name: "log_min_duration_statement", value: "500", applyMethod: "immediate" },
  // Milliseconds: a transaction that was forgotten holds its locks no longer.
  { name: "idle_in_transaction_session_timeout", value: "60000", applyMethod: "immediate" },
  { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
];

/** Parameter group family of a major version such as `17`. */
export function familyOf(version: string): string {
  return `postgres${version}`;
}
