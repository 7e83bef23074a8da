import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../../simulator/monitor.ts";
import { type Program, run } from "../../simulator/run.ts";

const simulate = (program: Program, options: Partial<SimulatorOptions> = {}) =>
  run(program, { project: "p", stack: "test", mode: "update", ...options });

describe("what the stack remembers", () => {
  const program: Program = () => {
    const last = new pulumi.StackReference("last", { name: "organization/p/test" });
    const read = (name: string) => last.getOutput(name).apply((value: unknown) => value ?? "absent");
    return { release: read("release"), other: read("other") };
  };

  it("is nothing on a first run", async () => {
    expect((await simulate(program, { mode: "preview" })).outputs).toEqual({ release: "absent", other: "absent" });
  });

  it("is the last outputs, in a preview too", async () => {
    const lastOutputs = { release: { weights: { blue: 90, green: 10 } } };
    expect((await simulate(program, { mode: "preview", lastOutputs })).outputs).toEqual({
      ...lastOutputs,
      other: "absent",
    });
  });

  it("is read by a resource that is listed like any other", async () => {
    const { registrations } = await simulate(program, { mode: "preview" });
    expect(registrations.map(({ type, name, custom, inputs }) => ({ type, name, custom, inputs })).at(1)).toEqual({
      type: "pulumi:pulumi:StackReference",
      name: "last",
      custom: true,
      inputs: { name: "organization/p/test" },
    });
  });

  it("is all that can be read: a resource from outside is refused by type and id", async () => {
    const reading = simulate(() => ({ arn: aws.iam.Role.get("found", "role-id").arn }));
    await expect(reading).rejects.toThrow(
      'the simulator has no aws:iam/role:Role "role-id" to read; it knows only what the program declares',
    );
  });
});
