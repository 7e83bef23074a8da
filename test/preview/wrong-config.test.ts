import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { ConfigError } from "../../config.ts";
import { loadStackConfig, parseOverride } from "../../preview/stack-file.ts";
import { Simulator } from "../../simulator/monitor.ts";

it("is refused before any resource is registered", async () => {
  const simulator = new Simulator({ project: "trading-platform", stack: "prod", mode: "preview" });
  await simulator.attach();
  const overrides = ["network.cidr=10.20.0.0/33", "protcet=false"].map(parseOverride);
  pulumi.runtime.setAllConfig(loadStackConfig("prod", overrides), []);
  const program = () => pulumi.runtime.runInPulumiStack(async () => ({ ...(await import("../../index.ts")) }));
  // The SDK also rejects the stack's outputs, which nobody waits for.
  const ignored = () => undefined;
  process.on("unhandledRejection", ignored);
  await expect(program()).rejects.toThrow(ConfigError);
  await setImmediate();
  process.off("unhandledRejection", ignored);
  expect([...simulator.registrations.values()].map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
});
