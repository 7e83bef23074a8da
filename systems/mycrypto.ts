import type { Service, System } from "./model/system.ts";

// Figures and names: requirements MC-001 to MC-295. What they leave open and how it is settled stands in
// ARCHITECTURE.md: api-service is the listener rules (G4), the frontend is static files behind the CDN (G4),
// ports, limits and topic names are ours (G11).

const env = {
  NODE_ENV: "production",
  LOG_LEVEL: "info",
  SERVICE_COLOR: { from: "color" },
  SERVICE_VERSION: { from: "version" },
} as const;

const http = {
  CORS_ORIGINS: { from: "webOrigin" },
  JWT_SECRET: { secret: "jwt" },
} as const;

const authService: Service = {
  name: "auth-service",
  description: "Accounts, sessions, registration and e-mail verification",
  replicas: { min: 3, max: 9 },
  resources: { cpu: "250m", memory: "512Mi" },
  probes: { startup: "/health", readiness: "/health", liveness: "/health" },
  routes: [{ name: "auth", order: 1, paths: ["/health", "/api/v1/auth/*"], kind: "api" }],
  env: {
    ...env,
    ...http,
    REGISTRATION_ENABLED: { from: "registrationEnabled" },
    PUBLIC_WEB_URL: { from: "webOrigin" },
  },
  uses: ["postgres", "redis", "rabbitmq", "uploads"],
};

const walletService: Service = {
  name: "wallet-service",
  description: "Balances, deposits and withdrawals",
  replicas: { min: 3, max: 9 },
  resources: { cpu: "250m", memory: "512Mi" },
  probes: {
    startup: "/api/v1/wallet/health",
    readiness: "/api/v1/wallet/health",
    liveness: "/api/v1/wallet/health",
  },
  routes: [{ name: "wallet", order: 2, paths: ["/api/v1/wallet/*"], kind: "api" }],
  env: { ...env, ...http },
  uses: ["postgres", "redis", "kafka"],
  topics: { reads: ["trades"], writes: ["wallet-events"] },
};

const tradeEngine: Service = {
  name: "trade-engine",
  description: "Order placement, order book and matching",
  replicas: { min: 2, max: 6 },
  resources: { cpu: "500m", memory: "1Gi" },
  probes: { startup: "/api/v1/trade/health", readiness: "/api/v1/trade/health", liveness: "/api/v1/trade/health" },
  routes: [{ name: "trade", order: 3, paths: ["/api/v1/trade/*", "/api/v1/orderbook/*"], kind: "api" }],
  env: { ...env, ...http },
  uses: ["postgres", "redis", "kafka"],
  topics: { reads: ["orders", "wallet-events"], writes: ["orders", "trades"] },
  // Every pod answers HTTP; matching over one order book has one owner (G5).
  work: { lease: "matching", holder: "pod", sources: ["orders"] },
  shutdownSeconds: 25,
};

const mailWorker: Service = {
  name: "mail-worker",
  description: "Sends queued e-mail",
  replicas: { min: 2, max: 4 },
  resources: { cpu: "100m", memory: "256Mi" },
  probes: { startup: "/health", readiness: "/health", liveness: "/health" },
  routes: [],
  env,
  uses: ["rabbitmq", "email"],
  work: { lease: "mail", holder: "color", sources: ["mail"] },
};

const mycrypto: System = {
  name: "mycrypto",
  title: "MyCrypto",
  rulePriority: 100,
  hosts: { web: "", api: "api", test: "api-test" },
  services: [authService, walletService, tradeEngine, mailWorker],
  connections: "urls",
  secrets: [{ name: "jwt", description: "Signs session tokens", kind: "key", length: 64 }],
  stores: ["postgres", "redis", "kafka", "rabbitmq", "uploads"],
  // 004-performance-monitoring reads the first; ids and tokens come from the second.
  extensions: ["pg_stat_statements", "pgcrypto"],
  // Sessions and open order books: losing one is worse than a refused write.
  redisHolds: "state",
  emailSender: "no-reply",
  topics: [
    { name: "orders", partitions: 12 },
    { name: "trades", partitions: 12 },
    { name: "wallet-events", partitions: 6 },
  ],
  queues: ["mail"],
  // No 009: the requirements skip it without a reason, so the list declares the gap (G1, MC-012).
  migrations: [
    { name: "001-enums", kind: "expand" },
    { name: "002-core-tables", kind: "expand" },
    { name: "003-seed-data", kind: "expand" },
    { name: "004-performance-monitoring", kind: "expand" },
    { name: "005-performance-functions", kind: "expand" },
    { name: "006-automated-maintenance", kind: "expand" },
    { name: "007-enhance-trades-table", kind: "expand" },
    { name: "008-optimize-order-book-queries", kind: "expand" },
    { name: "010-price-alerts-indicators", kind: "expand" },
  ],
  limits: [
    { action: "login", paths: ["/api/v1/auth/login"] },
    { action: "registration", paths: ["/api/v1/auth/register"] },
    { action: "orders", paths: ["/api/v1/trade/orders"] },
  ],
  clientConfig: {
    API_BASE_URL: "https://{api}/api/v1",
    AUTH_BASE_URL: "https://{api}/api/v1/auth",
    WS_BASE_URL: "wss://{api}/api/v1/trade/stream",
  },
  healthPaths: ["/health", "/api/v1/wallet/health", "/api/v1/trade/health", "/api/v1/orderbook/BTC-USDT"],
  hubs: [],
  journeys: [
    { name: "registration", requirements: ["MC-169", "MC-174"], registers: true },
    { name: "email-verification", requirements: ["MC-170", "MC-175"], registers: true },
    { name: "login", requirements: ["MC-171", "MC-176"] },
    { name: "deposit", requirements: ["MC-177"] },
    { name: "order-placement", requirements: ["MC-178"] },
    { name: "order-execution", requirements: ["MC-179"] },
    { name: "trade-history", requirements: ["MC-180"] },
  ],
  fallbacks: [],
  // The approver is called Development Team Lead in one list and Tech Lead in the other: each signs his own (C12).
  signOff: [
    // MC-078 to MC-082
    { role: "development-team-lead", decision: "ready" },
    { role: "qa-lead", decision: "ready" },
    { role: "devops-lead", decision: "ready" },
    { role: "product-manager", decision: "ready" },
    { role: "executive-sponsor", decision: "ready" },
    // MC-252 to MC-256
    { role: "tech-lead", decision: "go" },
    { role: "qa-lead", decision: "go" },
    { role: "devops-lead", decision: "go" },
    { role: "product-manager", decision: "go" },
    { role: "executive-sponsor", decision: "go" },
  ],
  // A latency without percentile is read as p95, like the baselines beside it (G10).
  slo: {
    preLaunch: { latency: [{ percentile: 95, ms: 200 }], requirements: ["MC-051"] },
    previewTest: { latency: [{ percentile: 95, ms: 200 }], requirements: ["MC-147"] },
    canary: { latency: [{ percentile: 95, ms: 250 }], errorPercent: 0.1, requirements: ["MC-152", "MC-153"] },
    verification: {
      latency: [
        { percentile: 50, ms: 50 },
        { percentile: 95, ms: 100 },
      ],
      databaseMs: 20,
      memoryPercent: 75,
      cpuPercent: 50,
      requirements: ["MC-183", "MC-184", "MC-185", "MC-186", "MC-187"],
    },
    day: {
      latency: [{ percentile: 95, ms: 200 }],
      databaseMs: 20,
      availabilityPercent: 99.9,
      requirements: ["MC-270", "MC-271", "MC-272"],
    },
    week: { availabilityPercent: 99.9, requirements: ["MC-282"] },
    month: { availabilityPercent: 99.95, requirements: ["MC-289"] },
  },
  canary: [
    { weight: 10, holdSeconds: 600 },
    { weight: 50, holdSeconds: 300 },
    { weight: 100, holdSeconds: 300 },
  ],
};

export default mycrypto;
