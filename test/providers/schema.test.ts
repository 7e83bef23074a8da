import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { differences, schemaText } from "../../providers/generate.ts";
import { openLists } from "../../providers/generate/block.ts";
import { describe as describeTypes } from "../../providers/generate/describe.ts";
import { written } from "../../providers/generate/writer.ts";
import { type Block, type Kind, schema } from "../../providers/schema.ts";

const file = readFileSync(new URL("../../providers/schema.json", import.meta.url), "utf8");
const { resources, functions, blocks } = schema;
const described = Object.entries({ ...resources, ...functions, ...blocks });

function required(block: Block | undefined): string[] {
  return Object.entries(block?.inputs ?? {}).flatMap(([name, field]) => (field.required ? [name] : []));
}

function blocksIn(kind: Kind): string[] {
  if (typeof kind === "string") return [];
  if ("block" in kind) return [kind.block];
  return blocksIn("list" in kind ? kind.list : kind.map);
}

it("is what the installed packages declare; if not, run: npm run schema", () => {
  const current = schemaText();
  expect(differences(file, current)).toEqual([]);
  expect(file).toBe(current);
});

it("names what differs: a package, a token, a block, what is missing", () => {
  const fewer = file.replace('"random": "', '"random": "0.').replace('"aws:ec2/vpc:Vpc"', '"aws:ec2/vpc:Vpc2"');
  const other = fewer.replace(
    '"listenerArn": {"kind": "string", "required": true}',
    '"listenerArn": {"kind": "string"}',
  );
  expect(differences(other, file)).toEqual([
    "aws:ec2/vpc:Vpc",
    "aws:ec2/vpc:Vpc2",
    "aws:lb/listenerCertificate:ListenerCertificate",
    "random",
  ]);
  expect(differences("", file)).toContain("aws:lb.ListenerRuleAction");
});

it("reads a rule of a load balancer", () => {
  expect(required(resources["aws:lb/listenerRule:ListenerRule"])).toEqual(["actions", "conditions", "listenerArn"]);
  expect(resources["aws:lb/listenerRule:ListenerRule"]?.computed).toEqual({
    arn: "string",
    priority: "number",
    region: "string",
    tagsAll: { map: "string" },
  });
  expect(blocks["aws:lb.ListenerRuleAction"]?.inputs["type"]).toEqual({
    kind: "string",
    required: true,
    values: ["forward", "redirect", "fixed-response", "authenticate-cognito", "authenticate-oidc", "jwt-validation"],
  });
  expect(blocks["aws:lb.ListenerRuleAction"]?.inputs["forward"]).toEqual({
    kind: { block: "aws:lb.ListenerRuleActionForward" },
  });
});

it("reads what AWS computes, in blocks too", () => {
  const group = resources["aws:lb/targetGroup:TargetGroup"];
  expect(group?.computed).toMatchObject({ arn: "string", arnSuffix: "string", name: "string" });
  // Not in a preview's result, and an input that stays absent.
  expect(group?.computed).not.toHaveProperty("port");
  expect(blocks["aws:lb.TargetGroupHealthCheck"]?.computed).toEqual({
    matcher: "string",
    path: "string",
    timeout: "number",
  });
  const vpc = resources["aws:ec2/vpc:Vpc"];
  expect(required(vpc)).toEqual([]);
  expect(vpc?.inputs["enableDnsSupport"]).toEqual({ kind: "boolean", default: true });
  expect(vpc?.computed).toMatchObject({ arn: "string", cidrBlock: "string", defaultSecurityGroupId: "string" });
  expect(blocks["aws:eks.ClusterCertificateAuthority"]).toBeDefined();
});

it("reads Kubernetes without promises", () => {
  const deployment = resources["kubernetes:apps/v1:Deployment"];
  expect(required(deployment)).toEqual(["spec"]);
  expect(deployment?.inputs["apiVersion"]).toEqual({ kind: "string", values: ["apps/v1"] });
  expect(blocks["kubernetes:core.v1.ServiceSpec"]?.inputs["type"]?.values).toContain("ClusterIP");
  expect(blocks["kubernetes:core.v1.ServicePort"]?.inputs["targetPort"]).toEqual({ kind: "any" });
  expect(required(blocks["kubernetes:core.v1.Container"])).toEqual(["name"]);
  const ofKubernetes = described.filter(([key]) => key.includes("kubernetes"));
  expect(ofKubernetes.filter(([, block]) => block.computed !== undefined)).toEqual([]);
  const fields = ofKubernetes.flatMap(([, block]) => Object.values(block.inputs));
  expect(fields.filter((field) => field.default !== undefined)).toEqual([]);
});

it("reads providers and functions", () => {
  expect(resources["pulumi:providers:aws"]?.inputs["defaultTags"]).toEqual({
    kind: { block: "aws:ProviderDefaultTags" },
  });
  expect(resources["pulumi:providers:random"]).toEqual({ inputs: {} });
  expect(functions["aws:index/getCallerIdentity:getCallerIdentity"]).toEqual({
    inputs: { id: { kind: "string" } },
    computed: { accountId: "string", arn: "string", id: "string", userId: "string" },
  });
  expect(functions["tls:index/getCertificate:getCertificate"]?.computed?.["certificates"]).toEqual({
    list: { block: "tls:GetCertificateCertificate" },
  });
  expect(blocks["tls:GetCertificateCertificate"]?.inputs).toEqual({});
  // An argument that must be given is in the result again.
  expect(functions["postgresql:index/getTables:getTables"]?.computed).toHaveProperty("database", "string");
  expect(functions).toHaveProperty("aws:resourcegroupstaggingapi/getResources:getResources");
});

it("holds every block that is reached, and no other", () => {
  const kinds = described.flatMap(([, { inputs, computed = {} }]) => [
    ...Object.values(inputs).map(({ kind }) => kind),
    ...Object.values(computed),
  ]);
  expect(Object.keys(blocks).sort()).toEqual([...new Set(kinds.flatMap(blocksIn))].sort());
});

it("says nothing of a field that contradicts itself", () => {
  for (const [key, { inputs }] of described) {
    for (const [name, field] of Object.entries(inputs)) {
      if (field.required) expect(field, `${key}.${name}`).not.toHaveProperty("default");
      const values = [...(field.values ?? []), ...(field.default === undefined ? [] : [field.default])];
      for (const value of values) expect(typeof value, `${key}.${name}`).toBe(field.kind);
      if (field.values === undefined) continue;
      expect(new Set(field.values).size, `${key}.${name}`).toBe(field.values.length);
      if (field.default !== undefined) expect(field.values, `${key}.${name}`).toContain(field.default);
    }
  }
});

it("takes no values where the documentation does not have them all", () => {
  for (const name of openLists) {
    const [, key = "", field = ""] = /^(.+)\.(\w+)$/.exec(name) ?? [];
    expect(resources[key]?.inputs[field], name).toMatchObject({ kind: "string" });
    expect(resources[key]?.inputs[field], name).not.toHaveProperty("values");
  }
});

it("refuses what a package does not declare", () => {
  expect(() => describeTypes([{ package: "random", file: "index" }])).toThrow("no token in @pulumi/random/index.js");
  expect(() => describeTypes([{ package: "random", file: "randomNothing" }])).toThrow("randomNothing.js");
});

it("writes a line for each field, keys in order", () => {
  const block: Block = {
    inputs: { b: { kind: { list: "string" }, required: true, values: ["x"] }, a: { kind: "any" } },
  };
  expect(written({ packages: { z: "1" }, resources: { "t:a:A": block }, functions: {}, blocks: {} })).toBe(`{
  "blocks": {},
  "functions": {},
  "packages": {
    "z": "1"
  },
  "resources": {
    "t:a:A": {
      "inputs": {
        "a": {"kind": "any"},
        "b": {"kind": {"list": "string"}, "required": true, "values": ["x"]}
      }
    }
  }
}
`);
});
