import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { PrivateCa } from "../../components/foundation/private-ca.ts";
import { Color, type ColorArgs } from "../../components/release/color.ts";
import type { MigrationRun } from "../../contract/release.ts";
import { redacted, secretPaths } from "../../simulator/wire.ts";
import { servingEnvironment } from "../../systems/model/serving.ts";
import { counts, deploy } from "../harness.ts";
import { migrationLogin } from "../release/fake-stores.ts";
import { systemOf } from "../release/systems.ts";

const system = systemOf("mytrader");
const digest = `sha256:${"0a".repeat(32)}`;

type Changes = Partial<ColorArgs> & { versions?: Record<string, string> };

const color = ({ versions = {}, ...changes }: Changes = {}) =>
  deploy(() => {
    const kept = (name: string) => ({
      value: pulumi.secret(`planted-${name}`),
      versionId: pulumi.output(versions[name] ?? "terraform-20261122180000000000000001"),
      arn: pulumi.output(`arn:${name}`),
    });
    const made = new Color("mytrader-green", {
      system,
      color: "green",
      version: "2.4.0",
      images: { api: digest, "market-feed": digest },
      replicas: { api: { min: 4, max: 8 } },
      facts: { apiOrigin: "https://x.example", webOrigin: "https://x.example", registrationEnabled: true },
      secrets: new Map([["jwt", kept("jwt")]]),
      connections: new Map(
        (["postgres", "redis"] as const).map((need) => [
          need,
          {
            kind: need,
            variables: [`${need}_URL`],
            secret: true,
            values: pulumi.secret({ [`${need}_URL`]: `planted-${need}` }),
            version: pulumi.output(versions[need] ?? "0a1b2c3d"),
          },
        ]),
      ),
      ca: new PrivateCa("mytrader-ca", { environment: "prod", system: "mytrader" }),
      targetGroupArns: new Map([["api", "arn:api-green"]]),
      after: [],
      registry: "registry.example",
      kubernetesVersion: "1.34",
      loadBalancing: "eks-auto-mode",
      drainSeconds: 30,
      ranges: { vpc: "10.0.0.0/16", service: "172.20.0.0/16", public: [], private: [], data: [] },
      ...changes,
    });
    return { namespace: made.namespace, services: [...made.services.keys()] };
  });

const secretType = "kubernetes:core/v1:Secret";
const deploymentType = "kubernetes:apps/v1:Deployment";

it("declares every service in a namespace of its own, and nothing else", async () => {
  const { resources, outputs } = await color();
  expect(counts(resources)).toEqual({
    "kubernetes:apps/v1:Deployment": 2,
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": 1,
    "kubernetes:core/v1:ConfigMap": 2,
    "kubernetes:core/v1:LimitRange": 1,
    "kubernetes:core/v1:Namespace": 1,
    "kubernetes:core/v1:ResourceQuota": 1,
    "kubernetes:core/v1:Secret": 4,
    "kubernetes:core/v1:Service": 1,
    "kubernetes:core/v1:ServiceAccount": 2,
    "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding": 1,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": 4,
    "kubernetes:policy/v1:PodDisruptionBudget": 2,
    // The routed service's certificate and what signs it.
    "tls:index/certRequest:CertRequest": 1,
    "tls:index/locallySignedCert:LocallySignedCert": 1,
    "tls:index/privateKey:PrivateKey": 2,
    "tls:index/selfSignedCert:SelfSignedCert": 1,
    "trading:foundation:PrivateCa": 1,
    "trading:release:ServiceCertificate": 1,
    "trading:release:Color": 1,
    "trading:release:Namespace": 1,
    "trading:release:Service": 2,
  });
  const namespaces = resources
    .filter(({ custom, type }) => custom && /^kubernetes:/.test(type) && type !== "kubernetes:core/v1:Namespace")
    .map(({ props }) => (props["metadata"] as { namespace: string }).namespace);
  expect(new Set(namespaces)).toEqual(new Set(["mytrader-green"]));
  expect(outputs).toEqual({ namespace: "mytrader-green", services: ["api", "market-feed"] });
});

it.each([
  ["eks-auto-mode", "eks.amazonaws.com/pod-readiness-gate-inject"],
  ["aws-load-balancer-controller", "elbv2.k8s.aws/pod-readiness-gate-inject"],
] as const)("makes pods wait for the load balancer under %s", async (loadBalancing, label) => {
  const { labels } = (await color({ loadBalancing })).one("kubernetes:core/v1:Namespace").props["metadata"] as {
    labels: Record<string, string>;
  };
  const own = Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith("pod-security.")));
  expect(own).toEqual({
    "app.kubernetes.io/part-of": "mytrader",
    "release.trading-platform/color": "green",
    [label]: "enabled",
  });
  expect(labels["pod-security.kubernetes.io/enforce-version"]).toBe("v1.34");
});

it("holds the configured sizes, in the autoscaler and in the quota", async () => {
  const { one } = await color();
  expect(one("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").props["spec"]).toMatchObject({
    minReplicas: 4,
    maxReplicas: 8,
  });
  // 8 and 2 pods at most, and as many that drain.
  expect(one("kubernetes:core/v1:ResourceQuota").props["spec"]).toMatchObject({ hard: { pods: "20" } });
  expect(one(deploymentType, "mytrader-green-market-feed").props["spec"]).toMatchObject({ replicas: 2 });
});

it("runs the given images, with settings of its own color and version", async () => {
  const { all } = await color();
  expect(all(deploymentType).map(({ props }) => props["spec"])).toMatchObject(
    ["api", "market-feed"].map((name) => ({
      template: { spec: { containers: [{ image: `registry.example/mytrader/${name}@${digest}` }] } },
    })),
  );
  for (const { props } of all("kubernetes:core/v1:ConfigMap")) {
    expect(props["data"]).toMatchObject({ Service__Color: "green", Service__Version: "2.4.0" });
  }
});

it("tells each service where to answer", async () => {
  const { one } = await color();
  for (const service of system.services) {
    const { props } = one("kubernetes:core/v1:ConfigMap", `mytrader-green-${service.name}`);
    expect(props["data"]).toMatchObject(servingEnvironment(service, "dotnet"));
  }
});

it("brings the database to its version before any of its pods, and makes room for that", async () => {
  const image = `registry.example/mytrader/migrations@${digest}`;
  const migration = {
    login: migrationLogin,
    run: pulumi.output<MigrationRun>({ image, steps: [{ name: "001-a", kind: "expand" }], otherColor: "absent" }),
    files: { "run.sh": "exit 0" },
    deadlineMinutes: 30,
  };
  const { one, all } = await color({ images: { api: digest, "market-feed": digest, migrations: digest }, migration });
  const job = one("kubernetes:batch/v1:Job", "mytrader-green-migrations");
  const [container] = (job.props["spec"] as { template: { spec: { containers: object[] } } }).template.spec.containers;
  expect(container).toMatchObject({ image });
  for (const deployment of all(deploymentType)) expect(deployment.dependencies).toContain(job.urn);
  const login = one(secretType, "mytrader-green-connection-migration");
  expect(job.dependencies).toContain(login.urn);
  expect(login.props).toMatchObject({ metadata: { name: "connection-migration-1b2c3d4e" }, immutable: true });
  const hard = async (changes: Changes) => {
    const { props } = (await color(changes)).one("kubernetes:core/v1:ResourceQuota");
    return (props["spec"] as { hard: { pods: string } }).hard.pods;
  };
  expect(Number(await hard({ migration })) - Number(await hard({}))).toBe(2);
});

it("lets every pod resolve names and get its identity", async () => {
  const { one } = await color();
  const { metadata, spec } = one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "mytrader-green-common").props;
  expect(metadata).toEqual({ name: "names-and-identity", namespace: "mytrader-green" });
  expect(spec).toMatchObject({ podSelector: {}, policyTypes: ["Egress"], egress: [{}, {}] });
});

it("keeps secrets in immutable objects, marked secret", async () => {
  const { all, resources } = await color();
  for (const { name, inputs, props, shown } of all(secretType)) {
    expect(secretPaths(inputs).every((path) => path.startsWith("stringData"))).toBe(true);
    expect(shown["stringData"]).toEqual(redacted);
    if (name === "mytrader-green-api") continue;
    const of = name.replace(/^mytrader-green-(connection-)?/, "");
    const key = of === "jwt" ? "value" : `${of}_URL`;
    expect(props).toMatchObject({ type: "Opaque", immutable: true });
    expect(props["stringData"]).toEqual({ [key]: `planted-${of}` });
  }
  expect(JSON.stringify(resources.map(({ shown }) => shown))).not.toContain("planted-");
});

it("names a secret's object after its version, so that a new value is a new object and rolls the pods", async () => {
  const names = async (versions: Record<string, string>) => {
    const { all, one } = await color({ versions });
    const made = all(secretType).map(({ props }) => (props["metadata"] as { name: string }).name);
    const used = JSON.stringify(one(deploymentType, "mytrader-green-api").props["spec"]);
    for (const name of made) expect(used).toMatch(new RegExp(`"(name|secretName)":"${name}"`));
    return made.filter((name) => !name.includes("-certificate-"));
  };
  // Ids of the AWS provider differ in the date at their end alone (pulumi-aws#4724).
  const before = await names({});
  const after = await names({ jwt: "terraform-20261122190000000000000001", redis: "4d3c2b1a" });
  expect(before).toEqual([
    "connection-postgres-0a1b2c3d",
    "connection-redis-0a1b2c3d",
    expect.stringMatching(/^jwt-[0-9a-f]{8}$/),
  ]);
  expect(after.map((name, i) => name === before[i])).toEqual([true, false, false]);
});

it("gives each service the connections that it uses, and no others", async () => {
  const { one } = await color();
  const env = (name: string) => {
    const spec = JSON.stringify(one(deploymentType, `mytrader-green-${name}`).props["spec"]);
    return [...spec.matchAll(/"name":"(\w+_URL)"/g)].map(([, variable]) => variable);
  };
  expect(env("api")).toEqual(["postgres_URL", "redis_URL"]);
  const { one: changed } = await color({
    system: { ...system, services: system.services.map((service) => ({ ...service, uses: ["redis"] })) },
  });
  const spec = changed(deploymentType, "mytrader-green-api").props["spec"];
  expect(JSON.stringify(spec)).not.toContain("postgres_URL");
});
