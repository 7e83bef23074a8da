import { beforeAll, expect, it } from "vitest";
import { deployPlatform } from "../platform.ts";
import { nameOf } from "../simulator/resource.ts";
import { loadCatalog } from "../systems/model/catalog.ts";
import { after, read, shipped } from "./config/stack-file.ts";
import { deploy, type Deployed, type Found } from "./harness.ts";

const config = read(after(await shipped("prod"), { "cluster.logRetentionDays": 1827 }));
const catalog = await loadCatalog();
const agents = "trading-prod-monitoring-agents";

let run: Deployed;
beforeAll(async () => {
  run = await deploy(() => deployPlatform(config, catalog));
}, 60_000);

const sources = ({ propertyDependencies }: Found, property: string) =>
  (propertyDependencies[property] ?? []).map((urn) => `${urn.split(":").at(-3) ?? ""} ${nameOf(urn)}`);

it("installs the agents on the platform's cluster, with its retention and the key of the logs", () => {
  const addon = run.one("aws:eks:Addon", agents);
  expect(addon.props["clusterName"]).toBe("trading-prod");
  expect(sources(addon, "clusterName")).toEqual(["Cluster trading-prod"]);
  const groups = run.all("aws:cloudwatch:LogGroup").filter(({ name }) => name.startsWith(agents));
  expect(groups.map(({ props }) => [props["name"], props["retentionInDays"]])).toEqual(
    ["application", "dataplane", "host", "performance"].map((kind) => [
      `/aws/containerinsights/trading-prod/${kind}`,
      1827,
    ]),
  );
  for (const group of groups) expect(sources(group, "kmsKeyId")).toEqual(["Key trading-prod-logs"]);
});

it("knows the log groups' names in a first preview, when the cluster is not there yet", async () => {
  const preview = await deploy(() => deployPlatform(config, catalog), { mode: "preview" });
  const group = preview.one("aws:cloudwatch:LogGroup", `${agents}-host`);
  expect(group.props["name"]).toBe("/aws/containerinsights/trading-prod/host");
}, 60_000);

it("trusts that cluster's pods, and lets them work in the platform's region", () => {
  const trust = run.one("aws:iam:Role", agents).props["assumeRolePolicy"] as string;
  expect(trust).toContain('"aws:SourceArn":"arn:aws:eks:eu-central-1:111122223333:cluster/trading-prod"');
  expect(trust).toContain('"aws:SourceAccount":"111122223333"');
  const rights = run.one("aws:iam:RolePolicy", `${agents}-telemetry`).props["policy"] as string;
  expect(rights).toContain('"aws:RequestedRegion":"eu-central-1"');
});
