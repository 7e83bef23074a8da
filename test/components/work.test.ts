import type * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { Work } from "../../components/release/work.ts";
import type { Color } from "../../systems/model/system.ts";
import { counts, deploy } from "../harness.ts";
import { systemOf } from "../release/systems.ts";

const { services } = systemOf("mycrypto");

const work = (color: Color = "blue", tamper?: pulumi.ResourceTransformation) =>
  deploy(() => {
    const made = new Work(
      "mycrypto-work",
      {
        system: "mycrypto",
        services,
        color,
        namespaces: ["mycrypto-blue", "mycrypto-green"],
        kubernetesVersion: "1.34",
      },
      tamper === undefined ? {} : { transformations: [tamper] },
    );
    return { namespace: made.namespace, color: made.color, leases: [...made.leases.keys()] };
  });

it("declares a lease, a role and a binding for each service that has work, in a namespace without pods", async () => {
  const { resources, one, outputs } = await work();
  expect(counts(resources)).toEqual({
    "kubernetes:coordination.k8s.io/v1:Lease": 2,
    "kubernetes:core/v1:LimitRange": 1,
    "kubernetes:core/v1:Namespace": 1,
    "kubernetes:core/v1:ResourceQuota": 1,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": 1,
    "kubernetes:rbac.authorization.k8s.io/v1:Role": 2,
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": 2,
    "trading:release:Namespace": 1,
    "trading:release:Work": 1,
  });
  expect(one("kubernetes:core/v1:ResourceQuota").props["spec"]).toEqual({ hard: { pods: "0", secrets: "0" } });
  expect(one("kubernetes:core/v1:Namespace").props["metadata"]).toMatchObject({
    name: "mycrypto-work",
    labels: {
      "app.kubernetes.io/part-of": "mycrypto",
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "v1.34",
    },
  });
  expect(outputs).toEqual({ namespace: "mycrypto-work", color: "blue", leases: ["trade-engine", "mail-worker"] });
});

it.each(["blue", "green"] as const)(
  "says on each lease that %s may hold it, and leaves the holder to the pods",
  async (color) => {
    const { all, outputs } = await work(color);
    const leases = all("kubernetes:coordination.k8s.io/v1:Lease");
    const annotations = { "release.trading-platform/work-color": color };
    expect(leases.map(({ name, props }) => [name, props["metadata"]])).toEqual([
      ["mycrypto-work-mail", { name: "mail", namespace: "mycrypto-work", annotations }],
      ["mycrypto-work-matching", { name: "matching", namespace: "mycrypto-work", annotations }],
    ]);
    for (const { props } of leases) expect(props).not.toHaveProperty("spec");
    expect(outputs["color"]).toBe(color);
  },
);

it("lets the pods of both colors take their service's lease, and nothing else", async () => {
  const { all } = await work();
  const metadata = (name: string) => ({ name, namespace: "mycrypto-work" });
  const rule = (lease: string) => ({
    apiGroups: ["coordination.k8s.io"],
    resources: ["leases"],
    resourceNames: [lease],
    verbs: ["get", "watch", "update"],
  });
  expect(
    all("kubernetes:rbac.authorization.k8s.io/v1:Role").map(({ props }) => [props["metadata"], props["rules"]]),
  ).toEqual([
    [metadata("mail-worker"), [rule("mail")]],
    [metadata("trade-engine"), [rule("matching")]],
  ]);
  const bindings = all("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding");
  expect(bindings.map(({ props }) => [props["metadata"], props["roleRef"], props["subjects"]])).toEqual(
    ["mail-worker", "trade-engine"].map((name) => [
      metadata(name),
      { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      ["mycrypto-blue", "mycrypto-green"].map((namespace) => ({ kind: "ServiceAccount", name, namespace })),
    ]),
  );
});

it("reports the color that the leases say, not the one that was asked for", async () => {
  const annotations = { "release.trading-platform/work-color": "blue" };
  const { outputs } = await work("green", ({ type, props, opts }) =>
    type.endsWith(":Lease") ? { props: { ...props, metadata: { name: "kept", annotations } }, opts } : undefined,
  );
  expect(outputs["color"]).toBe("blue");
});
