import { expect, test } from "vitest";
import { advice } from "../../engine/recovery/advice.ts";
import type { Step } from "../../engine/record.ts";

const urn = "urn:pulumi:prod::trading-platform::trading:edge:Dns$aws:route53/queryLog:QueryLog::mycrypto-queries";
const parent = "urn:pulumi:prod::trading-platform::trading:edge:Dns::mycrypto";

const step: Step = {
  op: "create",
  urn,
  type: "aws:route53/queryLog:QueryLog",
  name: "mycrypto-queries",
  parent,
  custom: true,
  protect: false,
  provider: "",
  changed: [],
  replacing: [],
  inputs: { zoneId: "Z0ABC", cloudwatchLogGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:queries" },
};

const conflict = { urn, message: "QueryLoggingConfigAlreadyExists: there is one for Z0ABC" };

test("tells how to find and take in what exists and cannot be looked up", () => {
  const lines = advice({ failed: [step], errors: [conflict] }, "prod");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain(urn);
  expect(lines[0]).toContain("aws route53 list-query-logging-configs --hosted-zone-id Z0ABC --query");
  expect(lines[1]?.trim()).toBe(
    `pulumi import aws:route53/queryLog:QueryLog mycrypto-queries ID --parent parent=${parent} ` +
      "--generate-code=false --protect=false --yes --stack prod",
  );
});

test.for([
  ["another error", { failed: [step], errors: [{ urn, message: "InsufficientCloudWatchLogsResourcePolicy" }] }],
  ["another resource's conflict", { failed: [step], errors: [{ ...conflict, urn: parent }] }],
  ["what tags find", { failed: [{ ...step, type: "aws:lb/listener:Listener" }], errors: [conflict] }],
  ["no failure", { failed: [], errors: [conflict] }],
] as const)("has nothing to say of %s", ([, record]) => {
  expect(advice(record, "prod")).toEqual([]);
});
