import { expect, it } from "vitest";
import { used, usedIn } from "../../providers/generate/used.ts";

const found = (source: string) => usedIn(source).map((one) => `${one.package}:${one.file}`);

it("finds what is constructed and asked, under whatever name a package is imported", () => {
  const source = `
    import * as aws from "@pulumi/aws";
    import * as cluster from "@pulumi/kubernetes";
    import * as random from "@pulumi/random";
    new aws.Provider("a");
    const rule = (name: string): unknown => new aws.lb.ListenerRule(name, { of: new cluster.core.v1.Secret(name) });
    class Keys { value = new random.RandomBytes("r", { length: 32 }).hex; }
    const { accountId } = aws.getCallerIdentityOutput({});
    await aws.ec2.getVpc({ id: "vpc-1" });
  `;
  expect(found(source)).toEqual([
    "aws:provider",
    "aws:lb/listenerRule",
    "kubernetes:core/v1/secret",
    "random:randomBytes",
    "aws:getCallerIdentity",
    "aws:ec2/getVpc",
  ]);
});

it("leaves out what is no provider's, has no declaration, or is not made here", () => {
  const source = `
    import * as pulumi from "@pulumi/pulumi";
    import * as aws from "@pulumi/aws";
    import * as k8s from "@pulumi/kubernetes";
    import type { types } from "@pulumi/kubernetes";
    import * as other from "./aws.ts";
    new pulumi.StackReference("s");
    new k8s.apiextensions.CustomResource("c", { apiVersion: "v1", kind: "T" });
    new other.ec2.Vpc("v");
    new URL("https://example.com");
    aws.ec2.Vpc.get("v", "vpc-1");
    aws.ec2.Vpc.isInstance(1);
    export const kind: typeof aws.s3.Bucket = aws.s3.Bucket;
    // new aws.ec2.Eip("e")
  `;
  expect(found(source)).toEqual([]);
});

it("takes the program's sources, three packages whole, and each once", () => {
  const all = used(new URL("../../", import.meta.url)).map((one) => `${one.package}:${one.file}`);
  expect(all).toEqual([...new Set(all)]);
  expect(all).toEqual(
    expect.arrayContaining([
      "aws:provider",
      "kubernetes:provider",
      "aws:lb/listenerRule",
      "kubernetes:apps/v1/deployment",
      "aws:resourcegroupstaggingapi/getResources",
      "tls:getCertificate",
      "tls:provider",
      "random:randomUuid7",
      "postgresql:grantRole",
    ]),
  );
  expect(all.filter((one) => /:(?:index|utilities)$/.test(one))).toEqual([]);
});
