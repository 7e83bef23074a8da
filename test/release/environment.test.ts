import { expect, it } from "vitest";
import { type Facts, resolveEnvironment } from "../../components/release/environment.ts";
import { systemNames, systemOf } from "./systems.ts";

const facts: Facts = {
  apiOrigin: "https://api.mycrypto.example",
  webOrigin: "https://mycrypto.example",
  registrationEnabled: false,
  color: "green",
  version: "1.5.0",
};

it("keeps literals, fills in facts as text, and only names secrets", () => {
  const env = {
    LOG_LEVEL: "info",
    EMPTY: "",
    API: { from: "apiOrigin" },
    WEB: { from: "webOrigin" },
    REGISTRATION: { from: "registrationEnabled" },
    COLOR: { from: "color" },
    VERSION: { from: "version" },
    JWT_SECRET: { secret: "jwt" },
  } as const;
  const connections = [
    { kind: "postgres", variables: ["DATABASE_URL"], secret: true },
    { kind: "ses", variables: ["EMAIL_FROM", "SES_CONFIGURATION_SET"], secret: false },
  ] as const;
  expect(resolveEnvironment(env, facts, connections)).toEqual({
    plain: {
      LOG_LEVEL: "info",
      EMPTY: "",
      API: "https://api.mycrypto.example",
      WEB: "https://mycrypto.example",
      REGISTRATION: "false",
      COLOR: "green",
      VERSION: "1.5.0",
    },
    refs: {
      JWT_SECRET: { kind: "Secret", of: "jwt", key: "value" },
      DATABASE_URL: { kind: "Secret", of: "connection-postgres", key: "DATABASE_URL" },
      EMAIL_FROM: { kind: "ConfigMap", of: "connection-ses", key: "EMAIL_FROM" },
      SES_CONFIGURATION_SET: { kind: "ConfigMap", of: "connection-ses", key: "SES_CONFIGURATION_SET" },
    },
  });
});

it("resolves the services of both systems without a rest", () => {
  for (const service of systemNames.flatMap((name) => systemOf(name).services)) {
    const { plain, refs } = resolveEnvironment(service.env, facts, []);
    expect([...Object.keys(plain), ...Object.keys(refs)].sort()).toEqual(Object.keys(service.env).sort());
    for (const value of Object.values(plain)) expect(value).not.toMatch(/undefined|\[object/);
  }
});

it("tells auth-service whether users may register (MC-166)", () => {
  const [auth] = systemOf("mycrypto").services;
  expect(resolveEnvironment(auth?.env ?? {}, facts, [])).toEqual({
    plain: {
      NODE_ENV: "production",
      LOG_LEVEL: "info",
      SERVICE_COLOR: "green",
      SERVICE_VERSION: "1.5.0",
      CORS_ORIGINS: "https://mycrypto.example",
      REGISTRATION_ENABLED: "false",
      PUBLIC_WEB_URL: "https://mycrypto.example",
    },
    refs: { JWT_SECRET: { kind: "Secret", of: "jwt", key: "value" } },
  });
});
