import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PlannedResource, PreviewDocument } from "../../preview/document.ts";
import { differing, previewJson } from "../cli.ts";
import { ProjectCopy } from "../project-copy.ts";

const file = `import type { System } from "./model/system.ts";

const thirdone: System = {
  name: "thirdone",
  title: "Third One",
  rulePriority: 300,
  connections: "urls",
  hosts: { web: "", api: "api", test: "api-test" },
  services: [
    {
      name: "gateway",
      description: "Answers everything",
      replicas: { min: 2, max: 4 },
      resources: { cpu: "250m", memory: "256Mi" },
      probes: { startup: "/health", readiness: "/health", liveness: "/health" },
      routes: [{ name: "all", order: 1, paths: ["/*"], kind: "api" }],
      env: { TOKEN_KEY: { secret: "jwt" }, ORIGIN: { from: "webOrigin" } },
      uses: ["postgres"],
    },
  ],
  secrets: [{ name: "jwt", description: "Signs session tokens", kind: "key", length: 64 }],
  stores: ["postgres"],
  topics: [],
  queues: [],
  migrations: [],
  limits: [],
  clientConfig: { API_BASE_URL: "https://{api}", AUTH_BASE_URL: "https://{api}", WS_BASE_URL: "wss://{api}" },
  healthPaths: ["/health"],
  hubs: [],
  journeys: [],
  slo: {},
  canary: [{ weight: 100, holdSeconds: 60 }],
};

export default thirdone;
`;
const digest = `sha256:${"3".repeat(64)}`;
const line = `    thirdone: { domain: thirdone.example, registrationEnabled: true, recordTtlSeconds: 60, colors: { blue: { version: "0.1.0", images: { gateway: "${digest}" } } } }`;

const copy = new ProjectCopy();
afterAll(() => {
  copy.remove();
});

let before: PreviewDocument;
let after: PreviewDocument;
let added: readonly PlannedResource[];
beforeAll(async () => {
  copy.add("systems/thirdone.ts", file);
  const config = readFileSync(join(copy.folder, "Pulumi.prod.yaml"), "utf8");
  copy.add(
    "Pulumi.prod.yaml",
    config.replace("trading-platform:systems:\n", (key) => `${key}${line}\n`),
  );
  [before, after] = await Promise.all([previewJson([]), previewJson([], copy.folder)]);
  const known = new Set(before.resources.map(({ urn }) => urn));
  added = after.resources.filter(({ urn }) => !known.has(urn));
}, 120_000);

const names = (type: string) => added.filter((resource) => resource.type === type).map(({ name }) => name);

it("changes nothing that was there, but for the lists of certificates and of those who share the database server", () => {
  const changed = new Set(differing(before, after));
  const known = before.resources.filter(({ urn }) => changed.has(urn));
  expect(known.map(({ type, name, custom }) => [type, name, custom])).toEqual([
    // The proxy signs in to one more database.
    ["aws:iam/rolePolicy:RolePolicy", "trading-prod-postgres-proxy", true],
    ["aws:rds/proxy:Proxy", "trading-prod-postgres-proxy", true],
    ["trading:data:PostgresProxy", "trading-prod-postgres-proxy", false],
    ["trading:data:Databases", "trading-prod-postgres", false],
    ["trading:data:Stores", "trading-prod", false],
    ["trading:edge:LoadBalancer", "trading-prod", false],
  ]);
  expect(changed.size).toBe(added.length + known.length);
});

it("adds one certificate to the shared load balancer, a database to the shared server, and else only components of its own", () => {
  const top = added.filter(({ parent }) => !added.some(({ urn }) => urn === parent));
  expect(top.map(({ type, name }) => [type, name])).toEqual([
    ["trading:data:Credentials", "thirdone-database-migration"],
    ["trading:data:Credentials", "thirdone-database-runtime"],
    ["trading:data:Database", "thirdone"],
    ["trading:data:SystemStores", "trading-prod-thirdone"],
    ["trading:edge:Certificate", "thirdone"],
    ["trading:edge:Dns", "thirdone"],
    ["aws:lb/listenerCertificate:ListenerCertificate", "trading-prod-https-thirdone"],
    ["trading:edge:PublicDoor", "trading-prod-thirdone"],
    ["trading:release:BlueGreen", "thirdone"],
    ["trading:release:ImageRepositories", "thirdone"],
  ]);
});

it("gets the names, rules and namespaces of any system", () => {
  expect(names("aws:route53/zone:Zone")).toEqual(["thirdone"]);
  expect(added.find(({ type }) => type === "aws:acm/certificate:Certificate")?.inputs).toMatchObject({
    domainName: "thirdone.example",
    subjectAlternativeNames: ["api.thirdone.example", "api-test.thirdone.example"],
  });
  const rules = added.filter(({ type }) => type === "aws:lb/listenerRule:ListenerRule");
  expect(rules.map(({ name, inputs }) => ({ name, inputs }))).toMatchObject([
    { name: "thirdone-all", inputs: { priority: 351 } },
    { name: "thirdone-all-test", inputs: { priority: 301 } },
  ]);
  expect(names("aws:lb/targetGroup:TargetGroup")).toEqual(["thirdone-gateway-blue", "thirdone-gateway-green"]);
  expect(names("kubernetes:core/v1:Namespace")).toEqual(["thirdone-blue"]);
  expect(names("kubernetes:apps/v1:Deployment")).toEqual(["thirdone-blue-gateway"]);
  expect(names("trading:release:Color")).toEqual(["thirdone-blue"]);
});

it("is released as any system", () => {
  expect(after.outputs).toMatchObject({
    endpoints: { thirdone: { web: "https://thirdone.example", api: "https://api.thirdone.example" } },
    clientConfig: { thirdone: { API_BASE_URL: "https://api.thirdone.example" } },
    release: { thirdone: { weights: { blue: 100, green: 0 }, live: "blue" } },
  });
});

it("leaves the other systems' outputs as they were", () => {
  const others = JSON.stringify(after.outputs, (key, value: unknown) => (key === "thirdone" ? undefined : value));
  expect(others).toBe(JSON.stringify(before.outputs));
});
