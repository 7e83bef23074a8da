// What the engine takes for itself: preview and up of a program that declares nothing, in a process of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { commandFor } from "../engine/cli/command.ts";
import { findCli } from "../engine/cli/find.ts";

const folder = mkdtempSync(join(tmpdir(), "bench-empty-"));
try {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "empty", projectName: "empty", program: () => Promise.resolve({}) },
    {
      workDir: folder,
      pulumiCommand: await commandFor(await findCli({ install: false })),
      projectSettings: { name: "empty", runtime: "nodejs", backend: { url: `file://${folder}` } },
      envVars: {
        PULUMI_HOME: join(folder, "home"),
        PULUMI_CONFIG_PASSPHRASE: "simulated",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    },
  );
  await stack.preview();
  await stack.up();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
