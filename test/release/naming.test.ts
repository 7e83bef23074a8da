import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientConfigOf } from "../../components/release/client-config.ts";
import { imageReference } from "../../components/release/image.ts";
import { contentHash, fitName, hostsOf } from "../../components/release/naming.ts";
import { systemOf } from "./systems.ts";

describe("a name with a limit", () => {
  it.each<[readonly string[], string]>([
    [["prod", "mycrypto", "auth-service", "green"], "prod-mycrypto-auth-service-green"],
    [["prod", "mycrypto", "wallet-service", "blue"], "prod-mycrypto-wallet-serv-49e123"],
    [["prod", "mycrypto", "wallet-service", "green"], "prod-mycrypto-wallet-serv-0acd89"],
    [["staging", "mytrader", "api", "green"], "staging-mytrader-api-green"],
    // A dash where it is cut would be doubled.
    [["prod", "mycrypto-wallet-ser", "vices-blue-x"], "prod-mycrypto-wallet-ser-707325"],
  ])("%j is %s", (parts, expected) => {
    expect(fitName(parts, 32)).toBe(expected);
  });

  it("keeps the limit, and different things different", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
    const parts = fc.array(word, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(parts, parts, fc.integer({ min: 16, max: 64 }), (a, b, limit) => {
        const [first, second] = [fitName(a, limit), fitName(b, limit)];
        expect(first.length).toBeLessThanOrEqual(limit);
        expect(first === second).toBe(a.join("-") === b.join("-"));
        if (a.join("-").length <= limit) expect(first).toBe(a.join("-"));
      }),
    );
  });
});

it("tells contents apart by eight digits, the same ones every time", () => {
  expect(contentHash({ LOG_LEVEL: "info" })).toBe("ce705679");
  expect(contentHash({ LOG_LEVEL: "warn" })).toBe("64797a9c");
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), fc.dictionary(fc.string(), fc.string()), (a, b) => {
      expect(contentHash(a)).toMatch(/^[0-9a-f]{8}$/);
      expect(contentHash(a) === contentHash(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

it.each([
  ["mycrypto", { web: "x.example", api: "api.x.example", test: "api-test.x.example" }],
  ["mytrader", { web: "x.example", api: "x.example", test: "test.x.example" }],
] as const)("puts %s's labels in front of the domain", (name, expected) => {
  expect(hostsOf(systemOf(name).hosts, "x.example")).toEqual(expected);
});

const digest = `sha256:${"0a".repeat(32)}`;

it.each([
  ["1.4.2", "registry.example/team/mycrypto/auth-service:1.4.2"],
  [digest, `registry.example/team/mycrypto/auth-service@${digest}`],
  [`1.4.2@${digest}`, `registry.example/team/mycrypto/auth-service:1.4.2@${digest}`],
])("refers to image %s", (image, expected) => {
  expect(imageReference("registry.example/team", "mycrypto", "auth-service", image)).toBe(expected);
});

it.each([
  [
    "mycrypto",
    {
      API_BASE_URL: "https://api.x.example/api/v1",
      AUTH_BASE_URL: "https://api.x.example/api/v1/auth",
      WS_BASE_URL: "wss://api.x.example/api/v1/trade/stream",
    },
  ],
  [
    "mytrader",
    {
      API_BASE_URL: "https://api.x.example/api",
      AUTH_BASE_URL: "https://api.x.example/api",
      WS_BASE_URL: "wss://api.x.example/hubs/market-data",
    },
  ],
] as const)("tells the clients of %s one public host", (name, expected) => {
  expect(clientConfigOf(systemOf(name).clientConfig, "api.x.example")).toEqual(expected);
});

it("fills in the host wherever a template names it", () => {
  const template = "https://{api}/login?back=https://{api}/";
  const filled = "https://h.example/login?back=https://h.example/";
  expect(
    clientConfigOf({ API_BASE_URL: template, AUTH_BASE_URL: template, WS_BASE_URL: template }, "h.example"),
  ).toEqual({ API_BASE_URL: filled, AUTH_BASE_URL: filled, WS_BASE_URL: filled });
});
