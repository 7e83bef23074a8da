import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Demand, quotaFor, scratch } from "../../components/release/capacity.ts";
import { mebibytes, millicores } from "../../components/release/quantity.ts";
import { systemNames, systemOf } from "./systems.ts";

describe("a quantity", () => {
  it.each([
    ["250m", 250],
    ["2", 2000],
    ["0.5", 500],
    ["1.25", 1250],
    ["0", 0],
  ])("of CPU %s is %i thousandths", (quantity, expected) => {
    expect(millicores(quantity)).toBe(expected);
  });

  it.each([
    ["512Mi", 512],
    ["1Gi", 1024],
    ["0Mi", 0],
    ["12Gi", 12_288],
  ])("of memory %s is %i MiB", (quantity, expected) => {
    expect(mebibytes(quantity)).toBe(expected);
  });

  it.each(["", "m", "1k", "-1", "1.m", "250 m", "1e3", "250mm"])("of CPU %j is refused", (quantity) => {
    expect(() => millicores(quantity)).toThrow(new Error(`"${quantity}" is no CPU quantity; write 250m or 2`));
  });

  it.each(["", "512", "512M", "1.5Gi", "1Ti", "512 Mi", "-1Mi"])("of memory %j is refused", (quantity) => {
    expect(() => mebibytes(quantity)).toThrow(new Error(`"${quantity}" is no memory quantity; write 512Mi or 1Gi`));
  });
});

describe("a color's quota", () => {
  it("adds up every service at its most, old pods beside new ones", () => {
    const quota = quotaFor([
      { resources: { cpu: "250m", memory: "512Mi" }, maxReplicas: 9 },
      { resources: { cpu: "1", memory: "1Gi" }, maxReplicas: 2 },
    ]);
    expect(quota).toEqual({
      pods: "22",
      "requests.cpu": "8500m",
      "requests.memory": "13312Mi",
      "limits.memory": "13312Mi",
      "requests.ephemeral-storage": "1408Mi",
      "limits.ephemeral-storage": "5632Mi",
      "services.nodeports": "0",
      "services.loadbalancers": "0",
    });
  });

  it.each([
    ["mycrypto", "56", "15800m", "32768Mi"],
    ["mytrader", "22", "10000m", "14848Mi"],
  ] as const)("of %s is known", (name, pods, cpu, memory) => {
    const demands = systemOf(name).services.map(({ resources, replicas }) => ({
      resources,
      maxReplicas: replicas.max,
    }));
    expect(quotaFor(demands)).toMatchObject({ pods, "requests.cpu": cpu, "requests.memory": memory });
  });

  it("holds all services at their most twice, and not one pod more", () => {
    const demand: fc.Arbitrary<Demand> = fc.record({
      resources: fc.record({
        cpu: fc.integer({ min: 1, max: 4000 }).map((count) => `${count}m`),
        memory: fc.integer({ min: 1, max: 8192 }).map((count) => `${count}Mi`),
      }),
      maxReplicas: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(demand, { minLength: 1, maxLength: 8 }), (demands) => {
        const quota = quotaFor(demands);
        const pods = demands.map(({ maxReplicas }) => maxReplicas + maxReplicas);
        const total = (of: (demand: Demand) => number) =>
          demands.reduce((sum, one, i) => sum + of(one) * (pods[i] ?? 0), 0);
        expect(Number(quota["pods"])).toBe(total(() => 1));
        expect(millicores(quota["requests.cpu"] ?? "")).toBe(total(({ resources }) => millicores(resources.cpu)));
        const memory = total(({ resources }) => mebibytes(resources.memory));
        expect(mebibytes(quota["requests.memory"] ?? "")).toBe(memory);
        expect(mebibytes(quota["limits.memory"] ?? "")).toBe(memory);
        expect(mebibytes(quota["limits.ephemeral-storage"] ?? "")).toBe(total(() => mebibytes(scratch.limit)));
        expect(mebibytes(quota["requests.ephemeral-storage"] ?? "")).toBe(total(() => mebibytes(scratch.request)));
      }),
    );
  });

  it("speaks of every system's quantities", () => {
    for (const { resources } of systemNames.flatMap((name) => systemOf(name).services)) {
      expect(millicores(resources.cpu)).toBeGreaterThan(0);
      expect(mebibytes(resources.memory)).toBeGreaterThan(0);
    }
  });
});
