import { expect, it } from "vitest";
import { parse } from "yaml";
import { manifests } from "../../preview/manifests.ts";
import type { Properties } from "../../simulator/wire.ts";
import { secret } from "../../simulator/wire.ts";
import { registration, stack } from "./registration.ts";

const object = (kind: string, name: string, dependencies: string[] = [], inputs: Properties = {}) =>
  registration(`kubernetes:core/v1:${kind}`, name, stack, {
    dependencies,
    inputs: { apiVersion: "v1", kind, metadata: { name }, ...inputs },
  });

const namespace = object("Namespace", "shop");
const keys = object("Secret", "keys", [namespace.urn], {
  metadata: { name: "keys", namespace: "shop" },
  stringData: secret({ token: "planted", more: "planted" }),
});

it("writes Kubernetes objects alone, one a file, named by kind, namespace and name", () => {
  const bucket = registration("aws:s3/bucket:Bucket", "logs", stack);
  expect(manifests([stack, bucket, keys, namespace]).map(({ file }) => file)).toEqual([
    "001-namespace-shop.yaml",
    "002-secret-shop-keys.yaml",
  ]);
});

it("replaces secret values and keeps their keys", () => {
  const [, written] = manifests([namespace, keys]);
  expect(parse(written?.text ?? "")).toEqual({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "keys", namespace: "shop" },
    stringData: { token: "[secret]", more: "[secret]" },
  });
  expect(written?.text).not.toContain("planted");
});

it("quotes text that a reader of YAML 1.1 would take for something else", () => {
  const data = { a: "no", b: "on", c: "y", d: "12:30", e: "plain" };
  const [written] = manifests([object("ConfigMap", "odd", [], { data })]);
  expect(written?.text).toContain('a: "no"\n  b: "on"\n  c: "y"\n  d: "12:30"\n  e: plain\n');
  expect(parse(written?.text ?? "", { version: "1.1" })).toMatchObject({ data });
});

it("puts dependencies first, and keeps the given order among the rest", () => {
  const last = object("Pod", "a", [keys.urn]);
  const free = object("ConfigMap", "z");
  const names = manifests([last, free, keys, namespace]).map(({ file }) => file);
  expect(names).toEqual([
    "001-configmap-z.yaml",
    "002-namespace-shop.yaml",
    "003-secret-shop-keys.yaml",
    "004-pod-a.yaml",
  ]);
  expect([...names].sort()).toEqual(names);
});

it("follows dependencies through resources that are not Kubernetes objects", () => {
  const role = registration("aws:iam/role:Role", "role", stack, { dependencies: [namespace.urn] });
  const policy = registration("aws:iam/rolePolicy:RolePolicy", "policy", stack, { dependencies: [role.urn] });
  const pod = object("Pod", "a", [policy.urn]);
  const names = manifests([pod, policy, role, namespace]).map(({ file }) => file);
  expect(names).toEqual(["001-namespace-shop.yaml", "002-pod-a.yaml"]);
});

it("numbers more than 999 objects in an order that still sorts", () => {
  const many = Array.from({ length: 1001 }, (_, i) => object("ConfigMap", `c${i}`));
  const names = manifests(many).map(({ file }) => file);
  expect([names[0], names[1000]]).toEqual(["0001-configmap-c0.yaml", "1001-configmap-c1000.yaml"]);
  expect([...names].sort()).toEqual(names);
});

it("replaces what a file name cannot hold", () => {
  const [role] = manifests([object("ClusterRole", "r", [], { metadata: { name: "system:Shop/reader" } })]);
  expect(role?.file).toBe("001-clusterrole-system-shop-reader.yaml");
});

it("refuses objects that depend on each other", () => {
  const one = object("ConfigMap", "one");
  const other = object("ConfigMap", "other", [one.urn]);
  expect(() => manifests([{ ...one, dependencies: [other.urn] }, other])).toThrow(
    `objects depend on each other: ${one.urn}, ${other.urn}`,
  );
});
