import { CommandError, type EngineEvent, type PreviewOptions } from "@pulumi/pulumi/automation/index.js";
import { expect, it } from "vitest";
import { check, type OperationFailed } from "../../engine/operations.ts";
import { deployUsage, parseDeployOptions, parseSimulateOptions, simulateUsage } from "../../engine/options.ts";
import type { Session } from "../../engine/session.ts";

it("is an operation of both tools, with a stack and nothing more", () => {
  expect(parseDeployOptions(["check", "--stack", "prod"])).toMatchObject({ operation: "check", stack: "prod" });
  expect(parseSimulateOptions(["check"])).toMatchObject({ operation: "check", stack: "staging" });
  expect(() => parseDeployOptions(["check"])).toThrow("--stack: is required");
  expect(() => parseDeployOptions(["check", "urn", "--stack", "prod"])).toThrow('"urn" is too much');
  for (const usage of [deployUsage, simulateUsage]) expect(usage).toMatch(/^ {2}check +fails when/m);
});

const urn = (name: string) => `urn:pulumi:prod::trading-platform::aws:ec2/subnet:Subnet::${name}`;

/** What the engine tells of one resource: before a step, or after it. */
const event = (when: "resourcePreEvent" | "resOutputsEvent", op: string, name: string, diffs: string[] = []) =>
  ({ [when]: { metadata: { op, urn: urn(name), type: "aws:ec2/subnet:Subnet", diffs } } }) as unknown as EngineEvent;

/** A refresh before a preview, as the engine tells it, and then the preview's steps. */
const told = (name: string, op: string, diffs?: string[]) => [
  event("resourcePreEvent", "refresh", name),
  event("resOutputsEvent", "refresh", name),
  event("resourcePreEvent", op, name, diffs),
  event("resOutputsEvent", op, name, diffs),
];

async function checked(events: readonly EngineEvent[], error?: Error) {
  const asked: PreviewOptions[] = [];
  const session = {
    options: { policyPacks: ["policies"] },
    stack: {
      preview: (options: PreviewOptions) => {
        asked.push(options);
        for (const one of events) options.onEvent?.(one);
        return error === undefined ? Promise.resolve({}) : Promise.reject(error);
      },
    },
  } as unknown as Session;
  const display = { engine: () => undefined, note: () => undefined, color: "never" } as const;
  const outcome = await check(session, { display }).catch((failure: unknown) => failure as OperationFailed);
  return { asked, outcome };
}

it("looks at the cloud first, and asks no policy", async () => {
  const { asked, outcome } = await checked(told("a", "same"));
  expect(outcome).not.toBeInstanceOf(Error);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ refresh: true });
  expect(asked[0]).not.toHaveProperty("policyPacks");
});

it("fails with each change that an update would make, named once", async () => {
  const { outcome } = await checked([
    ...told("a", "same"),
    ...told("b", "update", ["tags", "mapPublicIpOnLaunch"]),
    ...told("c", "create"),
  ]);
  expect((outcome as OperationFailed).message.split("\n")).toEqual([
    "the cloud is not what the program says; an update would make 2 changes:",
    `  update ${urn("b")} (tags, mapPublicIpOnLaunch)`,
    `  create ${urn("c")}`,
  ]);
});

it("fails as the engine did where it could not look", async () => {
  const failure = new CommandError({ stderr: "error: no credentials", code: 255 } as never);
  const { outcome } = await checked([], failure);
  expect((outcome as OperationFailed).message).toContain("the check failed");
});
