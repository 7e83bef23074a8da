import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { loadCatalog } from "../../systems/model/catalog.ts";
import { systemFaults } from "../../systems/model/faults.ts";
import type { ClientConfig, Route, Service, System } from "../../systems/model/system.ts";
import mycrypto from "../../systems/mycrypto.ts";

const [service] = mycrypto.services;
if (service === undefined) throw new Error("mycrypto has no service");
const withService = (changes: Partial<Service>): Partial<System> => ({ services: [{ ...service, ...changes }] });
const withClient = (changes: Partial<ClientConfig>): Partial<System> => ({
  clientConfig: { ...mycrypto.clientConfig, ...changes },
});
const step = (weight: number, holdSeconds = 300) => ({ weight, holdSeconds });
const route = (name: string, order: number): Route => ({ name, order, paths: ["/a"], kind: "api" });
const rising = "canary weights must be whole, rise strictly and end at 100";

describe("a broken system", () => {
  it.each<[string, Partial<System>, string[]]>([
    ["name", { name: "My_Crypto" }, ['name "My_Crypto" must be 2 to 10 lower-case letters and digits']],
    ["priority", { rulePriority: 0 }, ["rulePriority 0 must be a whole number from 1 to 49900"]],
    [
      "test host that everyone uses",
      { hosts: { web: "", api: "api", test: "api" } },
      ['hosts: the test host "api" must differ from the others'],
    ],
    [
      "route out of the system's hundred priorities",
      withService({ routes: [route("first", 0), route("last", 50), route("between", 1.5)] }),
      ["first", "last", "between"].map((name) => `route "${name}": order must be 1 to 49`),
    ],
    [
      "routes of one name",
      withService({ routes: [route("auth", 1), route("auth", 2)] }),
      ['route "auth" has the name or order of "auth"'],
    ],
    [
      "routes of one order",
      withService({ routes: [route("auth", 1), route("admin", 1)] }),
      ['route "admin" has the name or order of "auth"'],
    ],
    [
      "service name",
      withService({ name: "authentication-service" }),
      ['service "authentication-service" must be a Kubernetes name of 2 to 20 characters'],
    ],
    [
      "no pods",
      withService({ replicas: { min: 0, max: 1 } }),
      ['service "auth-service": replicas need 1 <= min <= max'],
    ],
    [
      "fewer pods than at rest",
      withService({ replicas: { min: 3, max: 2 } }),
      ['service "auth-service": replicas need 1 <= min <= max'],
    ],
    [
      "short key",
      { secrets: mycrypto.secrets.map((secret) => (secret.kind === "key" ? { ...secret, length: 31 } : secret)) },
      ['secret "jwt": length 31 is below 32'],
    ],
    [
      "unlisted secret",
      withService({ env: { API_KEY: { secret: "exchange" } } }),
      ['service "auth-service": API_KEY names a secret that the system does not list'],
    ],
    [
      "unlisted store",
      { stores: mycrypto.stores.filter((store) => store !== "kafka") },
      [
        'service "wallet-service" uses kafka, which the system does not list',
        'service "trade-engine" uses kafka, which the system does not list',
        "topics need the store kafka",
      ],
    ],
    [
      "unlisted queue",
      { queues: [] },
      ['service "mail-worker": work reads "mail", which is no topic or queue of the system'],
    ],
    [
      "unlisted topic",
      { topics: mycrypto.topics.filter(({ name }) => name !== "orders") },
      [
        'service "trade-engine": work reads "orders", which is no topic or queue of the system',
        'service "trade-engine": "orders" is no topic of the system',
      ],
    ],
    [
      "migrations out of order",
      { migrations: ["002-b", "001-a", "002-c"].map((name) => ({ name, kind: "expand" })) },
      ['migration "001-a" stands after number 2', 'migration "002-c" stands after number 2'],
    ],
    [
      "migration without a number",
      { migrations: [{ name: "enums.sql", kind: "expand" }] },
      ['migration "enums.sql" must look like 001-name'],
    ],
    [
      "migrations without a database",
      {
        stores: mycrypto.stores.filter((store) => store !== "postgres"),
        services: mycrypto.services.map((service) => ({
          ...service,
          uses: service.uses.filter((need) => need !== "postgres"),
        })),
        extensions: [],
      },
      ["migrations need the store postgres"],
    ],
    [
      "service that is named like the migrations' image",
      withService({ name: "migrations" }),
      ['service "migrations" has the name of the migrations\' image'],
    ],
    ["canary that stops short", { canary: [step(10), step(50)] }, [rising]],
    ["canary that falls", { canary: [step(50), step(10), step(100)] }, [rising]],
    ["canary of a fraction", { canary: [step(0.1), step(100)] }, [rising]],
    ["canary that begins at 0", { canary: [step(0), step(100)] }, [rising]],
    ["no canary", { canary: [] }, [rising]],
    [
      "canary that makes the preview color live before its end",
      { canary: [step(10), step(60), step(100)] },
      ["canary weights 60 lie between 50 and 100; go from 50 to 100"],
    ],
    [
      "canary too short to judge",
      { canary: [step(10, 59), step(100)] },
      ["canary step 10 holds 59 s; at least 60 s can be judged"],
    ],
    [
      "client settings without TLS",
      withClient({ API_BASE_URL: "http://{api}/api/v1", WS_BASE_URL: "ws://{api}/stream" }),
      [
        'clientConfig: API_BASE_URL "http://{api}/api/v1" must begin with https://{api}, alone or with a path',
        'clientConfig: WS_BASE_URL "ws://{api}/stream" must begin with wss://{api}, alone or with a path',
      ],
    ],
    [
      "client settings with each other's scheme",
      withClient({ AUTH_BASE_URL: "wss://{api}/auth", WS_BASE_URL: "https://{api}/stream" }),
      [
        'clientConfig: AUTH_BASE_URL "wss://{api}/auth" must begin with https://{api}, alone or with a path',
        'clientConfig: WS_BASE_URL "https://{api}/stream" must begin with wss://{api}, alone or with a path',
      ],
    ],
    ...[
      "https://192.168.68.103:5002/api",
      "https://localhost/api",
      "https://api.mycrypto.example/api",
      "https://{api}:8443/api",
      "https://{api}.evil.example/api",
      "https://{api}@evil.example/api",
      "https://evil.example/{api}",
      "HTTPS://{api}/api",
      "{api}/api",
      "/api",
      "",
    ].map((value): [string, Partial<System>, string[]] => [
      `client settings that lead elsewhere: "${value}"`,
      withClient({ AUTH_BASE_URL: value }),
      [`clientConfig: AUTH_BASE_URL "${value}" must begin with https://{api}, alone or with a path`],
    ]),
  ])("%s", (_, changes, expected) => {
    expect(systemFaults({ ...mycrypto, ...changes })).toEqual(expected);
  });

  it("may tell its clients the API's bare origin", () => {
    const bare = withClient({
      API_BASE_URL: "https://{api}",
      AUTH_BASE_URL: "https://{api}/",
      WS_BASE_URL: "wss://{api}",
    });
    expect(systemFaults({ ...mycrypto, ...bare })).toEqual([]);
  });

  it("tells all its faults at once", () => {
    expect(systemFaults({ ...mycrypto, name: "x", queues: [], canary: [] })).toHaveLength(3);
  });
});

describe("a folder of systems", () => {
  /** Loads a folder with these files; each exports what its text says. */
  async function load(files: Readonly<Record<string, string>>) {
    const folder = await mkdtemp(join(tmpdir(), "systems-"));
    try {
      await writeFile(join(folder, "package.json"), '{ "type": "module" }');
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
      return await loadCatalog(pathToFileURL(`${folder}/`));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const file = (changes: Partial<System>) => `export default ${JSON.stringify({ ...mycrypto, ...changes })};`;

  it("needs nothing but one more file for one more system", async () => {
    const catalog = await load({
      "mycrypto.ts": file({}),
      "other.ts": file({ name: "other", rulePriority: 300 }),
    });
    expect([...catalog.keys()]).toEqual(["mycrypto", "other"]);
  });

  it("tells every fault of every file", async () => {
    const files = {
      "mycrypto.ts": file({ canary: [] }),
      "near.ts": file({ name: "near", rulePriority: 199 }),
      "nothing.ts": "export const nothing = 1;",
      "third.ts": file({ name: "fourth", rulePriority: 500 }),
    };
    await expect(load(files)).rejects.toThrow(
      [
        `systems/mycrypto.ts: ${rising}`,
        "systems/near.ts: rulePriority 199 lies within 100 of mycrypto's",
        "systems/nothing.ts: has no default export; export one System",
        'systems/third.ts: describes "fourth"; name the file after it',
      ].join("\n"),
    );
  });
});
