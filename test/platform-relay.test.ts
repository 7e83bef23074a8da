import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it, vi } from "vitest";
import { deployPlatform } from "../platform.ts";
import { loadCatalog } from "../systems/model/catalog.ts";
import { after, read, shipped } from "./config/stack-file.ts";
import { deploy, type Deployed } from "./harness.ts";

// Nobody but AWS knows what a relay's secret holds.
vi.mock("../components/messaging/relay.ts", () => ({
  relayLogin: (secretArn: string) => ({
    username: pulumi.output(`reader-of-${secretArn.slice(-6)}`),
    password: pulumi.secret("planted-password"),
    versionId: pulumi.output("1"),
  }),
}));

const secretArn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:mail-relay-AbCdEf";
const config = read(
  after(await shipped("prod"), {
    registry: "registry.example/platform",
    "systems.mycrypto.email": { relay: { host: "smtp.trading.example", port: 2525, secretArn } },
  }),
);
// What one system has must not hang on the place that it takes among the others.
const catalog = new Map([...(await loadCatalog())].reverse());

let run: Deployed;
beforeAll(async () => {
  run = await deploy(() => deployPlatform(config, catalog));
}, 60_000);

it("sends e-mail through the relay, and through nothing of AWS", () => {
  const sent = run.one("kubernetes:core/v1:Secret", "mycrypto-blue-connection-smtp");
  expect(JSON.stringify(sent.props)).toContain("smtp://reader-of-AbCdEf:planted-password@smtp.trading.example:2525");
  expect(JSON.stringify(sent.props)).toContain("no-reply@mycrypto.example");
  for (const { shown } of run.resources) expect(JSON.stringify(shown)).not.toContain("planted-password");
  expect(run.resources.filter(({ type }) => type.startsWith("aws:sesv2/"))).toEqual([]);
});

it("lets the sender alone out to the relay's port", () => {
  const policies = run
    .all("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .filter(({ props }) => JSON.stringify(props["spec"]).includes('"port":2525'));
  expect(policies.map(({ name }) => name)).toEqual(["mycrypto-blue-mail-worker", "mycrypto-green-mail-worker"]);
});

it("has no key for e-mail, nor one for images that come from elsewhere", () => {
  const concerns = run.all("aws:kms:Key").map(({ name }) => name.replace("trading-prod-", ""));
  const stores = ["kafka", "postgres", "rabbitmq", "redis", "uploads"];
  expect(concerns.sort()).toEqual(["cluster", "edge-logs", "logs", "secrets", ...stores].sort());
  expect(run.all("aws:ecr:Repository")).toEqual([]);
});

it("answers whoever names no host with the first system's certificate", () => {
  const [validation] = run.one("aws:lb:Listener", "trading-prod-https").propertyDependencies["certificateArn"] ?? [];
  expect(validation).toMatch(/::mytrader$/);
  expect(run.all("aws:lb:ListenerCertificate").map(({ name }) => name)).toEqual(["trading-prod-https-mycrypto"]);
});
