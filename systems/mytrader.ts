import type { Service, System } from "./model/system.ts";

// Figures and names: requirements MT-001 to MT-097. ARCHITECTURE.md settles what they leave open: replicas and a
// SignalR backplane (G12), the feed as a service of its own because it must run once (MT-031), no migrations (G2).

const env = {
  ASPNETCORE_ENVIRONMENT: "Production",
  Logging__LogLevel__Default: "Information",
  Logging__LogLevel__Microsoft: "Warning",
  UseInMemoryDatabase: "false",
  Service__Color: { from: "color" },
  Service__Version: { from: "version" },
} as const;

const api: Service = {
  name: "api",
  description: "MyTrader.Api: REST endpoints and SignalR hubs",
  replicas: { min: 3, max: 9 },
  resources: { cpu: "500m", memory: "768Mi" },
  probes: { startup: "/health", readiness: "/api/health", liveness: "/health" },
  routes: [
    { name: "hubs", order: 1, paths: ["/hubs/*"], kind: "hub" },
    { name: "api", order: 2, paths: ["/api/*", "/health"], kind: "api" },
  ],
  env: {
    ...env,
    ASPNETCORE_FORWARDEDHEADERS_ENABLED: "true",
    Cors__AllowedOrigins__0: { from: "webOrigin" },
    Jwt__SecretKey: { secret: "jwt" },
  },
  uses: ["postgres", "redis"],
};

const marketFeed: Service = {
  name: "market-feed",
  description: "Reads crypto prices from Binance and publishes them to the hubs",
  replicas: { min: 2, max: 2 },
  resources: { cpu: "250m", memory: "256Mi" },
  probes: { startup: "/health", readiness: "/health", liveness: "/health" },
  routes: [],
  env: {
    ...env,
    Feed__Url: "wss://stream.binance.com:443/stream",
  },
  uses: ["postgres", "redis"],
  work: { lease: "market-feed", holder: "pod", sources: ["wss://stream.binance.com:443/stream"] },
  internet: "https",
};

const mytrader: System = {
  name: "mytrader",
  title: "MyTrader",
  rulePriority: 200,
  hosts: { web: "", api: "", test: "test" },
  services: [api, marketFeed],
  connections: "dotnet",
  secrets: [{ name: "jwt", description: "Signs session tokens", kind: "key", length: 64 }],
  stores: ["postgres", "redis"],
  extensions: ["pg_stat_statements"],
  // The SignalR backplane's messages and prices that the feed sends again.
  redisHolds: "cache",
  topics: [],
  queues: [],
  migrations: [],
  limits: [
    { action: "login", paths: ["/api/auth/login"] },
    { action: "registration", paths: ["/api/auth/register"] },
  ],
  clientConfig: {
    API_BASE_URL: "https://{api}/api",
    AUTH_BASE_URL: "https://{api}/api",
    WS_BASE_URL: "wss://{api}/hubs/market-data",
  },
  healthPaths: ["/health", "/api/health"],
  hubs: ["/hubs/market-data"],
  journeys: [
    { name: "login", requirements: ["MT-038", "MT-070"] },
    { name: "registration", requirements: ["MT-039", "MT-070"], registers: true },
    { name: "live-prices", requirements: ["MT-030", "MT-032", "MT-042"] },
    { name: "record-lifecycle", requirements: ["MT-044"] },
  ],
  // The requirements name the list of symbols without its path (C14).
  fallbacks: [
    { path: "/api/prices/volume-leaders", status: 400, instead: "/api/symbols", requirements: ["MT-087", "MT-041"] },
  ],
  // The plan names nobody who signs; somebody must answer for a release (G7).
  signOff: [{ role: "devops-lead", decision: "go" }],
  // No canary figures of its own: the stricter steady-state ones gate it (C1, C2).
  slo: {
    previewTest: { latency: [{ percentile: 95, ms: 100 }], requirements: ["MT-040"] },
    canary: { latency: [{ percentile: 95, ms: 100 }], errorPercent: 2, requirements: ["MT-076", "MT-078"] },
    verification: {
      latency: [{ percentile: 95, ms: 100 }],
      errorPercent: 5,
      requirements: ["MT-040", "MT-050"],
    },
    baseline: {
      latency: [{ percentile: 95, ms: 100 }],
      errorPercent: 2,
      databaseMs: 50,
      realtimeMs: 50,
      availabilityPercent: 99.9,
      requirements: ["MT-076", "MT-077", "MT-078", "MT-079", "MT-080"],
    },
  },
  canary: [
    { weight: 10, holdSeconds: 600 },
    { weight: 50, holdSeconds: 300 },
    { weight: 100, holdSeconds: 300 },
  ],
};

export default mytrader;
