import fc from "fast-check";
import { expect, it } from "vitest";
import { recordedPartitions } from "../../components/data/recorded-partitions.ts";

it.each<[string, unknown]>([
  ["on a first update", undefined],
  ["in an output that is nothing", null],
  ["in one that a stack without stores wrote", { live: "blue", weights: { blue: 100, green: 0 } }],
  ["in a text", '{"partitions":{"orders":12}}'],
  ["where they are a list", { partitions: [12] }],
  ["where one is a text", { partitions: { orders: 12, trades: "12" } }],
  ["where one is no whole number", { partitions: { orders: 1.5 } }],
])("finds none %s", (_, last) => {
  expect(recordedPartitions(last)).toBeUndefined();
});

it("finds them beside whatever else the output holds", () => {
  const partitions = { orders: 12, "wallet-events": 6 };
  expect(recordedPartitions({ live: "blue", partitions, queues: ["emails"] })).toEqual(partitions);
  expect(recordedPartitions({ partitions: {} })).toEqual({});
});

it("reads back whatever an update has written", () => {
  const written = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,10}$/), fc.integer({ min: 1, max: 4000 }));
  fc.assert(
    fc.property(written, (partitions) => {
      expect(recordedPartitions(JSON.parse(JSON.stringify({ partitions })))).toEqual(partitions);
    }),
  );
});
