import { createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { schema } from "../../providers/schema.ts";
import type { Asked } from "../../simulator/answers/answer.ts";
import { callSites } from "../../simulator/call-sites.ts";
import { call, tagged } from "../../simulator/answers/functions.ts";
import { hex, identifier } from "../../simulator/answers/identifier.ts";
import { created, made } from "../../simulator/answers/resources.ts";
import { type Properties, secret } from "../../simulator/wire.ts";

const place = { account: "111122223333", region: "eu-central-1", tags: {}, nonce: "", tagged: new Map() };
const ask = (type: string, inputs: Properties = {}, name = "n"): Asked => ({
  type,
  name,
  urn: `urn:pulumi:test::p::${type}::${name}`,
  inputs,
  ...place,
});
const answer = (type: string, inputs?: Properties, name?: string) => created(ask(type, inputs, name));

it("identifiers follow from the URN and the nonce alone, and differ between those and salts", () => {
  const [one, other, again] = [
    { urn: "urn:one", nonce: "" },
    { urn: "urn:other", nonce: "" },
    { urn: "urn:one", nonce: "2" },
  ];
  expect(hex(one, 40)).toMatch(/^[0-9a-f]{40}$/);
  expect(hex(one, 40)).toBe(hex(one, 40));
  expect(new Set([hex(one, 40), hex(other, 40), hex(one, 40, "salt"), hex(again, 40)]).size).toBe(4);
  expect(identifier(one, "vpc-")).toBe(`vpc-${hex(one, 17)}`);
});

describe("AWS", () => {
  it.each<[string, Properties, string, Properties]>([
    [
      "aws:cloudwatch/logGroup:LogGroup",
      { name: "/a" },
      "/a",
      { name: "/a", arn: "arn:aws:logs:eu-central-1:111122223333:log-group:/a" },
    ],
    ["aws:iam/role:Role", {}, "n", { name: "n", arn: "arn:aws:iam::111122223333:role/n" }],
    ["aws:s3/bucket:Bucket", { bucket: "b" }, "b", { bucket: "b", arn: "arn:aws:s3:::b" }],
    [
      "aws:route53/record:Record",
      { name: "a.example", zoneId: "Z1", type: "A" },
      "Z1_a.example_A",
      { fqdn: "a.example" },
    ],
    ["aws:acm/certificateValidation:CertificateValidation", { certificateArn: "arn:c" }, "arn:c", {}],
  ])("%s", (type, inputs, id, outputs) => {
    expect(answer(type, inputs)).toMatchObject({ id, outputs });
  });

  it.each([
    ["aws:ec2/vpc:Vpc", /^vpc-[0-9a-f]{17}$/],
    ["aws:ec2/subnet:Subnet", /^subnet-[0-9a-f]{17}$/],
    ["aws:ec2/eip:Eip", /^eipalloc-[0-9a-f]{17}$/],
    ["aws:kms/key:Key", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ["aws:route53/zone:Zone", /^Z[0-9A-F]{20}$/],
    [
      "aws:lb/targetGroup:TargetGroup",
      /^arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup\/n\/\w{16}$/,
    ],
    ["aws:secretsmanager/secret:Secret", /^arn:aws:secretsmanager:eu-central-1:111122223333:secret:n-\w{6}$/],
    ["aws:iam/policy:Policy", /^sim-[0-9a-f]{12}$/],
  ])("%s has an id of its form", (type, form) => {
    expect(answer(type).id).toMatch(form);
    expect(answer(type).id).not.toBe(answer(type, {}, "m").id.replace("/m/", "/n/"));
  });

  it("a certificate has one validation record for each name", () => {
    const { outputs } = answer("aws:acm/certificate:Certificate", {
      domainName: "a.example",
      subjectAlternativeNames: ["b.example", "a.example"],
      region: "us-east-1",
    });
    const { arn, domainValidationOptions } = outputs;
    expect(arn).toMatch(/^arn:aws:acm:us-east-1:/);
    expect(domainValidationOptions).toMatchObject([{ domainName: "a.example" }, { domainName: "b.example" }]);
  });
});

describe("what a type's declaration promises", () => {
  const aws = Object.entries(schema.resources).filter(([type]) => /^(aws|postgresql):/.test(type));

  it.each(aws)("%s returns all of it", (type, { computed = {} }) => {
    expect(Object.keys(answer(type).outputs)).toEqual(expect.arrayContaining(Object.keys(computed)));
  });

  it.each<[string, Properties]>([
    ["aws:lb/listenerRule:ListenerRule", { priority: 7 }],
    ["aws:ec2/securityGroup:SecurityGroup", { name: "own", description: "why", vpcId: "vpc-1" }],
    ["aws:ec2/subnet:Subnet", { availabilityZone: "eu-central-1a", cidrBlock: "10.0.0.0/24" }],
    ["aws:cloudwatch/logGroup:LogGroup", { name: "logs", region: "us-east-1" }],
    ["aws:ec2/routeTable:RouteTable", { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }] }],
    ["aws:eks/cluster:Cluster", { version: "1.33", vpcConfig: { subnetIds: ["subnet-1"] } }],
    ["random:index/randomPassword:RandomPassword", { length: 20, special: false }],
  ])("%s keeps what was given", (type, inputs) => {
    expect(made(ask(type, inputs), inputs).state).toMatchObject(inputs);
  });

  it("is computed where it was not given", () => {
    expect(answer("aws:ec2/securityGroup:SecurityGroup", { name: null }).outputs).toMatchObject({
      name: "n",
      region: "eu-central-1",
      ownerId: "111122223333",
      egress: [],
    });
    expect(answer("aws:lb/listenerRule:ListenerRule").outputs).toMatchObject({ priority: 0 });
  });

  it("completes a block that was given with what is computed in it", () => {
    const { outputs } = answer("aws:eks/cluster:Cluster", { vpcConfig: { subnetIds: ["subnet-1"] } });
    expect(outputs["vpcConfig"]).toMatchObject({ vpcId: expect.any(String) as string });
  });

  it("has the provider's tags and the resource's own, which win", () => {
    const tags = { team: "a", stage: "test" };
    const asked = { ...ask("aws:ec2/vpc:Vpc", { tags: { team: "b" } }), tags };
    expect(created(asked).outputs["tagsAll"]).toEqual({ team: "b", stage: "test" });
    expect(created({ ...asked, inputs: {} }).outputs["tagsAll"]).toEqual(tags);
  });
});

it("TLS keys are real ones, in the forms that their algorithm has", () => {
  const key = (inputs: Properties) => answer("tls:index/privateKey:PrivateKey", inputs).outputs;
  const rsa = key({ algorithm: "RSA", rsaBits: 1024 });
  expect(rsa["privateKeyPem"]).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
  expect(key({ algorithm: "ECDSA", ecdsaCurve: "P256" })["privateKeyPem"]).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
  const edwards = key({ algorithm: "ED25519" });
  expect(edwards["privateKeyPem"]).toBe(edwards["privateKeyPemPkcs8"]);
  for (const { privateKeyPemPkcs8, publicKeyPem } of [rsa, edwards]) {
    const pem = createPublicKey(privateKeyPemPkcs8 as string).export({ type: "spki", format: "pem" });
    expect(pem).toBe(publicKeyPem);
  }
});

it("a Kubernetes object is known by namespace and name, its own or its logical one", () => {
  expect(answer("kubernetes:core/v1:Secret", { metadata: { namespace: "shop", name: "keys" } })).toEqual({
    id: "shop/keys",
    outputs: { metadata: { namespace: "shop", name: "keys" } },
  });
  expect(answer("kubernetes:core/v1:Namespace")).toEqual({ id: "n", outputs: { metadata: { name: "n" } } });
});

it("random values have the length that was asked for and differ by URN", () => {
  const password = (name: string) =>
    answer("random:index/randomPassword:RandomPassword", { length: 200 }, name).outputs;
  expect(password("one")["result"]).toMatch(/^[0-9a-f]{200}$/);
  expect(password("one")["result"]).not.toBe(password("two")["result"]);
  const { base64, hex: digits } = answer("random:index/randomBytes:RandomBytes", { length: 64 }).outputs;
  expect(digits).toMatch(/^[0-9a-f]{128}$/);
  expect(base64).toBe(Buffer.from(typeof digits === "string" ? digits : "", "hex").toString("base64"));
});

describe("function calls", () => {
  it("are answered for the provider's account", () => {
    expect(call("aws:index/getCallerIdentity:getCallerIdentity", {}, place)).toEqual({
      accountId: "111122223333",
      arn: "arn:aws:sts::111122223333:assumed-role/simulated/session",
      id: "111122223333",
      userId: "AROASIMULATED:session",
    });
  });

  it("look resources up by their tags, with the values that are asked for or any", () => {
    const all = tagged([
      { outputs: { arn: "arn:1", tagsAll: { system: "a", color: "blue" } } },
      { outputs: { arn: "arn:2", tagsAll: { system: "a" } } },
      { outputs: { arn: "arn:3", tagsAll: { system: "b", color: "green" } } },
      { outputs: { arn: "arn:4" } },
      { outputs: { tagsAll: { system: "a" } } },
      { outputs: { arn: "arn:5", tagsAll: secret({ system: "c" }) } },
    ]);
    const find = (...tagFilters: Properties[]) => {
      const token = "aws:resourcegroupstaggingapi/getResources:getResources";
      const found = call(token, { tagFilters }, { ...place, tagged: all })["resourceTagMappingLists"];
      return (found as Properties[]).map(({ resourceArn }) => resourceArn);
    };
    expect(find({ key: "system", values: ["a"] })).toEqual(["arn:1", "arn:2"]);
    expect(find({ key: "system", values: ["a", "c"] }, { key: "color" })).toEqual(["arn:1"]);
    expect(find({ key: "color", values: [] })).toEqual(["arn:1", "arn:3"]);
    expect(find({ key: "system", values: ["c"] })).toEqual(["arn:5"]);
    expect(find({ key: "other" })).toEqual([]);
  });

  it("without an answer are an error with token, argument names and no values, which may be secret", () => {
    expect(() => call("aws:ec2/getAmi:getAmi", { owner: "hidden", top: 1 }, place)).toThrow(
      "no answer for aws:ec2/getAmi:getAmi(owner, top), called in a dependency; " +
        "add one to simulator/answers/functions.ts",
    );
  });

  it("are found in the program's own sources by name", () => {
    expect(callSites("aws:index/getCallerIdentity:getCallerIdentity")).toEqual([
      expect.stringMatching(/^platform\.ts:\d+$/),
    ]);
    expect(callSites("aws:ec2/getAmi:getAmi")).toEqual([]);
  });
});
