import { describe, expect, it } from "vitest";
import type { Asked } from "../../simulator/answers/answer.ts";
import { callSites } from "../../simulator/call-sites.ts";
import { call } from "../../simulator/answers/functions.ts";
import { hex, identifier } from "../../simulator/answers/identifier.ts";
import { created } from "../../simulator/answers/resources.ts";
import type { Properties } from "../../simulator/wire.ts";

const place = { account: "111122223333", region: "eu-central-1" };
const ask = (type: string, inputs: Properties = {}, name = "n"): Asked => ({
  type,
  name,
  urn: `urn:pulumi:test::p::${type}::${name}`,
  inputs,
  ...place,
});
const answer = (type: string, inputs?: Properties, name?: string) => created(ask(type, inputs, name));

it("identifiers follow from the URN alone, and differ between URNs and salts", () => {
  const [one, other] = [{ urn: "urn:one" }, { urn: "urn:other" }];
  expect(hex(one, 40)).toMatch(/^[0-9a-f]{40}$/);
  expect(hex(one, 40)).toBe(hex(one, 40));
  expect(new Set([hex(one, 40), hex(other, 40), hex(one, 40, "salt")]).size).toBe(3);
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
    expect(answer(type, inputs)).toEqual({ id, outputs });
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
