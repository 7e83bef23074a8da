import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { isObject, secretPaths, unknown, type Value } from "../../simulator/wire.ts";
import { after, read, shipped } from "../config/stack-file.ts";
import { counts } from "../harness.ts";
import { storesOf } from "../release/fake-stores.ts";
import { documentOf, release, type Released, withoutGreen } from "../release/shipped.ts";
import { systemNames, systemOf } from "../release/systems.ts";

const deploymentType = "kubernetes:apps/v1:Deployment";
const ruleType = "aws:lb:ListenerRule";

describe.each(systemNames)("%s", (name) => {
  const system = systemOf(name);
  const { services, secrets } = system;
  const { migrationLogin } = storesOf(system);
  const connections = [
    ...storesOf(system).connections.values(),
    ...(migrationLogin === undefined ? [] : [migrationLogin]),
  ].filter(({ secret }) => secret);
  const routes = services.flatMap((service) => service.routes);
  const routed = services.filter((service) => service.routes.length > 0);

  it("runs every service in both colors, or in one", async () => {
    const number = async (run: Promise<Released>) => counts((await run).resources);
    const both = await number(release(name));
    const one = await number(release(name, withoutGreen));
    expect([both[deploymentType], one[deploymentType]]).toEqual([services.length * 2, services.length]);
    const objects = secrets.length + connections.length + routed.length;
    expect([both["kubernetes:core/v1:Secret"], one["kubernetes:core/v1:Secret"]]).toEqual([objects * 2, objects]);
    // What both colors share is there for good.
    const shared = { "aws:lb:ListenerRule": routes.length * 2, "aws:secretsmanager:Secret": secrets.length + 1 };
    const identities = { "aws:iam:Role": services.length, "aws:eks:PodIdentityAssociation": services.length * 2 };
    for (const found of [both, one]) expect(found).toMatchObject({ ...shared, ...identities });
  });

  it("is the parent of its parts, and they of theirs", async () => {
    const { resources } = await release(name);
    const parents = resources
      .filter(({ parent }) => parent?.endsWith(`trading:release:BlueGreen::${name}`))
      .map(({ type, name: part }) => `${type.split(":").at(-1) ?? ""} ${part}`);
    const identities = services.map((service) => `PodIdentity ${name}-${service.name}`);
    const parts = [
      `PrivateCa ${name}-ca`,
      `TrafficSplit ${name}`,
      `Secrets ${name}`,
      `Color ${name}-blue`,
      `Color ${name}-green`,
    ];
    expect(parents.sort()).toEqual([...parts, `Work ${name}-work`, ...identities].sort());
    for (const { urn } of resources.filter(({ type }) => !type.startsWith("pulumi:providers"))) {
      expect(urn).toContain("trading:release:BlueGreen");
    }
  });

  it("gives no pod to a target group that no rule lists, and pods of both colors one identity", async () => {
    const { all } = await release(name);
    const rules = all(ruleType).map(({ urn }) => urn);
    for (const { dependencies } of all(deploymentType)) expect(dependencies).toEqual(expect.arrayContaining(rules));
    const bound = all("aws:eks:PodIdentityAssociation").map(({ props, propertyDependencies }) => [
      props["namespace"],
      props["serviceAccount"],
      propertyDependencies["roleArn"]?.map((urn) => urn.split("::").at(-1)),
    ]);
    const expected = services.flatMap((service) =>
      ["blue", "green"].map((color) => [`${name}-${color}`, service.name, [`${name}-${service.name}`]]),
    );
    expect(bound.sort()).toEqual(expected.sort());
  });

  it("binds each color's pods to its own target group", async () => {
    const { all } = await release(name);
    const bindings = all("kubernetes:eks.amazonaws.com/v1:TargetGroupBinding").map(
      ({ name: binding, propertyDependencies }) => [
        binding,
        propertyDependencies["spec"]
          ?.filter((urn) => urn.includes("TargetGroup::"))
          .map((urn) => urn.split("::").at(-1)),
      ],
    );
    const expected = routed.flatMap((service) =>
      ["blue", "green"].map((color) => [`${name}-${color}-${service.name}`, [`${name}-${service.name}-${color}`]]),
    );
    expect(bindings.sort()).toEqual(expected.sort());
  });

  it("gives pods the system's secrets, and nobody the test token", async () => {
    const { all } = await release(name);
    const objects = all("kubernetes:core/v1:Secret").map((object) => object.name);
    const of = [...secrets, ...routed].map((one) => one.name);
    of.push(...connections.map(({ kind }) => `connection-${kind}`));
    const expected = ["blue", "green"].flatMap((color) => of.map((one) => `${name}-${color}-${one}`));
    expect(objects.sort()).toEqual(expected.sort());
    const token = all("random:index/randomPassword:RandomPassword").find((one) => one.name === `${name}-test-token`);
    expect(token?.props).toMatchObject({ length: 40, special: false });
  });

  it.each(["update", "preview"] as const)("holds no secret in its release document: %s", async (mode) => {
    const run = await release(name, {}, { mode });
    // A preview knows no value yet, and only has to keep the marks.
    const values = run.resources
      .flatMap(({ inputs, props }) => (secretPaths(inputs).length === 0 ? [] : [props]))
      .flatMap((props) => [props["secretString"], ...valuesOf(props["stringData"])])
      // A certificate is for everybody to see.
      .filter((value) => typeof value !== "string" || !value.startsWith("-----BEGIN CERTIFICATE-----"))
      .filter((value): value is string => typeof value === "string" && value.length >= 24)
      .filter((value) => value !== unknown);
    const planted = connections.flatMap(({ variables }) => variables).length;
    const keys = values.filter((value) => value.includes("PRIVATE KEY"));
    expect(new Set(keys).size).toBe(mode === "update" ? routed.length * 2 : 0);
    const others = values.filter((value) => !value.startsWith("connection-to") && !keys.includes(value));
    expect(new Set(others).size).toBe(mode === "update" ? secrets.length + 1 : 0);
    expect(new Set(values.filter((value) => value.startsWith("connection-to"))).size).toBe(planted);
    expect(secretPaths(run.outputs)).toEqual([]);
    const text = JSON.stringify(run.outputs);
    for (const value of values) expect(text.includes(value)).toBe(false);
  });

  it("migrates before each color by that color's image, if at all", async () => {
    const { blue, green } = documentOf(await release(name)).colors;
    const { [name]: config } = read(after(await shipped("prod"), {})).systems;
    for (const [color, deployed] of Object.entries({ blue, green })) {
      const image = config?.colors[color as "blue" | "green"]?.images["migrations"];
      expect(deployed?.migration?.image.replace(/^.*\/migrations@/, "")).toBe(image);
      expect(image === undefined).toBe(system.migrations.length === 0);
    }
  });

  it("tells a release runner where everything is", async () => {
    const run = await release(name);
    const document = documentOf(run);
    expect(document.listenerRules.map(({ route, urn, testUrn }) => [route, urn, testUrn])).toEqual(
      routes.map((route) => [
        route.name,
        run.one(ruleType, `${name}-${route.name}`).urn,
        run.one(ruleType, `${name}-${route.name}-test`).urn,
      ]),
    );
    for (const color of ["blue", "green"] as const) {
      const groups = Object.entries(document.targetGroups[color]);
      expect(groups.map(([service]) => service)).toEqual(
        services.flatMap((service) => (service.routes.length > 0 ? [service.name] : [])).sort(),
      );
      for (const [service, { arn, arnSuffix }] of groups) {
        const group = run.one("aws:lb:TargetGroup", `${name}-${service}-${color}`).props["name"] as string;
        expect(arnSuffix).toMatch(new RegExp(`^targetgroup/${group}/`));
        expect(arn.endsWith(arnSuffix)).toBe(true);
      }
    }
    const [, token] = document.testHeaders;
    expect(token.name).toBe("X-Test-Token");
    expect(token.secretArn).toContain(`/${name}/test-token-`);
    expect(document.work.map(({ service, lease, urn }) => [service, lease, urn])).toEqual(
      services.flatMap(({ name: service, work }) =>
        work === undefined
          ? []
          : [
              [
                service,
                work.lease,
                run.one("kubernetes:coordination.k8s.io/v1:Lease", `${name}-work-${work.lease}`).urn,
              ],
            ],
      ),
    );
    expect(document.metrics.loadBalancer).toBe("app/trading/1");
    expect([document.schema, document.system, document.environment]).toEqual([1, name, "prod"]);
  });

  it("offers no next step without a preview color", async () => {
    const alone = documentOf(await release(name, withoutGreen));
    expect(alone).toMatchObject({ nextWeights: null, live: "blue", preview: "green" });
    expect(Object.keys(alone.colors)).toEqual(["blue"]);
    expect(documentOf(await release(name)).nextWeights).toEqual({ blue: 90, green: 10 });
  });
});

/** Changes what one Deployment is sent, as a failed update would leave it. */
const stale =
  (deployment: string, change: Record<string, unknown>): pulumi.ResourceTransformation =>
  ({ name, type, props, opts }) =>
    type === deploymentType && name === deployment ? { props: { ...props, ...change }, opts } : undefined;

it("reports what the Deployments run, not what config says", async () => {
  const labels = { "app.kubernetes.io/version": "2.2.0" };
  const version = stale("mytrader-blue-api", { metadata: { name: "api", namespace: "mytrader-blue", labels } });
  const older = documentOf(await release("mytrader", {}, { tamper: version })).colors;
  expect([older.blue?.version, older.green?.version]).toEqual(["2.2.0", "2.4.0"]);

  const pod = { spec: { containers: [{ name: "market-feed", image: "feed:old" }] } };
  const spec = { selector: { matchLabels: { app: "market-feed" } }, template: pod };
  const image = stale("mytrader-blue-market-feed", { spec });
  const { colors } = documentOf(await release("mytrader", {}, { tamper: image }));
  expect(colors.blue?.images["market-feed"]).toBe("feed:old");
  const repository = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/mytrader/market-feed";
  expect(colors.green?.images["market-feed"]).toBe(
    `${repository}@sha256:77d4b67fb1167584bf5924f86831f6ef7c6ad6d43504a0b6235b3371f59b0261`,
  );
});

it("remembers the work where the leases say it is, not where it was to go", async () => {
  const annotations = { "release.trading-platform/work-color": "blue" };
  const failed: pulumi.ResourceTransformation = ({ type, props, opts }) =>
    type.endsWith(":Lease")
      ? { props: { ...props, metadata: { name: "kept", namespace: "n", annotations } }, opts }
      : undefined;
  const { workColor } = documentOf(await release("mytrader", { workColor: "green" }, { tamper: failed }));
  expect(workColor).toBe("blue");
});

it("tells of each lease which color may take it, also after a handover that failed half-way", async () => {
  const annotations = { "release.trading-platform/work-color": "blue" };
  const failed: pulumi.ResourceTransformation = ({ name, type, props, opts }) =>
    type.endsWith(":Lease") && name === "mycrypto-work-mail"
      ? { props: { ...props, metadata: { name: "mail", namespace: "mycrypto-work", annotations } }, opts }
      : undefined;
  const { work } = documentOf(await release("mycrypto", { workColor: "green" }, { tamper: failed }));
  expect(work.map(({ lease, color }) => [lease, color])).toEqual([
    ["matching", "green"],
    ["mail", "blue"],
  ]);
});

it("says so when the rules disagree, and takes the weights that are safest for the live color", async () => {
  const failed: pulumi.ResourceTransformation = ({ name, type, props, opts }) => {
    if (type !== "aws:lb/listenerRule:ListenerRule" || name !== "mytrader-hubs") return undefined;
    const [action] = props["actions"] as { forward: { targetGroups: object[] } }[];
    const targetGroups = action?.forward.targetGroups.map((group, i) => ({ ...group, weight: [90, 10][i] }));
    return { props: { ...props, actions: [{ type: "forward", forward: { targetGroups } }] }, opts };
  };
  const document = documentOf(await release("mytrader", { weights: { blue: 60, green: 40 } }, { tamper: failed }));
  expect(document.listenerRules.map(({ weights }) => weights.blue)).toEqual([90, 60]);
  expect(document).toMatchObject({ weights: { blue: 90, green: 10 }, weightsAgree: false, live: "blue" });
  expect(document.nextWeights).toEqual({ blue: 50, green: 50 });
});

it("takes over the stack's own figures and sizes", async () => {
  const changes = {
    slo: { canary: { p95Ms: 180, errorPercent: 1 } },
    replicas: { api: { min: 5, max: 6 } },
    firstLaunch: true,
    registrationEnabled: false,
  };
  const run = await release("mytrader", changes);
  const document = documentOf(run);
  expect(document.slo["canary"]).toEqual({
    latency: [{ percentile: 95, ms: 180 }],
    errorPercent: 1,
    requirements: ["MT-076", "MT-078"],
  });
  expect(document).toMatchObject({ firstLaunch: true, registrationEnabled: false });
  const scalers = run.all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").map(({ props }) => props["spec"]);
  expect(scalers).toMatchObject([
    { minReplicas: 5, maxReplicas: 6 },
    { minReplicas: 5, maxReplicas: 6 },
  ]);
});

it.each([
  ["weights on a color without images", { ...withoutGreen }, "green has 100 % of the traffic but no images"],
  ["work on a color without images", { "colors.blue": undefined }, "blue does the queue and feed work"],
])("stops before anything changes: %s", async (_, changes, message) => {
  const last = { weights: { blue: 0, green: 100 }, live: "green", workColor: "blue" };
  await expect(release("mytrader", changes, { last, mode: "preview" })).rejects.toThrow(message);
});

function valuesOf(value: Value | undefined): readonly Value[] {
  return isObject(value) ? Object.values(value) : [];
}
