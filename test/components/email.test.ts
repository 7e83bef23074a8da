import * as aws from "@pulumi/aws";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Email, type EmailArgs, sendStatements } from "../../components/messaging/email.ts";
import { dkimRecord, emailRecords, mailFromDomain } from "../../components/messaging/email-records.ts";
import { counts, deploy } from "../harness.ts";

const account = "111122223333";
const keyArn = `arn:aws:kms:eu-central-1:${account}:key/email`;
const identityArn = `arn:aws:ses:eu-central-1:${account}:identity/mycrypto.example`;
const setArn = `arn:aws:ses:eu-central-1:${account}:configuration-set/trading-prod-mycrypto-email`;

const args: EmailArgs = {
  domain: "mycrypto.example",
  sender: "no-reply",
  zoneId: "Z0123456789AB",
  recordTtlSeconds: 60,
  accountId: account,
  region: "eu-central-1",
  keyArn,
  dmarc: { reportsTo: "operations@mycrypto.example" },
  protect: true,
};

const email = (changes: Partial<EmailArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [account] });
      const made = new Email("trading-prod-mycrypto-email", { ...args, ...changes }, { provider });
      const { fromAddress, identityArn, configurationSetName, configurationSetArn, topicArn, metrics } = made;
      return { fromAddress, identityArn, configurationSetName, configurationSetArn, topicArn, metrics };
    },
    { mode },
  );

it("declares an identity with its records, its configuration set and a topic, and nothing else", async () => {
  const expected = {
    "aws:route53:Record": 6,
    "aws:sesv2:ConfigurationSet": 1,
    "aws:sesv2:ConfigurationSetEventDestination": 2,
    "aws:sesv2:EmailIdentity": 1,
    "aws:sesv2:EmailIdentityMailFromAttributes": 1,
    "aws:sns:Topic": 1,
    "aws:sns:TopicPolicy": 1,
    "pulumi:providers:aws": 1,
    "trading:messaging:Email": 1,
  };
  expect(counts((await email()).resources)).toEqual(expected);
  expect(counts((await email({}, "preview")).resources)).toEqual(expected);
});

it("gives every child the component as parent", async () => {
  const { resources, one } = await email();
  const component = one("trading:messaging:Email").urn;
  const children = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(children.map(({ parent }) => parent)).toEqual(children.map(() => component));
});

it.each([true, false])("protects the identity, and nothing else: %s", async (protect) => {
  const { resources } = await email({ protect });
  const guarded = resources.filter((resource) => resource.protect).map(({ type }) => type);
  expect(guarded).toEqual(protect ? ["aws:sesv2/emailIdentity:EmailIdentity"] : []);
});

it("delivers over TLS alone, to nobody who refused before, and measures", async () => {
  expect((await email()).one("aws:sesv2:ConfigurationSet").props).toEqual({
    configurationSetName: "trading-prod-mycrypto-email",
    deliveryOptions: { tlsPolicy: "REQUIRE" },
    suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    reputationOptions: { reputationMetricsEnabled: true },
    sendingOptions: { sendingEnabled: true },
    tags: { Name: "trading-prod-mycrypto-email" },
  });
});

it("signs for the domain with long keys, under the configuration set's rules", async () => {
  const { one } = await email();
  expect(one("aws:sesv2:EmailIdentity").props).toEqual({
    emailIdentity: "mycrypto.example",
    configurationSetName: "trading-prod-mycrypto-email",
    dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    tags: { Name: "mycrypto.example" },
  });
  expect(one("aws:sesv2:EmailIdentity").dependencies).toContain(one("aws:sesv2:ConfigurationSet").urn);
});

it("sends with an envelope of its own, or with SES's when that is not found", async () => {
  const { one } = await email();
  expect(one("aws:sesv2:EmailIdentityMailFromAttributes").props).toEqual({
    emailIdentity: "mycrypto.example",
    mailFromDomain: "mail.mycrypto.example",
    behaviorOnMxFailure: "USE_DEFAULT_VALUE",
  });
  const { dependencies } = one("aws:sesv2:EmailIdentityMailFromAttributes");
  expect(dependencies).toContain(one("aws:sesv2:EmailIdentity").urn);
});

it("writes the records into the domain's zone", async () => {
  const { all, one } = await email({ dmarc: { policy: "reject", reportsTo: "dmarc@mycrypto.example" } });
  const record = (name: string, type: string, value: string) => ({
    zoneId: "Z0123456789AB",
    name,
    type,
    ttl: 60,
    records: [value],
  });
  const found = new Map(all("aws:route53:Record").map(({ name, props }) => [name, props]));
  const tokens = ["1", "2", "3"].map((number) => {
    const name = `trading-prod-mycrypto-email-dkim-${number}`;
    const props = found.get(name);
    found.delete(name);
    const token = /^([0-9a-f]{32})\._domainkey\.mycrypto\.example$/.exec(props?.["name"] as string)?.[1] ?? "";
    expect(props).toEqual(record(`${token}._domainkey.mycrypto.example`, "CNAME", `${token}.dkim.amazonses.com`));
    return token;
  });
  expect(new Set(tokens).size).toBe(3);
  expect(Object.fromEntries(found)).toEqual({
    "trading-prod-mycrypto-email-mail-from": record(
      "mail.mycrypto.example",
      "MX",
      "10 feedback-smtp.eu-central-1.amazonses.com",
    ),
    "trading-prod-mycrypto-email-spf": record("mail.mycrypto.example", "TXT", "v=spf1 include:amazonses.com -all"),
    "trading-prod-mycrypto-email-dmarc": record(
      "_dmarc.mycrypto.example",
      "TXT",
      "v=DMARC1; p=reject; adkim=s; aspf=r; rua=mailto:dmarc@mycrypto.example",
    ),
  });
  const { dependencies } = one("aws:route53:Record", "trading-prod-mycrypto-email-dkim-2");
  expect(dependencies).toContain(one("aws:sesv2:EmailIdentity").urn);
});

it("says on an encrypted topic what went wrong", async () => {
  const { one, outputs } = await email();
  const name = "trading-prod-mycrypto-email-events";
  expect(one("aws:sns:Topic").props).toEqual({
    name,
    kmsMasterKeyId: keyArn,
    signatureVersion: 2,
    tags: { Name: name },
  });
  const destination = one("aws:sesv2:ConfigurationSetEventDestination", name);
  expect(destination.props).toEqual({
    configurationSetName: "trading-prod-mycrypto-email",
    eventDestinationName: "topic",
    eventDestination: {
      enabled: true,
      matchingEventTypes: ["BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY", "RENDERING_FAILURE"],
      snsDestination: { topicArn: outputs["topicArn"] },
    },
  });
  expect(destination.dependencies).toContain(one("aws:sns:TopicPolicy").urn);
});

it("lets SES publish there for this configuration set alone, and nobody in plain text", async () => {
  const { one, outputs } = await email();
  const { arn, policy } = one("aws:sns:TopicPolicy").props;
  expect(arn).toBe(outputs["topicArn"]);
  expect(arn).toMatch(/^arn:aws:sns:/);
  expect(JSON.parse(policy as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "EventsOfTheConfigurationSet",
        Effect: "Allow",
        Principal: { Service: "ses.amazonaws.com" },
        Action: "sns:Publish",
        Resource: arn,
        Condition: { StringEquals: { "aws:SourceAccount": account }, ArnEquals: { "aws:SourceArn": setArn } },
      },
      {
        Sid: "DenyPlainText",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
});

it("counts what is sent and delivered where its metrics say", async () => {
  const { one, outputs } = await email();
  const { props } = one("aws:sesv2:ConfigurationSetEventDestination", "trading-prod-mycrypto-email-metrics");
  const dimension = {
    dimensionName: "ses:configuration-set",
    dimensionValueSource: "MESSAGE_TAG",
    defaultDimensionValue: "trading-prod-mycrypto-email",
  };
  expect(props).toEqual({
    configurationSetName: "trading-prod-mycrypto-email",
    eventDestinationName: "metrics",
    eventDestination: {
      enabled: true,
      matchingEventTypes: ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT"],
      cloudWatchDestination: { dimensionConfigurations: [dimension] },
    },
  });
  expect(outputs["metrics"]).toEqual({
    namespace: "AWS/SES",
    dimensions: { "ses:configuration-set": "trading-prod-mycrypto-email" },
    counts: ["Send", "Delivery", "Bounce", "Complaint", "Reject"],
    rates: { bounces: "Reputation.BounceRate", complaints: "Reputation.ComplaintRate" },
  });
});

it("hands out what workers and their permissions need", async () => {
  expect((await email()).outputs).toMatchObject({
    fromAddress: "no-reply@mycrypto.example",
    identityArn,
    configurationSetName: "trading-prod-mycrypto-email",
    configurationSetArn: setArn,
  });
});

it("lets a worker send from one address by one configuration set", () => {
  expect(sendStatements(identityArn, setArn, "no-reply@mycrypto.example")).toEqual([
    {
      Sid: "SendEmail",
      Effect: "Allow",
      Action: ["ses:SendEmail", "ses:SendRawEmail"],
      Resource: [identityArn, setArn],
      Condition: { StringEquals: { "ses:FromAddress": "no-reply@mycrypto.example" } },
    },
  ]);
});

describe("records", () => {
  const tokens = ["a", "b", "c"];

  it.each([
    ["eu-central-1", "dkim.amazonses.com"],
    ["us-east-1", "dkim.amazonses.com"],
    ["eu-south-1", "dkim.eu-south-1.amazonses.com"],
    ["eu-central-2", "dkim.eu-central-2.amazonses.com"],
    ["af-south-1", "dkim.af-south-1.amazonses.com"],
    ["ap-northeast-3", "dkim.ap-northeast-3.amazonses.com"],
    ["ap-south-2", "dkim.ap-south-2.amazonses.com"],
    ["ap-southeast-3", "dkim.ap-southeast-3.amazonses.com"],
    ["ap-southeast-5", "dkim.ap-southeast-5.amazonses.com"],
    ["ca-west-1", "dkim.ca-west-1.amazonses.com"],
    ["il-central-1", "dkim.il-central-1.amazonses.com"],
    ["me-central-1", "dkim.me-central-1.amazonses.com"],
    ["us-gov-east-1", "dkim.us-gov-east-1.amazonses.com"],
  ])("point to the keys of %s in %s", (region, zone) => {
    expect(dkimRecord(tokens, 1, "mycrypto.example", region)).toEqual({
      name: "b._domainkey.mycrypto.example",
      type: "CNAME",
      value: `b.${zone}`,
    });
  });

  it("are refused for keys that SES did not make", () => {
    expect(() => dkimRecord(["a", "b"], 2, "mycrypto.example", "eu-central-1")).toThrow(
      "mycrypto.example: SES gave 2 DKIM tokens instead of 3",
    );
  });

  it("quarantine forgeries unless they are told otherwise", () => {
    const reportsTo = "dmarc@mycrypto.example";
    const policy = (value: "none" | "reject") =>
      emailRecords("mycrypto.example", "eu-central-1", { policy: value, reportsTo }).dmarc.value;
    expect(emailRecords("mycrypto.example", "eu-central-1", { reportsTo }).dmarc.value).toContain("p=quarantine;");
    expect(policy("none")).toContain("p=none;");
    expect(policy("reject")).toContain("p=reject;");
  });

  it("leave the domain's own mailboxes alone and share no name and type, whatever the domain", () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 4 }), (labels) => {
        const domain = labels.join(".");
        const fixed = Object.values(emailRecords(domain, "eu-central-1", { reportsTo: `dmarc@${domain}` }));
        const records = [...fixed, ...[0, 1, 2].map((i) => dkimRecord(tokens, i, domain, "eu-central-1"))];
        for (const { name } of records) expect(name.endsWith(`.${domain}`)).toBe(true);
        expect(new Set(records.map(({ name, type }) => `${name} ${type}`)).size).toBe(6);
        // A name with an alias may have nothing else.
        const aliases = records.filter(({ type }) => type === "CNAME").map(({ name }) => name);
        expect(records.filter(({ name }) => aliases.includes(name))).toHaveLength(3);
        expect(fixed.filter(({ name }) => name === mailFromDomain(domain)).map(({ type }) => type)).toEqual([
          "MX",
          "TXT",
        ]);
      }),
    );
  });
});
