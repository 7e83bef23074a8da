import { expect, it } from "vitest";
import { Namespace } from "../../components/release/namespace.ts";
import { counts, deploy } from "../harness.ts";

const namespace = () =>
  deploy(() => {
    const { id } = new Namespace("blue", {
      name: "mycrypto-blue",
      labels: { "release.trading-platform/color": "blue" },
      podSecurityVersion: "v1.34",
      quota: { pods: "12", "requests.cpu": "3000m" },
    });
    return { id };
  });

it("declares a namespace, its policy, quota and defaults, and nothing else", async () => {
  const { resources, outputs } = await namespace();
  expect(counts(resources)).toEqual({
    "kubernetes:core/v1:LimitRange": 1,
    "kubernetes:core/v1:Namespace": 1,
    "kubernetes:core/v1:ResourceQuota": 1,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": 1,
    "trading:release:Namespace": 1,
  });
  for (const { custom, parent } of resources) expect(parent?.endsWith("trading:release:Namespace::blue")).toBe(custom);
  expect(outputs).toEqual({ id: "mycrypto-blue" });
});

it("holds pods to the restricted standard of a fixed version", async () => {
  expect((await namespace()).one("kubernetes:core/v1:Namespace").props["metadata"]).toEqual({
    name: "mycrypto-blue",
    labels: {
      "release.trading-platform/color": "blue",
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "v1.34",
      "pod-security.kubernetes.io/audit": "restricted",
      "pod-security.kubernetes.io/audit-version": "v1.34",
      "pod-security.kubernetes.io/warn": "restricted",
      "pod-security.kubernetes.io/warn-version": "v1.34",
    },
  });
});

it("denies all traffic, bounds what is used, and gives containers defaults", async () => {
  const { one } = await namespace();
  const inside = (name: string) => ({ name, namespace: "mycrypto-blue" });
  expect(one("kubernetes:networking.k8s.io/v1:NetworkPolicy").props).toMatchObject({
    metadata: inside("default-deny"),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
  const { spec } = one("kubernetes:networking.k8s.io/v1:NetworkPolicy").props;
  for (const open of ["ingress", "egress"]) expect(spec).not.toHaveProperty(open);
  const quota = one("kubernetes:core/v1:ResourceQuota").props;
  expect([quota["metadata"], quota["spec"]]).toEqual([
    inside("quota"),
    { hard: { pods: "12", "requests.cpu": "3000m" } },
  ]);
  const limits = one("kubernetes:core/v1:LimitRange").props;
  expect([limits["metadata"], limits["spec"]]).toEqual([
    inside("defaults"),
    {
      limits: [
        {
          type: "Container",
          default: { memory: "256Mi", "ephemeral-storage": "128Mi" },
          defaultRequest: { cpu: "100m", memory: "256Mi", "ephemeral-storage": "64Mi" },
        },
      ],
    },
  ]);
});

it("is made before anything in it", async () => {
  const { one, resources } = await namespace();
  const { urn } = one("kubernetes:core/v1:Namespace");
  const inside = resources.filter((resource) => resource.custom && resource.urn !== urn);
  expect(inside.map(({ propertyDependencies }) => propertyDependencies["metadata"])).toEqual([[urn], [urn], [urn]]);
});
