/** Where and how an update connects to the database server. */
export interface ServerAddress {
  host: string;
  port: number;
  /** libpq's name. In a tunnel the server has another name than its certificate, so only its authority is checked. */
  sslmode: "verify-full" | "verify-ca";
}

/**
 * @param reachableAt `in-vpc`, or `host:port` of a tunnel, as the config has it
 * @param host the server's own name
 */
export function serverAddress(reachableAt: string, host: string, port: number): ServerAddress {
  const [tunnel, tunnelPort] = reachableAt.split(":");
  if (tunnel === undefined || tunnelPort === undefined) return { host, port, sslmode: "verify-full" };
  return { host: tunnel, port: Number(tunnelPort), sslmode: "verify-ca" };
}
