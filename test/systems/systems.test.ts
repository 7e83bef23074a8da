import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { loadCatalog } from "../../systems/model/catalog.ts";
import { systemFaults } from "../../systems/model/faults.ts";
import type { System } from "../../systems/model/system.ts";
import mycrypto from "../../systems/mycrypto.ts";
import mytrader from "../../systems/mytrader.ts";

const systems = [mycrypto, mytrader];

it("are both in the catalog, without a fault", async () => {
  const catalog = await loadCatalog();
  expect([...catalog.entries()]).toEqual([
    ["mycrypto", mycrypto],
    ["mytrader", mytrader],
  ]);
  expect(systems.flatMap(systemFaults)).toEqual([]);
});

const replicas = (system: System) =>
  Object.fromEntries(system.services.map((service) => [service.name, service.replicas.min]));
const journeys = (system: System) => system.journeys.map(({ name }) => name);

describe("MyCrypto, as its launch checklist says", () => {
  it("runs 3, 3 and 2 pods (MC-132 to MC-134)", () => {
    expect(replicas(mycrypto)).toMatchObject({ "auth-service": 3, "wallet-service": 3, "trade-engine": 2 });
  });

  it("migrates in order, without 009 (MC-012 to MC-021, G1)", () => {
    expect(mycrypto.migrations.map(({ name }) => name)).toEqual([
      "001-enums",
      "002-core-tables",
      "003-seed-data",
      "004-performance-monitoring",
      "005-performance-functions",
      "006-automated-maintenance",
      "007-enhance-trades-table",
      "008-optimize-order-book-queries",
      "010-price-alerts-indicators",
    ]);
  });

  it("raises the share 10, 50, 100 and holds 10, 5 and 5 minutes (MC-149 to MC-162)", () => {
    expect(mycrypto.canary).toEqual([
      { weight: 10, holdSeconds: 600 },
      { weight: 50, holdSeconds: 300 },
      { weight: 100, holdSeconds: 300 },
    ]);
  });

  it("proves seven journeys (MC-174 to MC-180)", () => {
    expect(mycrypto.journeys.map(({ name, requirements }) => [name, requirements.at(-1)])).toEqual([
      ["registration", "MC-174"],
      ["email-verification", "MC-175"],
      ["login", "MC-176"],
      ["deposit", "MC-177"],
      ["order-placement", "MC-178"],
      ["order-execution", "MC-179"],
      ["trade-history", "MC-180"],
    ]);
  });

  it("keeps each figure with its phase (C1 to C5)", () => {
    expect(mycrypto.slo["previewTest"]?.latency).toEqual([{ percentile: 95, ms: 200 }]);
    expect(mycrypto.slo["canary"]).toMatchObject({ errorPercent: 0.1, latency: [{ percentile: 95, ms: 250 }] });
    expect(mycrypto.slo["verification"]).toMatchObject({
      latency: [
        { percentile: 50, ms: 50 },
        { percentile: 95, ms: 100 },
      ],
      databaseMs: 20,
      memoryPercent: 75,
      cpuPercent: 50,
    });
    const availability = ["day", "week", "month"].map((phase) => mycrypto.slo[phase]?.availabilityPercent);
    expect(availability).toEqual([99.9, 99.9, 99.95]);
  });

  it("answers where the checklist looks, and runs as production", () => {
    expect(mycrypto.healthPaths).toEqual([
      "/health",
      "/api/v1/wallet/health",
      "/api/v1/trade/health",
      "/api/v1/orderbook/BTC-USDT",
    ]);
    expect(mycrypto.hosts).toEqual({ web: "", api: "api", test: "api-test" });
    for (const { env } of mycrypto.services) expect(env).toMatchObject({ NODE_ENV: "production", LOG_LEVEL: "info" });
  });
});

describe("MyTrader, as its deployment plan says", () => {
  it("runs as production on a real database, logging no more than information (MT-011, MT-012, MT-020)", () => {
    for (const { env } of mytrader.services) {
      expect(env).toMatchObject({
        ASPNETCORE_ENVIRONMENT: "Production",
        Logging__LogLevel__Default: "Information",
        UseInMemoryDatabase: "false",
      });
    }
  });

  it("admits its own web origin only (MT-010) and serves clients over TLS (MT-016)", () => {
    expect(mytrader.services[0]?.env["Cors__AllowedOrigins__0"]).toEqual({ from: "webOrigin" });
    expect(mytrader.clientConfig).toEqual({
      API_BASE_URL: "https://{api}/api",
      AUTH_BASE_URL: "https://{api}/api",
      WS_BASE_URL: "wss://{api}/hubs/market-data",
    });
  });

  it("asks the database's health when ready, never when alive (MT-047)", () => {
    expect(mytrader.services[0]?.probes).toMatchObject({ readiness: "/api/health", liveness: "/health" });
  });

  it("serves health, hub and journeys (MT-013, MT-030, MT-038 to MT-044)", () => {
    expect(mytrader.healthPaths).toEqual(["/health", "/api/health"]);
    expect(mytrader.hubs).toEqual(["/hubs/market-data"]);
    expect(journeys(mytrader)).toEqual(["login", "registration", "live-prices", "record-lifecycle"]);
  });

  it("reads prices once, whatever the color (MT-031)", () => {
    const readers = mytrader.services.filter(({ work }) => work?.sources.some((source) => source.includes("binance")));
    expect(readers.map(({ name, work, internet }) => [name, work?.holder, internet])).toEqual([
      ["market-feed", "pod", "https"],
    ]);
  });

  it("keeps its figures (MT-076 to MT-080)", () => {
    expect(mytrader.slo["baseline"]).toMatchObject({
      latency: [{ percentile: 95, ms: 100 }],
      errorPercent: 2,
      databaseMs: 50,
      realtimeMs: 50,
      availabilityPercent: 99.9,
    });
    expect(mytrader.slo["verification"]?.errorPercent).toBe(5);
    expect(mytrader.migrations).toEqual([]);
  });
});

describe.each(systems)("$name", (system) => {
  it("signs with keys of at least 256 bits (MT-009)", () => {
    const keys = system.secrets.filter(({ kind }) => kind === "key");
    expect(keys.map(({ name }) => name)).toEqual(["jwt"]);
    for (const { length } of keys) expect(length).toBeGreaterThanOrEqual(32);
  });

  it("puts no secret into an environment as text", () => {
    for (const { env } of system.services) {
      for (const [key, value] of Object.entries(env)) {
        if (/secret|password|token|_key/i.test(key)) expect([key, typeof value]).toEqual([key, "object"]);
      }
    }
  });

  it("routes every health path and hub to some service", () => {
    const patterns = system.services.flatMap(({ routes }) => routes.flatMap(({ paths }) => paths));
    const matches = (path: string) => patterns.some((pattern) => path === pattern || inFolder(path, pattern));
    expect([...system.healthPaths, ...system.hubs].filter((path) => !matches(path))).toEqual([]);
  });
});

function inFolder(path: string, pattern: string): boolean {
  return pattern.endsWith("*") && path.startsWith(pattern.slice(0, -1));
}

it("holds no placeholder of the requirements", async () => {
  const root = new URL("../../", import.meta.url);
  const stacks = (await readdir(root)).filter((file) => /^Pulumi\..*yaml$/.test(file));
  const files = [...stacks, "systems/mycrypto.ts", "systems/mytrader.ts"];
  for (const file of files) {
    const text = await readFile(new URL(file, root), "utf8");
    expect(
      text.match(/yourdomain|192\.168\.|mytrader_prod|localhost|:5002|BEGIN [A-Z ]*PRIVATE|AKIA/g),
      file,
    ).toBeNull();
  }
});
