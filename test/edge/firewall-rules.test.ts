import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { managedRules } from "../../config/firewall.ts";
import {
  firewallRules,
  type FirewallRulesArgs,
  type RateRule,
  responseBodies,
  type Scope,
} from "../../components/edge/firewall-rules.ts";
import { pathStatement } from "../../components/edge/firewall-statements.ts";

const rateRules: RateRule[] = [
  { name: "global", order: 1, pathPrefixes: [], limit: 2000, evaluationWindowSec: 300 },
  {
    name: "login",
    order: 2,
    pathPrefixes: ["/api/v1/auth/login", "/api/auth/login"],
    limit: 20,
    evaluationWindowSec: 300,
  },
  { name: "registration", order: 3, pathPrefixes: ["/api/v1/auth/register"], limit: 10, evaluationWindowSec: 600 },
  {
    name: "orders",
    order: 4,
    pathPrefixes: ["/api/v1/trade/orders"],
    method: "POST",
    limit: 300,
    evaluationWindowSec: 60,
  },
];
const args: FirewallRulesArgs = {
  rateRules,
  uploadPathPrefixes: ["/api/v1/auth/documents"],
  countUntil: {},
  today: "2026-11-23",
  originHeader: { name: "X-Origin-Verify", values: ["first-secret"] },
};
const scopes: Scope[] = ["CLOUDFRONT", "REGIONAL"];
const rules = (scope: Scope, changes: Partial<FirewallRulesArgs> = {}) =>
  firewallRules(scope, { ...args, ...changes }).rules;

/** A rule with everything in it known, as it is in a test. */
interface Plain {
  name: string;
  priority: number;
  action?: { block?: { customResponse: { responseCode: number; customResponseBodyKey: string } }; count?: object };
  overrideAction?: { none?: object; count?: object };
  ruleLabels?: { name: string }[];
  statement: Record<string, unknown>;
  visibilityConfig: object;
}
const plain = (scope: Scope, changes: Partial<FirewallRulesArgs> = {}): Plain[] =>
  JSON.parse(JSON.stringify(rules(scope, changes))) as Plain[];
const rule = (name: string, scope: Scope = "CLOUDFRONT", changes: Partial<FirewallRulesArgs> = {}): Plain => {
  const found = plain(scope, changes).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no rule ${name}`);
  return found;
};

const order: [string, number][] = [
  ["ip-reputation", 10],
  ["anonymous-ip", 20],
  ["global", 101],
  ["login", 102],
  ["registration", 103],
  ["orders", 104],
  ["common", 200],
  ["common-body-size", 210],
  ["known-bad-inputs", 220],
  ["sqli", 230],
];
const blocking = {
  managed: { overrideAction: { none: {} } },
  limited: { action: { block: { customResponse: { responseCode: 429, customResponseBodyKey: "limited" } } } },
  refused: { action: { block: { customResponse: { responseCode: 403, customResponseBodyKey: "refused" } } } },
};
const counting = { managed: { overrideAction: { count: {} } }, own: { action: { count: {} } } };

describe("both scopes", () => {
  it("have the same names and priorities, after the load balancer's proof of origin", () => {
    const listed = (scope: Scope) => plain(scope).map(({ name, priority }) => [name, priority]);
    expect(listed("CLOUDFRONT")).toEqual(order);
    expect(listed("REGIONAL")).toEqual([["origin-header", 0], ...order]);
  });

  it.each(scopes)("block today what no day is set for, but for VPNs: %s", (scope) => {
    // An address on a list would be the CDN's own before the load balancer.
    const reputation = scope === "CLOUDFRONT" ? blocking.managed : counting.managed;
    expect(rule("ip-reputation", scope)).toMatchObject(reputation);
    expect(rule("anonymous-ip", scope)).toMatchObject(counting.managed);
    for (const name of ["common", "known-bad-inputs", "sqli"]) {
      expect(rule(name, scope)).toMatchObject(blocking.managed);
    }
    for (const { name } of rateRules) expect(rule(name, scope)).toMatchObject(blocking.limited);
    expect(rule("common-body-size", scope)).toMatchObject(blocking.refused);
  });

  it.each(scopes)("show each rule in metrics, samples and labels: %s", (scope) => {
    for (const { name, visibilityConfig, ruleLabels, action } of plain(scope)) {
      expect(visibilityConfig).toEqual({
        cloudwatchMetricsEnabled: true,
        sampledRequestsEnabled: true,
        metricName: name,
      });
      expect(ruleLabels).toEqual(action === undefined ? undefined : [{ name: `trading:${name}` }]);
    }
  });
});

it("asks for five groups that AWS keeps", () => {
  const groups = plain("CLOUDFRONT").flatMap(({ name, statement }) =>
    statement["managedRuleGroupStatement"] === undefined ? [] : [[name, statement["managedRuleGroupStatement"]]],
  );
  const count = { name: "SizeRestrictions_BODY", actionToUse: { count: {} } };
  expect(groups).toEqual([
    ["ip-reputation", { vendorName: "AWS", name: "AWSManagedRulesAmazonIpReputationList" }],
    ["anonymous-ip", { vendorName: "AWS", name: "AWSManagedRulesAnonymousIpList" }],
    ["common", { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet", ruleActionOverrides: [count] }],
    ["known-bad-inputs", { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" }],
    ["sqli", { vendorName: "AWS", name: "AWSManagedRulesSQLiRuleSet" }],
  ]);
  expect(groups.map(([name]) => name)).toEqual(managedRules);
});

describe("large bodies", () => {
  it("are refused on every path but those that take files", () => {
    const tooLarge = {
      labelMatchStatement: { scope: "LABEL", key: "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body" },
    };
    const upload = pathStatement(["/api/v1/auth/documents"]);
    expect(rule("common-body-size").statement).toEqual({
      andStatement: { statements: [tooLarge, { notStatement: { statement: upload } }] },
    });
  });

  it("are the group's own affair where nothing takes files", () => {
    const without = { uploadPathPrefixes: [] };
    expect(plain("REGIONAL", without).map(({ name }) => name)).not.toContain("common-body-size");
    expect(rule("common", "REGIONAL", without).statement).toEqual({
      managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" },
    });
  });

  it("only count while their group does", () => {
    expect(rule("common-body-size", "CLOUDFRONT", { countUntil: { common: "2026-11-24" } })).toMatchObject(
      counting.own,
    );
  });
});

describe("limits", () => {
  const rate = (name: string, scope: Scope) => rule(name, scope).statement["rateBasedStatement"];

  it("count by the viewer's own address at the CDN", () => {
    expect(rate("global", "CLOUDFRONT")).toEqual({ aggregateKeyType: "IP", limit: 2000, evaluationWindowSec: 300 });
  });

  it("count by the address that the CDN wrote down before the load balancer, never by one from the viewer", () => {
    expect(rate("global", "REGIONAL")).toEqual({
      aggregateKeyType: "FORWARDED_IP",
      forwardedIpConfig: { headerName: "True-Client-IP", fallbackBehavior: "MATCH" },
      limit: 2000,
      evaluationWindowSec: 300,
    });
    expect(JSON.stringify(plain("REGIONAL"))).not.toMatch(/x-forwarded-for/i);
  });

  it.each(scopes)("hold for the paths and the method they name: %s", (scope) => {
    const post = {
      byteMatchStatement: {
        fieldToMatch: { method: {} },
        searchString: "POST",
        positionalConstraint: "EXACTLY",
        textTransformations: [{ type: "NONE", priority: 0 }],
      },
    };
    expect(rate("login", scope)).toMatchObject({
      limit: 20,
      evaluationWindowSec: 300,
      scopeDownStatement: pathStatement(["/api/v1/auth/login", "/api/auth/login"]),
    });
    expect(rate("orders", scope)).toMatchObject({
      limit: 300,
      evaluationWindowSec: 60,
      scopeDownStatement: { andStatement: { statements: [pathStatement(["/api/v1/trade/orders"]), post] } },
    });
  });

  it("can hold for a method alone", () => {
    const writes: RateRule = {
      name: "writes",
      order: 9,
      pathPrefixes: [],
      method: "PUT",
      limit: 10,
      evaluationWindowSec: 120,
    };
    const { statement } = rule("writes", "CLOUDFRONT", { rateRules: [writes] });
    expect(statement).toMatchObject({
      rateBasedStatement: { scopeDownStatement: { byteMatchStatement: { searchString: "PUT" } } },
    });
  });
});

describe("paths", () => {
  const pattern = (...prefixes: string[]) => {
    const { regexMatchStatement } = pathStatement(prefixes) as { regexMatchStatement: { regexString: string } };
    return regexMatchStatement;
  };

  it("are read as the service reads them", () => {
    expect(pattern("/api/Auth/Login", "/v1.0/x")).toEqual({
      regexString: "^(/api/auth/login|/v1\\.0/x)",
      fieldToMatch: { uriPath: {} },
      textTransformations: [
        { type: "URL_DECODE", priority: 0 },
        { type: "NORMALIZE_PATH", priority: 1 },
        { type: "LOWERCASE", priority: 2 },
      ],
    });
  });

  it.each(["", "api", "/a*", "/a(b", "/a|b", "/a b", "/a\\d", "/a%2fb"])("are plain: %j is refused", (prefix) => {
    expect(() => pathStatement(["/fine", prefix])).toThrow(`cannot look for the path "${prefix}"`);
  });

  it("match what begins with a prefix, and nothing else", () => {
    const path = fc.stringMatching(/^(\/[a-z0-9_-][a-z0-9_.-]{0,7}){1,4}$/);
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 4 }), path, (prefixes, other) => {
        const regex = new RegExp(pattern(...prefixes).regexString);
        expect(regex.test(other)).toBe(prefixes.some((prefix) => other.startsWith(prefix)));
        for (const prefix of prefixes) expect(regex.test(`${prefix}${other}`)).toBe(true);
      }),
    );
  });
});

describe("the proof of origin", () => {
  const carries = (searchString: string) => ({
    byteMatchStatement: {
      fieldToMatch: { singleHeader: { name: "x-origin-verify" } },
      searchString,
      positionalConstraint: "EXACTLY",
      textTransformations: [{ type: "NONE", priority: 0 }],
    },
  });

  it("is asked for first, and never only counted", () => {
    const countUntil = Object.fromEntries(managedRules.map((name) => [name, "2099-01-01"]));
    expect(plain("REGIONAL", { countUntil })[0]).toMatchObject({
      name: "origin-header",
      priority: 0,
      ...blocking.refused,
      statement: { notStatement: { statement: carries("first-secret") } },
    });
  });

  it("takes the old value and the new one while they change", () => {
    const originHeader = { name: "X-Origin-Verify", values: ["old", "new"] as const };
    expect(rule("origin-header", "REGIONAL", { originHeader }).statement).toEqual({
      notStatement: { statement: { orStatement: { statements: [carries("old"), carries("new")] } } },
    });
  });

  it("has nothing to do at the CDN, where the header is not known yet", () => {
    expect(JSON.stringify(plain("CLOUDFRONT"))).not.toMatch(/origin/i);
  });
});

describe("days", () => {
  const day = fc
    .date({ min: new Date("2026-01-01"), max: new Date("2028-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const named = fc.constantFrom(...managedRules, ...rateRules.map(({ name }) => name));

  it("make a rule count before, and block from then on", () => {
    fc.assert(
      fc.property(named, day, day, (name, from, today) => {
        const { action, overrideAction } = rule(name, "CLOUDFRONT", { countUntil: { [name]: from }, today });
        const counts = (action ?? overrideAction)?.count !== undefined;
        const blocks = action?.block !== undefined || overrideAction?.none !== undefined;
        expect([counts, blocks]).toEqual([today < from, today >= from]);
      }),
    );
  });

  it("of one rule leave all others as they are", () => {
    fc.assert(
      fc.property(named, day, fc.constantFrom(...scopes), (name, from, scope) => {
        const others = (changes: Partial<FirewallRulesArgs>) =>
          plain(scope, changes).filter((one) => !one.name.startsWith(name));
        expect(others({ countUntil: { [name]: from } })).toEqual(others({}));
      }),
    );
  });

  it("never make the load balancer judge the CDN's addresses", () => {
    const countUntil = { "ip-reputation": "2026-01-01", "anonymous-ip": "2026-01-01" };
    for (const name of Object.keys(countUntil)) {
      expect(rule(name, "REGIONAL", { countUntil })).toMatchObject(counting.managed);
      expect(rule(name, "CLOUDFRONT", { countUntil })).toMatchObject(blocking.managed);
    }
  });
});

it("answers a limit with a JSON 429 and other refusals with a JSON 403, whatever the limits are", () => {
  const rates = fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z]{3,12}-rate$/),
      order: fc.integer({ min: 1, max: 99 }),
      pathPrefixes: fc.array(fc.stringMatching(/^(\/[a-z]{1,8}){1,3}$/), { maxLength: 3 }),
      limit: fc.integer({ min: 10, max: 10_000 }),
      evaluationWindowSec: fc.constantFrom(60, 120, 300, 600),
    }),
    { maxLength: 6, selector: ({ order: place }) => place },
  );
  const distinct = rates.filter((list) => new Set(list.map(({ name }) => name)).size === list.length);
  fc.assert(
    fc.property(distinct, fc.constantFrom(...scopes), (list, scope) => {
      const own = plain(scope, { rateRules: list }).flatMap(({ statement, action }) =>
        action === undefined ? [] : [{ isRate: statement["rateBasedStatement"] !== undefined, action }],
      );
      expect(own.filter(({ isRate }) => isRate).length).toBe(list.length);
      for (const { isRate, action } of own) {
        expect({ action }).toEqual(isRate ? blocking.limited : blocking.refused);
      }
    }),
  );
  for (const { content } of Object.values(responseBodies)) {
    expect(JSON.parse(content)).toEqual({ error: expect.any(String) as string });
  }
});

describe("capacity", () => {
  // AWS WAF developer guide: groups 25 + 50 + 700 + 200 + 200; a rate rule 2; a regex 3 and 10 for each of three
  // transformations; a string match 2; a label 1.
  const managed = 25 + 50 + 700 + 200 + 200;
  const rates = 2 + (2 + 33) + (2 + 33) + (2 + 33 + 2);
  it.each([
    ["CLOUDFRONT", args.originHeader.values, managed + rates + 34],
    ["REGIONAL", args.originHeader.values, managed + rates + 34 + 2],
    ["REGIONAL", ["old", "new"] as const, managed + rates + 34 + 4],
  ] as const)("%s with %j takes %i of 1500 units", (scope, values, expected) => {
    const originHeader = { name: "X-Origin-Verify", values };
    expect(firewallRules(scope, { ...args, originHeader }).capacity).toBe(expected);
    expect(expected).toBeLessThan(1500);
  });

  it("is refused beyond the basic price", () => {
    const many = Array.from({ length: 9 }, (_, i): RateRule => ({
      name: `rate-${i}`,
      order: i + 1,
      pathPrefixes: ["/a"],
      limit: 10,
      evaluationWindowSec: 60,
    }));
    const fits = { rateRules: many.slice(0, 8), uploadPathPrefixes: [] };
    expect(firewallRules("CLOUDFRONT", { ...args, ...fits }).capacity).toBe(managed + 8 * 35);
    const tooMany = { rateRules: many, uploadPathPrefixes: ["/b"] };
    expect(() => rules("CLOUDFRONT", tooMany)).toThrow("take 1524 of 1500 capacity units");
  });
});

it.each([
  ["two of a name", { rateRules: [...rateRules, { ...rateRules[0], name: "sqli", order: 9 }] }, 'named "sqli"'],
  ["a name of ours", { rateRules: [{ ...rateRules[0], name: "origin-header" }] }, 'named "origin-header"'],
  ["another of ours", { rateRules: [{ ...rateRules[0], name: "common-body-size" }] }, 'named "common-body-size"'],
  ["two of an order", { rateRules: [...rateRules, { ...rateRules[0], name: "other", order: 4 }] }, "the order 4"],
  ["an order of 100", { rateRules: [{ ...rateRules[0], order: 100 }] }, "the order 100; it must be 1 to 99"],
  ["an order of 0", { rateRules: [{ ...rateRules[0], order: 0 }] }, "the order 0; it must be 1 to 99"],
  [
    "a day for no rule",
    { countUntil: { logins: "2026-12-01" } },
    'no firewall rule "logins"; there are: ip-reputation',
  ],
  [
    "a day for the proof of origin",
    { countUntil: { "origin-header": "2026-12-01" } },
    'no firewall rule "origin-header"',
  ],
])("refuses %s", (_, changes, message) => {
  for (const scope of scopes) {
    expect(() => rules(scope, changes as Partial<FirewallRulesArgs>)).toThrow(message);
  }
});
