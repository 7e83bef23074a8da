import type { Fixture } from "./fixture.ts";
import { dataFixtures } from "./fixtures/data.ts";
import { edgeFixtures } from "./fixtures/edge.ts";
import { networkFixtures } from "./fixtures/network.ts";
import { operationsFixtures } from "./fixtures/operations.ts";
import { releaseFixtures } from "./fixtures/release.ts";
import { secretsFixtures } from "./fixtures/secrets.ts";
import { transportFixtures } from "./fixtures/transport.ts";
import { workloadsFixtures } from "./fixtures/workloads.ts";

/** By rule id. */
export const fixtures: Readonly<Record<string, Fixture>> = {
  ...dataFixtures,
  ...edgeFixtures,
  ...networkFixtures,
  ...operationsFixtures,
  ...releaseFixtures,
  ...secretsFixtures,
  ...transportFixtures,
  ...workloadsFixtures,
};
