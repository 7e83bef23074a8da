import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PodArgs, podSpec, shutdownOf } from "../../components/release/pod.ts";
import { systemNames, systemOf } from "./systems.ts";

const labels = { "app.kubernetes.io/name": "auth-service", "release.trading-platform/color": "blue" };
const digest = `sha256:${"0a".repeat(32)}`;

const args: PodArgs = {
  name: "auth-service",
  image: `registry.example/mycrypto/auth-service@${digest}`,
  serving: { port: 8080, scheme: "HTTP" },
  labels,
  resources: { cpu: "250m", memory: "512Mi" },
  probes: { startup: "/started", readiness: "/ready", liveness: "/alive" },
  configMapName: "auth-service-01234567",
  env: [{ name: "JWT_SECRET", valueFrom: { secretKeyRef: { name: "jwt-1", key: "value" } } }],
  serviceAccountName: "auth-service",
  callsKubernetes: false,
  shutdown: { preStop: 35, grace: 55 },
};

describe("a pod's end", () => {
  it.each([
    [30, 20, { preStop: 35, grace: 55 }],
    [30, 25, { preStop: 35, grace: 60 }],
    [0, 20, { preStop: 0, grace: 30 }],
  ])("with a drain of %i s and %i s to exit", (drain, exit, expected) => {
    expect(shutdownOf(drain, exit)).toEqual(expected);
  });

  it("outlives the drain and leaves all of the time to exit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 120 }), (drain, exit) => {
        const { preStop, grace } = shutdownOf(drain, exit);
        expect(preStop).toBeGreaterThan(drain);
        expect(grace).toBe(Math.max(30, preStop + exit));
      }),
    );
  });

  it("takes at most 30 s once nothing reaches it, for every service (MC-164)", () => {
    for (const { shutdownSeconds } of systemNames.flatMap((name) => systemOf(name).services)) {
      expect(shutdownSeconds ?? 20).toBeLessThanOrEqual(30);
    }
  });
});

/** The one container, as plain data. */
const containerOf = (changes: Partial<PodArgs> = {}): Record<string, unknown> => {
  const spec = JSON.parse(JSON.stringify(podSpec({ ...args, ...changes }))) as {
    containers: Record<string, unknown>[];
  };
  expect(spec.containers).toHaveLength(1);
  return spec.containers[0] ?? {};
};

it("is what Pod Security `restricted` admits, without a token or a writable root", () => {
  expect(podSpec(args)).toMatchObject({
    serviceAccountName: "auth-service",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 55,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 10_001,
      runAsGroup: 10_001,
      fsGroup: 10_001,
      seccompProfile: { type: "RuntimeDefault" },
    },
    volumes: [{ name: "tmp", emptyDir: { sizeLimit: "128Mi" } }],
  });
  for (const host of ["hostNetwork", "hostPID", "hostIPC", "initContainers"]) {
    expect(podSpec(args)).not.toHaveProperty(host);
  }
});

it("runs one hardened container", () => {
  const probe = (path: string) => ({ httpGet: { path, port: "http", scheme: "HTTP" }, timeoutSeconds: 3 });
  expect(containerOf()).toEqual({
    name: "auth-service",
    image: args.image,
    imagePullPolicy: "IfNotPresent",
    ports: [{ name: "http", containerPort: 8080 }],
    envFrom: [{ configMapRef: { name: "auth-service-01234567" } }],
    env: [{ name: "JWT_SECRET", valueFrom: { secretKeyRef: { name: "jwt-1", key: "value" } } }],
    resources: {
      requests: { cpu: "250m", memory: "512Mi", "ephemeral-storage": "64Mi" },
      limits: { memory: "512Mi", "ephemeral-storage": "256Mi" },
    },
    startupProbe: { ...probe("/started"), periodSeconds: 5, failureThreshold: 40 },
    readinessProbe: { ...probe("/ready"), periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...probe("/alive"), periodSeconds: 10, failureThreshold: 6 },
    lifecycle: { preStop: { sleep: { seconds: 35 } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  });
});

it("serves over TLS with a certificate that its group alone may read, and is asked over TLS", () => {
  const secure = { serving: { port: 8443, scheme: "HTTPS" }, certificateName: "auth-service-certificate-1" } as const;
  const container = containerOf(secure);
  expect(container).toMatchObject({
    ports: [{ name: "https", containerPort: 8443 }],
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      { name: "certificate", mountPath: "/certificate", readOnly: true },
    ],
  });
  for (const [probe, path] of [
    ["startupProbe", "/started"],
    ["readinessProbe", "/ready"],
    ["livenessProbe", "/alive"],
  ])
    expect(container[probe ?? ""]).toMatchObject({ httpGet: { path, port: "https", scheme: "HTTPS" } });
  expect(podSpec({ ...args, ...secure }).volumes).toEqual([
    { name: "tmp", emptyDir: { sizeLimit: "128Mi" } },
    // Kubernetes takes modes as decimal numbers: 0440.
    { name: "certificate", secret: { secretName: "auth-service-certificate-1", defaultMode: 288 } },
  ]);
});

it("has started or failed well before the release stops waiting (MC-135)", () => {
  const { startupProbe } = containerOf() as { startupProbe: { periodSeconds: number; failureThreshold: number } };
  expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeLessThan(300);
});

it("is spread over zones strictly and over nodes where possible, each version by itself", () => {
  const spread = { maxSkew: 1, labelSelector: { matchLabels: labels }, matchLabelKeys: ["pod-template-hash"] };
  expect(podSpec(args).topologySpreadConstraints).toEqual([
    { ...spread, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
    { ...spread, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ]);
});

it.each([
  [`a@${digest}`, "IfNotPresent"],
  [`a:1.4.2@${digest}`, "IfNotPresent"],
  ["a:1.4.2", "Always"],
  ["a:sha-1a2b3c", "Always"],
])("pulls image %s %s", (image, expected) => {
  expect(containerOf({ image })["imagePullPolicy"]).toBe(expected);
});

it("has a token only where it talks to Kubernetes", () => {
  expect(podSpec({ ...args, callsKubernetes: true }).automountServiceAccountToken).toBe(true);
});

it("stops at once where no load balancer has to let go of it", () => {
  const shutdown = shutdownOf(0, 35);
  expect(containerOf({ shutdown })).not.toHaveProperty("lifecycle");
  expect(podSpec({ ...args, shutdown }).terminationGracePeriodSeconds).toBe(35);
});
