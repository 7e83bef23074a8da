import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events.js";
import { describe, expect, test } from "vitest";
import { changes, type EngineRecord, Recorder } from "../../engine/record.ts";
import { secret } from "../../simulator/wire.ts";

const urn =
  "urn:pulumi:prod::trading-platform::trading:data:Secrets$aws:secretsmanager/secretVersion:SecretVersion::a::b";
const parent = "urn:pulumi:prod::trading-platform::trading:data:Secrets::mycrypto";
const type = "aws:secretsmanager/secretVersion:SecretVersion";

type State = NonNullable<StepEventMetadata["new"]>;

const state = (inputs: Record<string, unknown>): State => ({
  type,
  urn,
  id: "1",
  parent,
  custom: true,
  protect: true,
  provider: "p",
  inputs,
  outputs: {},
});

const metadata = (op: string, more: Partial<StepEventMetadata> = {}): StepEventMetadata => ({
  op: op as StepEventMetadata["op"],
  urn,
  type,
  provider: "p",
  new: state({ a: 1 }),
  ...more,
});

function heard(...events: Partial<EngineEvent>[]): EngineRecord {
  const recorder = new Recorder();
  events.forEach((event, sequence) => {
    recorder.onEvent({ sequence, timestamp: 0, ...event });
  });
  return recorder.record;
}

const begun = (op: string, more: Partial<StepEventMetadata> = {}) => ({
  resourcePreEvent: { metadata: metadata(op, more), planning: true },
});
const ended = (op: string, more: Partial<StepEventMetadata> = {}) => ({
  resOutputsEvent: { metadata: metadata(op, more), planning: true },
});

describe("a step", () => {
  test("is what the program says now, without its secrets", () => {
    const inputs = { secretId: "arn", secretString: secret("hunter2"), nested: { list: [secret({ a: "b" })] } };
    const { steps } = heard(begun("replace", { new: state(inputs), diffs: ["secretId"], keys: ["secretId"] }));
    expect(steps).toEqual([
      {
        op: "replace",
        urn,
        type,
        name: "a::b",
        parent,
        custom: true,
        protect: true,
        provider: "p",
        changed: ["secretId"],
        replacing: ["secretId"],
        inputs: { secretId: "arn", secretString: "[secret]", nested: { list: ["[secret]"] } },
      },
    ]);
    expect(JSON.stringify(steps)).not.toContain("hunter2");
  });

  test("is what it said before where it says nothing any more", () => {
    const { steps } = heard({
      resourcePreEvent: { metadata: { op: "delete", urn, type, provider: "p", old: state({ a: 2 }) } },
    });
    expect(steps).toMatchObject([{ op: "delete", inputs: { a: 2 }, changed: [], replacing: [], protect: true }]);
  });

  test("of a refresh is told at its end", () => {
    const { steps } = heard(begun("refresh"), ended("update", { diffs: ["a"] }));
    expect(steps).toMatchObject([{ op: "update", changed: ["a"] }]);
  });

  test("of an update is told at its beginning, once, even after a refresh of the same", () => {
    const { steps } = heard(begun("refresh"), ended("same"), begun("update", { diffs: ["b"] }), ended("update"));
    expect(steps.map(({ op, changed }) => [op, changed])).toEqual([
      ["same", []],
      ["update", ["b"]],
    ]);
  });

  test("that failed is kept apart", () => {
    const record = heard(begun("create"), { resOpFailedEvent: { metadata: metadata("create"), status: 1, steps: 0 } });
    expect(record.failed).toMatchObject([{ op: "create", urn }]);
    expect(record.steps).toHaveLength(1);
  });
});

test("changes are the steps that change something", () => {
  const ops = [
    "same",
    "create",
    "read",
    "update",
    "refresh",
    "replace",
    "delete-replaced",
    "create-replacement",
    "delete",
  ];
  expect(changes(heard(...ops.map((op) => begun(op)))).map(({ op }) => op)).toEqual([
    "create",
    "update",
    "replace",
    "delete-replaced",
    "create-replacement",
    "delete",
  ]);
});

test("findings of policies say whether they stop", () => {
  const finding = (enforcementLevel: "mandatory" | "warning") => ({
    policyEvent: {
      resourceUrn: urn,
      message: "m",
      color: "never",
      policyName: "rule",
      policyPackName: "pack",
      policyPackVersion: "1",
      policyPackVersionTag: "1",
      enforcementLevel,
    },
  });
  const { violations } = heard(finding("mandatory"), finding("warning"));
  expect(violations).toEqual([
    { urn, policy: "rule", message: "m", mandatory: true },
    { urn, policy: "rule", message: "m", mandatory: false },
  ]);
});

test("errors come without marks of color, warnings not at all", () => {
  const said = (severity: "error" | "warning", message: string) => ({
    diagnosticEvent: { urn, message, color: "raw", severity },
  });
  const record = heard(said("error", "<{%reset%}>it failed<{%fg 1%}>\n"), said("warning", "careful"));
  expect(record.errors).toEqual([{ urn, message: "it failed" }]);
});
