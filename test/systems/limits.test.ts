import { describe, expect, it } from "vitest";
import { pathStatement } from "../../components/edge/firewall-statements.ts";
import { systemFaults } from "../../systems/model/faults.ts";
import { limitedActions, type RateLimit } from "../../systems/model/system.ts";
import mytrader from "../../systems/mytrader.ts";

const faults = (...limits: RateLimit[]) => systemFaults({ ...mytrader, limits });

it("may be for each action that the platform knows", () => {
  expect(limitedActions).toEqual(["login", "registration", "orders"]);
  expect(faults()).toEqual([]);
  expect(faults(...limitedActions.map((action): RateLimit => ({ action, paths: [`/${action}`] })))).toEqual([]);
});

it("are one for each action, for rules are named after it", () => {
  expect(faults({ action: "login", paths: ["/a"] }, { action: "login", paths: ["/b"] })).toEqual([
    "limits: login is listed twice",
  ]);
});

describe("a path", () => {
  it.each(["/login", "/api/v1/auth/login", "/API/v1.0/sign-in", "/a_b"])(
    "%s is one that the firewall takes",
    (path) => {
      expect(faults({ action: "login", paths: [path] })).toEqual([]);
      expect(() => pathStatement([path])).not.toThrow();
    },
  );

  it.each([
    "",
    "/",
    "login",
    "/a*",
    "/a b",
    "/a?b",
    "/a|b",
    "/a%2fb",
    "/a\\b",
    "https://a/b",
    "/a~b",
    "/a//b",
    "/a/../b",
    "/./a",
  ])("%j is none", (path) => {
    expect(faults({ action: "login", paths: ["/fine", path] })).toEqual([
      `limit "login": "${path}" must be a plain path`,
    ]);
    expect(() => pathStatement(["/fine", path])).toThrow(`cannot look for the path "${path}"`);
  });
});
