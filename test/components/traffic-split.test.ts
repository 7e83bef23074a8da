import type * as pulumi from "@pulumi/pulumi";
import { secret } from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { TrafficSplit, type TrafficSplitArgs } from "../../components/release/traffic-split.ts";
import { plain, secretPaths } from "../../simulator/wire.ts";
import { counts, type Deployed, deploy } from "../harness.ts";

const token = "planted-test-token";
const args: Omit<TrafficSplitArgs, "testToken"> = {
  environment: "prod",
  system: "mytrader",
  services: [
    {
      name: "api",
      readinessPath: "/api/health",
      routes: [
        { name: "hubs", order: 1, paths: ["/hubs/*"], kind: "hub" },
        { name: "api", order: 2, paths: ["/api/*", "/health"], kind: "api" },
      ],
    },
    { name: "admin", readinessPath: "/ready", routes: [{ name: "admin", order: 3, paths: ["/admin/*"], kind: "api" }] },
  ],
  rulePriority: 200,
  hosts: { live: "mytrader.example", test: "test.mytrader.example" },
  listenerArn: "arn:listener",
  vpcId: "vpc-1",
  clusterName: "trading",
  traffic: { weights: { blue: 90, green: 10 }, live: "blue", workColor: "blue" },
  drainSeconds: 30,
  protect: true,
};

const split = (
  changes: Partial<TrafficSplitArgs> = {},
  options: { mode?: "preview" | "update"; tamper?: pulumi.ResourceTransformation } = {},
) =>
  deploy(
    () => {
      const { tamper } = options;
      const { rules } = new TrafficSplit(
        "mytrader",
        { testToken: secret(token), ...args, ...changes },
        tamper === undefined ? {} : { transformations: [tamper] },
      );
      return { weights: Object.fromEntries(rules.map(({ route, weights }) => [route.name, weights])) };
    },
    { mode: options.mode ?? "update" },
  );

const traffic = (blue: number, live: "blue" | "green") => ({
  traffic: { weights: { blue, green: 100 - blue }, live, workColor: live },
});

interface Action {
  type: string;
  forward: {
    targetGroups: { arn: string; weight: number }[];
    stickiness: { enabled: boolean; duration: number };
  };
}
const actionsOf = (props: Readonly<Record<string, unknown>>) => props["actions"] as Action[];

/** Color to weight, with the stickiness, of each rule. */
const shares = ({ all, one }: Deployed) => {
  const arns = new Map(all("aws:lb:TargetGroup").map(({ name, urn }) => [urn, name]));
  return Object.fromEntries(
    all("aws:lb:ListenerRule").map(({ name, props, propertyDependencies }) => {
      const groups = (propertyDependencies["actions"] ?? []).map((urn) => arns.get(urn) ?? "");
      const [action, ...others] = actionsOf(props);
      expect([action?.type, others]).toEqual(["forward", []]);
      const { targetGroups = [], stickiness } = action?.forward ?? {};
      const color = (arn: string) =>
        groups.find((group) => arn.includes(one("aws:lb:TargetGroup", group).props["name"] as string));
      return [name, [...targetGroups.map(({ arn, weight }) => `${color(arn) ?? arn} ${weight}`), stickiness]];
    }),
  );
};
const [on, off] = [true, false].map((enabled) => ({ enabled, duration: 60 }));

it("declares two target groups a service and two rules a route, and nothing else", async () => {
  const expected = { "aws:lb:ListenerRule": 6, "aws:lb:TargetGroup": 4, "trading:release:TrafficSplit": 1 };
  const { resources } = await split();
  expect(counts(resources)).toEqual(expected);
  expect(counts((await split({}, { mode: "preview" })).resources)).toEqual(expected);
  for (const { custom, parent } of resources) expect(parent?.endsWith("TrafficSplit::mytrader")).toBe(custom);
});

it("checks pods where they say they are ready, and drains them", async () => {
  const { all, one } = await split();
  expect(all("aws:lb:TargetGroup").map(({ name, props }) => [name, props["name"]])).toEqual([
    ["mytrader-admin-blue", "prod-mytrader-admin-blue"],
    ["mytrader-admin-green", "prod-mytrader-admin-green"],
    ["mytrader-api-blue", "prod-mytrader-api-blue"],
    ["mytrader-api-green", "prod-mytrader-api-green"],
  ]);
  expect(one("aws:lb:TargetGroup", "mytrader-api-green").props).toEqual({
    name: "prod-mytrader-api-green",
    vpcId: "vpc-1",
    targetType: "ip",
    port: 8443,
    protocol: "HTTPS",
    deregistrationDelay: 30,
    loadBalancingAlgorithmType: "least_outstanding_requests",
    stickiness: { enabled: false, type: "lb_cookie" },
    healthCheck: {
      protocol: "HTTPS",
      path: "/api/health",
      matcher: "200",
      interval: 10,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    },
    tags: { system: "mytrader", color: "green", "eks:eks-cluster-name": "trading" },
  });
  for (const { props } of all("aws:lb:TargetGroup")) {
    expect(props["tags"]).toMatchObject({ "eks:eks-cluster-name": "trading" });
  }
});

it("keeps the names of target groups within AWS's 32 characters", async () => {
  const services = [{ ...args.services[0], name: "a-service-of-20-chars", readinessPath: "/", routes: [] }];
  const { all } = await split({ environment: "staging", services });
  const names = all("aws:lb:TargetGroup").map(({ props }) => props["name"] as string);
  expect(names.map((name) => name.length)).toEqual([32, 32]);
  expect(new Set(names).size).toBe(2);
});

it.each([true, false])("protects target groups, not rules: %s", async (protect) => {
  const { resources } = await split({ protect });
  const guarded = resources.filter((one) => one.protect).map(({ name }) => name);
  const groups = ["mytrader-admin-blue", "mytrader-admin-green", "mytrader-api-blue", "mytrader-api-green"];
  expect(guarded).toEqual(protect ? groups : []);
});

it("always lists both colors, tests on the preview one, and holds hub users to a color while traffic is split", async () => {
  const rule = (service: string, blue: number, stickiness = off) => [
    `mytrader-${service}-blue ${blue}`,
    `mytrader-${service}-green ${100 - blue}`,
    stickiness,
  ];
  const test = (blue: number) => ({
    "mytrader-admin-test": rule("admin", blue),
    "mytrader-api-test": rule("api", blue),
    "mytrader-hubs-test": rule("api", blue),
  });
  const live = (blue: number, hub = off) => ({
    "mytrader-admin": rule("admin", blue),
    "mytrader-api": rule("api", blue),
    "mytrader-hubs": rule("api", blue, hub),
  });
  expect(shares(await split())).toEqual({ ...live(90, on), ...test(0) });
  expect(shares(await split(traffic(100, "blue")))).toEqual({ ...live(100), ...test(0) });
  expect(shares(await split(traffic(0, "green")))).toEqual({ ...live(0), ...test(100) });
  expect(shares(await split(traffic(50, "green")))).toEqual({ ...live(50, on), ...test(100) });
});

it("asks for both headers before it asks for the path alone", async () => {
  const { all } = await split();
  const paths = { hubs: ["/hubs/*"], api: ["/api/*", "/health"], admin: ["/admin/*"] };
  const conditions = (host: string, route: keyof typeof paths) => [
    { hostHeader: { values: [host] } },
    { pathPattern: { values: paths[route] } },
  ];
  const headers = [
    { httpHeader: { httpHeaderName: "X-Test-Green", values: ["true"] } },
    { httpHeader: { httpHeaderName: "X-Test-Token", values: [token] } },
  ];
  const live = (route: keyof typeof paths) => conditions("mytrader.example", route);
  const test = (route: keyof typeof paths) => [...conditions("test.mytrader.example", route), ...headers];
  const rules = all("aws:lb:ListenerRule").map(({ name, props }) => {
    expect(props["listenerArn"]).toBe("arn:listener");
    return [props["priority"], name, props["conditions"]];
  });
  expect(rules.sort(([a], [b]) => Number(a) - Number(b))).toEqual([
    [201, "mytrader-hubs-test", test("hubs")],
    [202, "mytrader-api-test", test("api")],
    [203, "mytrader-admin-test", test("admin")],
    [251, "mytrader-hubs", live("hubs")],
    [252, "mytrader-api", live("api")],
    [253, "mytrader-admin", live("admin")],
  ]);
});

it.each(["preview", "update"] as const)("shows the token to nobody: %s", async (mode) => {
  const { resources } = await split({}, { mode });
  const marked = resources.flatMap(({ name, inputs }) => secretPaths(inputs).map((path) => `${name} ${path}`));
  expect(marked).toEqual([
    "mytrader-admin-test conditions[3].httpHeader.values[0]",
    "mytrader-api-test conditions[3].httpHeader.values[0]",
    "mytrader-hubs-test conditions[3].httpHeader.values[0]",
  ]);
  expect(JSON.stringify(resources.map(({ shown }) => shown))).not.toContain(token);
});

it.each(["preview", "update"] as const)("reports the weights: %s", async (mode) => {
  const weights = { blue: 90, green: 10 };
  const { outputs } = await split({}, { mode });
  expect(plain(outputs)).toEqual({ weights: { hubs: weights, api: weights, admin: weights } });
});

/** A rule that ends with other weights than the program asked for, as one whose update failed. */
const failed: pulumi.ResourceTransformation = ({ name, props, opts }) => {
  if (name !== "mytrader-api") return undefined;
  const [action] = actionsOf(props);
  const targetGroups = action?.forward.targetGroups.map((group, i) => ({ ...group, weight: [30, 70][i] })).reverse();
  return { props: { ...props, actions: [{ ...action, forward: { ...action?.forward, targetGroups } }] }, opts };
};

it("reports what a rule says, not what was asked of it; a preview what is planned", async () => {
  const weights = { blue: 90, green: 10 };
  const updated = await split({}, { tamper: failed });
  expect(plain(updated.outputs)).toEqual({ weights: { hubs: weights, api: { blue: 30, green: 70 }, admin: weights } });
  const planned = await split({}, { tamper: failed, mode: "preview" });
  expect(plain(planned.outputs)).toEqual({ weights: { hubs: weights, api: weights, admin: weights } });
});

it("stops where a rule was changed to forward elsewhere", async () => {
  const elsewhere: pulumi.ResourceTransformation = ({ name, props, opts }) =>
    name === "mytrader-api"
      ? { props: { ...props, actions: [{ type: "forward", targetGroupArn: "arn:other" }] }, opts }
      : undefined;
  await expect(split({}, { tamper: elsewhere })).rejects.toThrow("the listener rule does not list blue's target group");
});
