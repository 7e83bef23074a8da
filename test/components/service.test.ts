import * as aws from "@pulumi/aws";
import { describe, expect, it } from "vitest";
import { PrivateCa } from "../../components/foundation/private-ca.ts";
import { Service, type ServiceArgs } from "../../components/release/service.ts";
import type { Service as Description } from "../../systems/model/system.ts";
import { counts, deploy } from "../harness.ts";
import { systemOf } from "../release/systems.ts";

const [auth, , trade, mail] = systemOf("mycrypto").services;
const described = (service: Description | undefined): Description => {
  if (service === undefined) throw new Error("no such service");
  return service;
};
const digest = `sha256:${"0a".repeat(32)}`;

type Plain = Omit<ServiceArgs, "after" | "ca">;

const withoutTargets: Plain = {
  system: "mycrypto",
  color: "green",
  version: "1.5.0",
  description: described(auth),
  replicas: { min: 3, max: 9 },
  namespace: "mycrypto-green",
  image: `registry.example/mycrypto/auth-service@${digest}`,
  environment: {
    plain: { LOG_LEVEL: "info" },
    refs: {
      JWT_SECRET: { kind: "Secret", of: "jwt", key: "value" },
      KAFKA_PREFIX: { kind: "ConfigMap", of: "connection-kafka", key: "KAFKA_PREFIX" },
    },
  },
  objectNames: { jwt: "jwt-1", "connection-kafka": "kafka-1", "connection-postgres": "postgres-1" },
  loadBalancing: "eks-auto-mode",
  drainSeconds: 30,
  ranges: { vpc: "10.0.0.0/16", service: "172.20.0.0/16", public: ["10.0.0.0/24"], private: [], data: ["10.0.9.0/24"] },
};

const args = { ...withoutTargets, targetGroupArn: "arn:targetgroup/green" };
const unrouted = { ...withoutTargets, description: described(mail) };

const service = (all: Plain = args) =>
  deploy(() => {
    const rule = new aws.lb.ListenerRule("rule", { listenerArn: "arn:listener", conditions: [], actions: [] });
    const ca = new PrivateCa("mycrypto-ca", { environment: "prod", system: "mycrypto" });
    const { deployment } = new Service("green-auth", { ...all, ca, after: [rule] });
    return { image: deployment.spec.template.spec.containers[0]?.image };
  });

const metadata = {
  name: "auth-service",
  namespace: "mycrypto-green",
  labels: {
    "app.kubernetes.io/name": "auth-service",
    "app.kubernetes.io/part-of": "mycrypto",
    "release.trading-platform/color": "green",
    "app.kubernetes.io/version": "1.5.0",
    "app.kubernetes.io/managed-by": "pulumi",
  },
};
const selector = {
  "app.kubernetes.io/name": "auth-service",
  "app.kubernetes.io/part-of": "mycrypto",
  "release.trading-platform/color": "green",
};
const deploymentType = "kubernetes:apps/v1:Deployment";
const bindingType = "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding";

describe("declares", () => {
  const base = {
    "aws:lb:ListenerRule": 1,
    "kubernetes:apps/v1:Deployment": 1,
    "kubernetes:core/v1:ConfigMap": 1,
    "kubernetes:core/v1:ServiceAccount": 1,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": 1,
    "kubernetes:policy/v1:PodDisruptionBudget": 1,
    "trading:release:Service": 1,
    // What signs its certificate.
    "tls:index/privateKey:PrivateKey": 1,
    "tls:index/selfSignedCert:SelfSignedCert": 1,
    "trading:foundation:PrivateCa": 1,
  };
  const certified = {
    "kubernetes:core/v1:Secret": 1,
    "kubernetes:core/v1:Service": 1,
    "tls:index/certRequest:CertRequest": 1,
    "tls:index/locallySignedCert:LocallySignedCert": 1,
    "tls:index/privateKey:PrivateKey": 2,
    "trading:release:ServiceCertificate": 1,
  };
  const scaled = { ...base, "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": 1 };
  it.each([
    ["a routed service", args, { ...scaled, ...certified, [bindingType]: 1 }],
    ["one without routes", unrouted, scaled],
    ["one that does not scale", { ...unrouted, replicas: { min: 2, max: 2 } }, base],
    [
      "one for the controller",
      { ...args, loadBalancing: "aws-load-balancer-controller" as const },
      { ...scaled, ...certified, "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding": 1 },
    ],
  ])("%s, and nothing else", async (__, all, expected) => {
    const { resources } = await service(all);
    expect(counts(resources)).toEqual(expected);
    const children = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    for (const { parent } of children)
      expect(parent).toMatch(/trading:release:Service(\$trading:release:ServiceCertificate)?::green-auth$/);
  });
});

it("runs the image in a Deployment that never goes below its size", async () => {
  const { one, outputs } = await service();
  const { props } = one(deploymentType);
  expect(props["metadata"]).toEqual(metadata);
  expect(props["spec"]).toMatchObject({
    replicas: 3,
    revisionHistoryLimit: 3,
    minReadySeconds: 5,
    progressDeadlineSeconds: 300,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
    selector: { matchLabels: selector },
    template: {
      metadata: { labels: metadata.labels },
      spec: {
        serviceAccountName: "auth-service",
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 55,
        topologySpreadConstraints: [
          { labelSelector: { matchLabels: selector } },
          { labelSelector: { matchLabels: selector } },
        ],
        containers: [{ name: "auth-service", image: args.image, ports: [{ name: "https", containerPort: 8443 }] }],
      },
    },
  });
  // A version in what pods are selected by would replace the Deployment with every release.
  expect(one(deploymentType).props["spec"]).toHaveProperty("selector.matchLabels", selector);
  expect(outputs["image"]).toBe(args.image);
});

it("waits for its policy, its way in and the rules that lead there", async () => {
  const { one } = await service();
  const first = ["kubernetes:networking.k8s.io/v1:NetworkPolicy", "kubernetes:core/v1:Service", bindingType];
  for (const type of [...first, "aws:lb:ListenerRule"]) {
    expect(one(deploymentType).dependencies).toContain(one(type).urn);
  }
});

it("leaves the number of pods to the autoscaler, where there is one", async () => {
  const { one } = await service();
  expect(one(deploymentType).ignoreChanges).toEqual(["spec.replicas"]);
  expect(one("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").props["spec"]).toEqual({
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "auth-service" },
    minReplicas: 3,
    maxReplicas: 9,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
  });
  const fixed = await service({ ...args, replicas: { min: 4, max: 4 } });
  expect(fixed.one(deploymentType).ignoreChanges).toEqual([]);
  expect(fixed.one(deploymentType).props["spec"]).toMatchObject({ replicas: 4 });
});

it("ties pods to their target group without waiting for them", async () => {
  const { one } = await service();
  const entry = one("kubernetes:core/v1:Service");
  expect(entry.props["metadata"]).toEqual({ ...metadata, annotations: { "pulumi.com/skipAwait": "true" } });
  expect(entry.props["spec"]).toEqual({
    type: "ClusterIP",
    selector,
    ports: [{ name: "https", port: 443, targetPort: "https", protocol: "TCP" }],
  });
  const binding = one(bindingType);
  expect(binding.props).toEqual({
    apiVersion: "eks.amazonaws.com/v1",
    kind: "TargetGroupBinding",
    metadata,
    spec: {
      serviceRef: { name: "auth-service", port: 443 },
      targetGroupARN: "arn:targetgroup/green",
      targetType: "ip",
    },
  });
  expect(binding.dependencies).toContain(entry.urn);
});

it("keeps settings in an immutable ConfigMap that is named by its content", async () => {
  const nameOf = async (plain: Record<string, string>) => {
    const { one } = await service({ ...args, environment: { plain, refs: {} } });
    const { props } = one("kubernetes:core/v1:ConfigMap");
    const { name } = props["metadata"] as { name: string };
    expect(props).toMatchObject({ data: plain, immutable: true, metadata: { ...metadata, name } });
    expect(one(deploymentType).props["spec"]).toMatchObject({
      template: { spec: { containers: [{ envFrom: [{ configMapRef: { name } }], env: [] }] } },
    });
    return name;
  };
  expect(await nameOf({ LOG_LEVEL: "info" })).toBe("auth-service-ce705679");
  expect(await nameOf({ LOG_LEVEL: "warn" })).toBe("auth-service-64797a9c");
});

it("refers to secrets and settings, each by the object that holds it", async () => {
  const { one } = await service();
  expect(one(deploymentType).props["spec"]).toHaveProperty("template.spec.containers[0].env", [
    { name: "JWT_SECRET", valueFrom: { secretKeyRef: { name: "jwt-1", key: "value" } } },
    { name: "KAFKA_PREFIX", valueFrom: { configMapKeyRef: { name: "kafka-1", key: "KAFKA_PREFIX" } } },
  ]);
});

it("lets at most one pod go at a time, and only its own traffic through", async () => {
  const { one } = await service();
  expect(one("kubernetes:policy/v1:PodDisruptionBudget").props["spec"]).toEqual({
    maxUnavailable: 1,
    selector: { matchLabels: selector },
  });
  expect(one("kubernetes:networking.k8s.io/v1:NetworkPolicy").props["spec"]).toMatchObject({
    podSelector: { matchLabels: selector },
    ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/24" } }], ports: [{ protocol: "TCP", port: 8443 }] }],
  });
  const account = one("kubernetes:core/v1:ServiceAccount").props;
  expect([account["metadata"], account["automountServiceAccountToken"]]).toEqual([metadata, false]);
});

it.each([
  ["drains and exits in its own time", { ...args, description: described(trade) }, 60, true],
  ["has nothing to drain", unrouted, 30, true],
] as const)("a service with work %s, with a token", async (__, all, grace, token) => {
  const { one } = await service(all);
  expect(one(deploymentType).props["spec"]).toMatchObject({
    template: { spec: { terminationGracePeriodSeconds: grace, automountServiceAccountToken: token } },
  });
});
