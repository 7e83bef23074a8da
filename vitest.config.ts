import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/cluster/**"], testTimeout: 20_000 } },
      { test: { name: "cluster", include: ["test/cluster/**/*.test.ts"], testTimeout: 300_000 } },
    ],
  },
});
