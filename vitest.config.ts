import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** An engine and our program take turns, so two of each keep two cores busy; more only wait for one another. */
const enginesAtOnce = 2;

/** The SDK makes much that does not live long (see package.json). */
const roomy = ["--max-semi-space-size=32"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["cluster", "database", "engine", "recovery", "sweep"].map((level) => `test/${level}/**`),
          testTimeout: 20_000,
          // Left to itself, Vitest keeps one processor free, which is half of a small machine.
          maxWorkers: availableParallelism(),
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["test/engine/bring-up.ts"],
          testTimeout: 600_000,
          maxWorkers: enginesAtOnce,
          execArgv: roomy,
        },
      },
      {
        test: {
          name: "recovery",
          include: ["test/recovery/**/*.test.ts"],
          globalSetup: ["test/engine/find-cli.ts"],
          testTimeout: 900_000,
          maxWorkers: enginesAtOnce,
          execArgv: roomy,
        },
      },
      {
        test: {
          name: "sweep",
          include: ["test/sweep/**/*.test.ts"],
          globalSetup: ["test/engine/find-cli.ts"],
          testTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "database",
          include: ["test/database/**/*.test.ts"],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
      { test: { name: "cluster", include: ["test/cluster/**/*.test.ts"], testTimeout: 300_000 } },
    ],
  },
});
