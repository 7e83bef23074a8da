/** One API path of the rehearsed service. */
export interface Endpoint {
  /** As it is called in the metrics. */
  name: string;
  method: "GET" | "POST";
  path: string;
  /** Of the traffic, relative to the others'. */
  share: number;
}

/** Some of a trading platform's, busiest first. */
export const tradingEndpoints: readonly Endpoint[] = [
  { name: "GET /api/prices", method: "GET", path: "/api/prices", share: 50 },
  { name: "GET /api/portfolio", method: "GET", path: "/api/portfolio", share: 20 },
  { name: "GET /api/orders", method: "GET", path: "/api/orders", share: 15 },
  { name: "POST /api/orders", method: "POST", path: "/api/orders", share: 10 },
  { name: "POST /api/auth/refresh", method: "POST", path: "/api/auth/refresh", share: 5 },
];

/**
 * The endpoint that a random number falls to.
 *
 * @param random 0 and more, below 1
 * @throws RangeError when no endpoint has a share
 */
export function pickEndpoint(endpoints: readonly Endpoint[], random: number): Endpoint {
  let left = random * endpoints.reduce((sum, { share }) => sum + share, 0);
  for (const endpoint of endpoints) {
    if (left < endpoint.share) return endpoint;
    left -= endpoint.share;
  }
  throw new RangeError("endpoints: none has a share of the traffic");
}
