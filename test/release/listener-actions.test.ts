import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionsOf, isSticky, testConditionsOf, weightsOf } from "../../components/release/listener-actions.ts";
import type { Route } from "../../systems/model/system.ts";
import { systemNames, systemOf } from "./systems.ts";

const route: Route = { name: "auth", order: 1, paths: ["/health", "/api/v1/auth/*"], kind: "api" };
const arns = { blue: "arn:blue", green: "arn:green" };

const live = [
  { hostHeader: { values: ["api.mycrypto.example"] } },
  { pathPattern: { values: ["/health", "/api/v1/auth/*"] } },
];

it("matches a host and a route's paths", () => {
  expect(conditionsOf("api.mycrypto.example", route)).toEqual(live);
});

it("opens the preview color with both headers only", () => {
  expect(testConditionsOf("api.mycrypto.example", route, "token")).toEqual([
    ...live,
    { httpHeader: { httpHeaderName: "X-Test-Green", values: ["true"] } },
    { httpHeader: { httpHeaderName: "X-Test-Token", values: ["token"] } },
  ]);
});

/** What AWS counts: each host, path and header value of a rule. */
const values = (conditions: ReturnType<typeof conditionsOf>) =>
  [...JSON.stringify(conditions).matchAll(/"values":\[([^\]]*)\]/g)].flatMap(([, list = ""]) => list.split(","));

it.each(systemNames.flatMap((name) => systemOf(name).services.flatMap(({ routes }) => routes)))(
  "needs at most five values of a rule for route $name",
  (each) => {
    expect(values(testConditionsOf("h.example", each, "t")).length).toBeLessThanOrEqual(5);
    expect(values(conditionsOf("h.example", each))).toEqual(['"h.example"', ...each.paths.map((path) => `"${path}"`)]);
  },
);

describe("stickiness", () => {
  it.each<[Route["kind"], number, boolean]>([
    ["hub", 90, true],
    ["hub", 1, true],
    ["hub", 100, false],
    ["hub", 0, false],
    ["api", 90, false],
    ["api", 100, false],
  ])("of a %s with %i percent on blue: %s", (kind, blue, expected) => {
    expect(isSticky(kind, { blue, green: 100 - blue })).toBe(expected);
  });
});

describe("the weights of a rule", () => {
  it("are found in whatever order it lists the groups", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (blue) => {
        const weights = { blue, green: 100 - blue };
        const groups = [
          { arn: arns.blue, weight: blue },
          { arn: arns.green, weight: 100 - blue },
        ];
        expect(weightsOf(groups, arns)).toEqual(weights);
        expect(weightsOf(groups.toReversed(), arns)).toEqual(weights);
      }),
    );
  });

  it.each<[string, { arn: string; weight?: number }[], string]>([
    ["no group", [], "blue's target group arn:blue"],
    ["blue alone", [{ arn: "arn:blue", weight: 100 }], "green's target group arn:green"],
    ["green alone", [{ arn: "arn:green", weight: 100 }], "blue's target group arn:blue"],
    ["no weight", [{ arn: "arn:blue", weight: 100 }, { arn: "arn:green" }], "green's target group arn:green"],
    [
      "a stranger",
      [
        { arn: "arn:blue", weight: 50 },
        { arn: "arn:other", weight: 50 },
      ],
      "green's target group arn:green",
    ],
  ])("are not made up from %s", (_, groups, missing) => {
    expect(() => weightsOf(groups, arns)).toThrow(new Error(`the listener rule does not list ${missing}`));
  });
});
