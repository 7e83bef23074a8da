import * as aws from "@pulumi/aws";
import { expect, it } from "vitest";
import { Certificate, type CertificateArgs } from "../../components/edge/certificate.ts";
import { counts, deploy } from "../harness.ts";

const zoneId = "Z0123456789AB";

const certificate = (
  hosts: CertificateArgs["hosts"],
  { region, mode = "update" }: { region?: string; mode?: "preview" | "update" } = {},
) =>
  deploy(
    () => {
      const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
      const { arn } = new Certificate("cert", { hosts, zoneId, recordTtlSeconds: 60, region }, { provider });
      return { arn };
    },
    { mode },
  );

const hosts: CertificateArgs["hosts"] = ["mytrader.example", "api.mytrader.example"];

it.each(["preview", "update"] as const)("declares one validation record per host, in a %s", async (mode) => {
  const { resources, all } = await certificate(hosts, { mode });
  expect(counts(resources)).toEqual({
    "aws:acm:Certificate": 1,
    "aws:acm:CertificateValidation": 1,
    "aws:route53:Record": 2,
    "pulumi:providers:aws": 1,
    "trading:edge:Certificate": 1,
  });
  const names = all("aws:route53:Record").map(({ name }) => name);
  expect(names).toEqual(["cert-api.mytrader.example", "cert-mytrader.example"]);
});

it("gives every child a parent", async () => {
  const { resources } = await certificate(hosts);
  const roots = resources.filter(({ parent }) => parent?.endsWith("trading-platform-test") === true);
  expect(roots.map(({ type }) => type)).toEqual(["pulumi:providers:aws", "trading:edge:Certificate"]);
});

it("asks for a logged P-256 certificate, proven through DNS", async () => {
  const { props } = (await certificate([...hosts, "api.mytrader.example"])).one("aws:acm:Certificate");
  expect(props).toMatchObject({
    domainName: "mytrader.example",
    subjectAlternativeNames: ["api.mytrader.example"],
    validationMethod: "DNS",
    keyAlgorithm: "EC_prime256v1",
    options: { certificateTransparencyLoggingPreference: "ENABLED" },
  });
  expect(props).not.toHaveProperty("region");
});

it("says that there are no other names, so that taking the last one out is a change", async () => {
  const { one } = await certificate(["mytrader.example"]);
  expect(one("aws:acm:Certificate").props["subjectAlternativeNames"]).toEqual([]);
});

it("takes each host's own proof", async () => {
  const { all } = await certificate(hosts);
  for (const { name, props } of all("aws:route53:Record")) {
    const host = name.replace("cert-", "");
    expect(props).toMatchObject({ zoneId, type: "CNAME", ttl: 60, allowOverwrite: true });
    expect(props["name"]).toMatch(new RegExp(`^_[0-9a-f]{32}\\.${host}\\.$`));
    expect(props["records"]).toEqual([expect.stringMatching(/^_[0-9a-f]{32}\.acm-validations\.aws\.$/)]);
  }
  const values = all("aws:route53:Record").flatMap(({ props }) => props["records"]);
  expect(new Set(values).size).toBe(2);
});

it("proves a wildcard and its parent by one record", async () => {
  const names = async (...all: CertificateArgs["hosts"]) =>
    (await certificate(all))
      .all("aws:route53:Record")
      .map(({ props }) => (props["name"] as string).replace(/^_\w+\./, ""));
  expect(await names("mytrader.example", "*.mytrader.example")).toEqual(["mytrader.example."]);
  expect(await names("*.mytrader.example")).toHaveLength(1);
});

it("hands out the ARN once every record has proven the certificate", async () => {
  const { one, all, outputs } = await certificate(hosts);
  const validation = one("aws:acm:CertificateValidation");
  expect(validation.propertyDependencies["certificateArn"]).toEqual([one("aws:acm:Certificate").urn]);
  const records = all("aws:route53:Record");
  expect(validation.propertyDependencies["validationRecordFqdns"]).toEqual(
    expect.arrayContaining(records.map(({ urn }) => urn)),
  );
  expect(validation.props["validationRecordFqdns"]).toHaveLength(2);
  expect(outputs["arn"]).toBe(validation.props["certificateArn"]);
  expect((await certificate(hosts, { mode: "preview" })).outputs["arn"]).not.toMatch(/^arn:/);
});

it("is valid only with its validation: whoever uses the ARN waits for it", async () => {
  const { one } = await deploy(() => {
    const { arn } = new Certificate("cert", { hosts, zoneId, recordTtlSeconds: 60 });
    new Certificate("user", { hosts: ["other.example"], zoneId: arn, recordTtlSeconds: 60 });
    return {};
  });
  const user = one("aws:route53:Record", "user-other.example");
  expect(user.propertyDependencies["zoneId"]).toEqual([one("aws:acm:CertificateValidation", "cert").urn]);
});

it("issues and validates in the region that CloudFront reads", async () => {
  const { one, outputs } = await certificate(hosts, { region: "us-east-1" });
  expect(one("aws:acm:Certificate").props["region"]).toBe("us-east-1");
  expect(one("aws:acm:CertificateValidation").props["region"]).toBe("us-east-1");
  expect(outputs["arn"]).toMatch(/^arn:aws:acm:us-east-1:111122223333:certificate\//);
});
