import { BatchV1Api, CoordinationV1Api, type KubeConfig, V1LeaseSpec } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { applyAll } from "./apply.ts";
import { outcome, podOf, unsafe } from "./attempts.ts";
import { untilAvailable } from "./available.ts";
import { asServiceAccount, Client, connect } from "./client.ts";
import { keepNodesAlive } from "./heartbeat.ts";
import type { Kube, Lease } from "./objects.ts";
import { budgetOf, endpointsOf, observe, podsOf } from "./observed.ts";
import { expectVacant, untilZones, vacate } from "./occupancy.ts";
import { peak, surge } from "./peak.ts";
import { mayTouchLease, ownRules } from "./permissions.ts";
import { expectedDeployments, find, keyOf, ofKind, type Rendered, render } from "./rendered.ts";
import { changed, type Snapshot, snapshot } from "./snapshot.ts";

const kubeconfig = process.env["KUBECONFIG"] ?? "";
if (kubeconfig === "") {
  console.warn("SKIPPED: KUBECONFIG is not set, so nothing was applied to a control plane; see ../shared/bin/cluster");
}

const services: readonly { system: string; service: string; pods: number; routed: boolean; lease?: string }[] = [
  { system: "mycrypto", service: "auth-service", pods: 3, routed: true },
  { system: "mycrypto", service: "wallet-service", pods: 3, routed: true },
  { system: "mycrypto", service: "trade-engine", pods: 2, routed: true, lease: "matching" },
  { system: "mycrypto", service: "mail-worker", pods: 2, routed: false, lease: "mail" },
  { system: "mytrader", service: "api", pods: 3, routed: true },
  { system: "mytrader", service: "market-feed", pods: 2, routed: false, lease: "market-feed" },
];
const systems = ["mycrypto", "mytrader"];

describe.skipIf(kubeconfig === "")("both systems on a real control plane", { timeout: 60_000 }, () => {
  let config: KubeConfig;
  let client: Client;
  /** Everything with blue alone, and with green beside it. */
  let blue: Rendered[];
  let both: Rendered[];
  let blueUp = false;
  let blueSettled: Snapshot;
  /** What to undo at the end, last first. */
  const undo: (() => Promise<void>)[] = [];
  const objects = (files: readonly Rendered[]): Kube[] => files.map(({ object }) => object);

  beforeAll(async () => {
    config = connect(kubeconfig);
    client = config.makeApiClient(Client);
    [blue, both] = await Promise.all([
      render(systems.map((system) => `systems.${system}.colors.green=null`)),
      render(systems.map((system) => `systems.${system}.weights={blue: 90, green: 10}`)),
    ]);
    await expectVacant(config, both);
    undo.push(await keepNodesAlive(config), () => vacate(config, both));
    await untilZones(config, 3);
  }, 90_000);

  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  }, 120_000);

  /** What holds for a color once its Deployments are available. */
  function running(color: "blue" | "green"): void {
    test.each(services)("$system $service has $pods pods, one a zone", async ({ system, service, pods, lease }) => {
      const tokens = lease === undefined ? 0 : pods;
      const expected = { wanted: pods, available: pods, zones: pods, tokens };
      expect(await observe(config, `${system}-${color}`, service)).toEqual(expected);
    });

    test.each(services)(
      "$system $service: every selector finds its pods",
      async ({ system, service, pods, routed }) => {
        const namespace = `${system}-${color}`;
        const policy = find(both, "NetworkPolicy", `${namespace}/${service}`);
        expect(await podsOf(config, namespace, policy.spec.podSelector.matchLabels ?? {})).toHaveLength(pods);
        await vi.waitFor(async () => {
          expect(await budgetOf(config, namespace, service)).toEqual({ expected: pods, healthy: pods, mayGo: 1 });
          const endpoints = Array.from({ length: routed ? pods : 0 }, () => 8443);
          expect(await endpointsOf(config, namespace, service)).toEqual(endpoints);
        }, 20_000);
      },
    );
  }

  describe("blue alone, at 100 %", () => {
    beforeAll(async () => {
      await applyAll(client, blue);
      await untilAvailable(config, expectedDeployments(blue));
      blueUp = true;
    }, 240_000);

    running("blue");

    test("these are all services, and nothing is green", () => {
      const rendered = expectedDeployments(blue).map(({ namespace, name }) => `${namespace}/${name}`);
      expect(rendered.sort()).toEqual(services.map(({ system, service }) => `${system}-blue/${service}`).sort());
      const green = objects(blue).filter(({ metadata }) => metadata.namespace?.endsWith("-green") ?? false);
      expect(green).toEqual([]);
    });

    test("the same files applied again change nothing", async () => {
      const before = await snapshot(client, objects(blue));
      await applyAll(client, blue);
      expect(changed(before, await snapshot(client, objects(blue)))).toEqual([]);
    });

    test.each(["mycrypto-blue/auth-service", "mytrader-blue/api"])("%s: no unsafe pod beside it", async (place) => {
      const deployment = find(blue, "Deployment", place);
      const pod = deployment.spec.template.spec;
      expect(await outcome(client.tryCreate(podOf(deployment)))).toBe("accepted");
      for (const change of unsafe(pod)) {
        const answer = await outcome(client.tryCreate(podOf(deployment, change)));
        expect(answer, JSON.stringify(change)).toMatch(/^403 .*violates PodSecurity "restricted:v\d/);
      }
      // Validation comes before Pod Security, and refuses by itself unless the server was started to allow it.
      const privileged = pod.containers.map((one) => ({ ...one, securityContext: { privileged: true } }));
      expect(await outcome(client.tryCreate(podOf(deployment, { containers: privileged })))).toMatch(
        /^403 .*violates PodSecurity|^422 .*privileged: Forbidden: disallowed by cluster policy/,
      );
    });

    test.each(["mycrypto-blue/auth-service", "mytrader-blue/api"])("%s: no pod above the quota", async (place) => {
      const deployment = find(blue, "Deployment", place);
      const { containers } = deployment.spec.template.spec;
      for (const [resource, amount] of [
        ["cpu", "20"],
        ["memory", "64Gi"],
        ["ephemeral-storage", "64Gi"],
      ] as const) {
        const resources = { requests: { [resource]: amount }, limits: { [resource]: amount } };
        const pod = podOf(deployment, { containers: containers.map((one) => ({ ...one, resources })) });
        const answer = await outcome(client.tryCreate(pod));
        expect(answer).toMatch(new RegExp(`^403 .*exceeded quota: quota, requested: .*${resource}=${amount}`));
      }
    });

    test.each(["NodePort", "LoadBalancer"])("no %s Service", async (type) => {
      const service = find(blue, "Service", "mycrypto-blue/auth-service");
      const another = { ...service, metadata: { ...service.metadata, name: "attempt" } };
      expect(await outcome(client.tryCreate(another))).toBe("accepted");
      const exposed = { ...another, spec: { ...service.spec, type } };
      expect(await outcome(client.tryCreate(exposed))).toMatch(/^403 .*exceeded quota: quota, .*services\./);
    });

    test("where the leases are, there is neither pod nor Secret", async () => {
      const namespace = "mycrypto-work";
      const deployment = find(blue, "Deployment", "mycrypto-blue/auth-service");
      const moved = podOf(
        { ...deployment, metadata: { name: "attempt", namespace } },
        { serviceAccountName: "default" },
      );
      const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "attempt", namespace } };
      expect(await outcome(client.tryCreate(moved))).toMatch(/^403 .*exceeded quota: quota, .*pods=1/);
      expect(await outcome(client.tryCreate(secret))).toMatch(/^403 .*exceeded quota: quota, .*secrets=1/);
    });

    test("the migrations are admitted and have a pod within the quota", async () => {
      const [job, ...others] = ofKind(blue, "Job");
      expect(others).toEqual([]);
      expect(job?.metadata.namespace).toBe("mycrypto-blue");
      const place = { name: job?.metadata.name ?? "", namespace: job?.metadata.namespace ?? "" };
      await vi.waitFor(async () => {
        const { spec, status } = await config.makeApiClient(BatchV1Api).readNamespacedJob(place);
        // A simulated node lets its container run, or end well.
        expect((status?.active ?? 0) + (status?.succeeded ?? 0), JSON.stringify(status)).toBe(1);
        expect(status?.failed).toBeUndefined();
        expect(spec?.podFailurePolicy?.rules.map(({ action }) => action)).toEqual(["FailJob", "Ignore"]);
      }, 20_000);
    });

    test("no ConfigMap or Secret of a color may change", async () => {
      const kept = objects(blue).filter((one) => /^(ConfigMap|Secret)\/\w+-blue\//.test(keyOf(one)));
      // Seven keys and passwords, three connections without one, the migrations' files and login, and certificates.
      const certified = services.filter(({ routed }) => routed).length;
      expect(kept).toHaveLength(services.length + 7 + 3 + 2 + certified);
      for (const object of kept) {
        const change = object.kind === "Secret" ? { stringData: { value: "other" } } : { data: { other: "value" } };
        const answer = await outcome(client.apply({ ...object, ...change }));
        expect(answer, keyOf(object)).toMatch(/^422 .*field is immutable when `immutable` is set/);
      }
    });

    test("the schema of TargetGroupBindings is in force", async () => {
      const bindings = ofKind(blue, "TargetGroupBinding");
      expect(bindings).toHaveLength(services.filter(({ routed }) => routed).length);
      for (const { apiVersion, kind, metadata } of bindings) {
        const spec = { serviceRef: { name: "x", port: 443 }, targetGroupARN: "x", targetType: "pod" };
        const wrong = { apiVersion, kind, metadata: { ...metadata, name: "attempt" }, spec };
        expect(await outcome(client.tryCreate(wrong))).toMatch(/^422 .*spec\.targetType: Unsupported value: "pod"/);
      }
    });

    test("a pod of the trade-engine takes its lease, and may do nothing else", async () => {
      const account = { namespace: "mycrypto-blue", name: "trade-engine" };
      const pod = await asServiceAccount(config, account.namespace, account.name);
      const leases = pod.makeApiClient(CoordinationV1Api);
      const own = { namespace: "mycrypto-work", name: "matching" };
      const body = await leases.readNamespacedLease(own);
      body.spec = Object.assign(new V1LeaseSpec(), {
        holderIdentity: "trade-engine-0",
        leaseDurationSeconds: 15,
        leaseTransitions: 1,
      });
      await leases.replaceNamespacedLease({ ...own, body });
      expect(await outcome(leases.readNamespacedLease({ ...own, name: "mail" }))).toMatch(/^403/);
      expect(await outcome(leases.listNamespacedLease({ namespace: own.namespace }))).toMatch(/^403/);
      const may = { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "watch", "update"] };
      expect(await ownRules(pod, own.namespace)).toEqual([{ ...may, resourceNames: ["matching"] }]);
      for (const namespace of ["mycrypto-blue", "mycrypto-green", "mytrader-work", "kube-system"]) {
        expect(await ownRules(pod, namespace), namespace).toEqual([]);
      }
    });
  });

  describe("green beside it, at 10 %", () => {
    beforeAll(async () => {
      if (!blueUp) throw new Error("blue alone was never available");
      blueSettled = await snapshot(client, objects(blue));
      await applyAll(client, both);
      await untilAvailable(config, expectedDeployments(both));
    }, 240_000);

    running("green");

    test("everything that was there is as it was, held leases too", async () => {
      expect(changed(blueSettled, await snapshot(client, objects(blue)))).toEqual([]);
    });

    test("blue keeps the work, and its pod the lease", async () => {
      const leases = ofKind(both, "Lease");
      const expected = services.flatMap(({ system, lease }) =>
        lease === undefined ? [] : [`Lease/${system}-work/${lease}`],
      );
      expect(leases.map(keyOf).sort()).toEqual(expected.sort());
      for (const lease of leases) {
        const { metadata, spec } = (await client.fetch(lease)) as Lease;
        expect(metadata.annotations).toEqual({ "release.trading-platform/work-color": "blue" });
        expect(spec?.holderIdentity).toBe(metadata.name === "matching" ? "trade-engine-0" : undefined);
      }
    });

    test.each(services)("$system $service may update its lease alone, if any", async ({ system, service, lease }) => {
      for (const color of ["blue", "green"]) {
        const account = { namespace: `${system}-${color}`, name: service };
        for (const other of services.filter((one) => one.lease !== undefined)) {
          const access = { namespace: `${other.system}-work`, name: other.lease ?? "" };
          const own = other.lease === lease;
          for (const verb of ["get", "watch", "update"]) {
            expect(await mayTouchLease(config, account, { ...access, verb }), `${verb} ${access.name}`).toBe(own);
          }
          for (const verb of ["patch", "delete", "create"]) {
            expect(await mayTouchLease(config, account, { ...access, verb }), `${verb} ${access.name}`).toBe(false);
          }
        }
      }
    });

    test("the quotas hold both colors at their most, while all of their pods are replaced", async () => {
      const most = expectedDeployments(both, "most");
      const seen = await peak(config, most);
      const withSurge = most.map(({ namespace, name, replicas }) => [
        `${namespace}/${name}`,
        replicas + surge(replicas),
      ]);
      expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(withSurge));
    }, 150_000);
  });
});
