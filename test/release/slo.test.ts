import { expect, it } from "vitest";
import { effectiveSlo, type SloOverride } from "../../components/release/slo.ts";
import type { Slo } from "../../systems/model/slo.ts";

const verification: Slo = {
  latency: [
    { percentile: 50, ms: 50 },
    { percentile: 95, ms: 100 },
  ],
  databaseMs: 20,
  requirements: ["MC-183"],
};

it.each<[string, Slo, SloOverride | undefined, Slo]>([
  ["stays without an override", verification, undefined, verification],
  ["stays with an empty one", verification, {}, verification],
  [
    "takes one percentile and keeps the other",
    verification,
    { p95Ms: 90 },
    {
      ...verification,
      latency: [
        { percentile: 50, ms: 50 },
        { percentile: 95, ms: 90 },
      ],
    },
  ],
  ["takes a figure", verification, { databaseMs: 15.5 }, { ...verification, databaseMs: 15.5 }],
  ["takes a figure that it has not", verification, { errorPercent: 1 }, { ...verification, errorPercent: 1 }],
  [
    "takes every figure",
    { requirements: ["MC-289"] },
    {
      errorPercent: 1,
      databaseMs: 2,
      realtimeMs: 3,
      availabilityPercent: 99,
      memoryPercent: 5,
      cpuPercent: 6,
    },
    {
      errorPercent: 1,
      databaseMs: 2,
      realtimeMs: 3,
      availabilityPercent: 99,
      memoryPercent: 5,
      cpuPercent: 6,
      requirements: ["MC-289"],
    },
  ],
  ["invents no latency", { requirements: [] }, { p95Ms: 90 }, { requirements: [] }],
  ["ignores what was left out", verification, { databaseMs: undefined, p50Ms: undefined }, verification],
])("a profile %s", (_, profile, override, expected) => {
  const before = structuredClone(profile);
  expect(effectiveSlo(profile, override)).toStrictEqual(expected);
  expect(profile).toStrictEqual(before);
});
