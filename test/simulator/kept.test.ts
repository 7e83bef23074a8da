import * as aws from "@pulumi/aws";
import * as tls from "@pulumi/tls";
import { expect, it } from "vitest";
import type { SimulatorOptions } from "../../simulator/monitor.ts";
import { deploy } from "../harness.ts";

const stack = () => {
  const kept: NonNullable<SimulatorOptions["kept"]> = new Map();
  return async (ecdsaCurve = "P256", mode: "preview" | "update" = "update") => {
    const { outputs } = await deploy(
      () => {
        const { publicKeyPem } = new tls.PrivateKey("key", { algorithm: "ECDSA", ecdsaCurve });
        return { publicKeyPem, role: new aws.iam.Role("role", { assumeRolePolicy: "{}" }).name };
      },
      { kept, mode },
    );
    return outputs["publicKeyPem"];
  };
};

it("keeps from update to update what lives in state alone", async () => {
  const update = stack();
  const first = await update();
  expect(await update()).toBe(first);
  expect(await stack()()).not.toBe(first);
});

it("makes it again for other inputs", async () => {
  const update = stack();
  const [first, second] = [await update(), await update("P384")];
  expect(second).not.toBe(first);
  expect(await update("P384")).toBe(second);
});

it("forgets nothing in a preview", async () => {
  const update = stack();
  const first = await update();
  await update("P256", "preview");
  expect(await update()).toBe(first);
});
