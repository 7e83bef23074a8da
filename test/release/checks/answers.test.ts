import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { afterList, entriesOf, healthFaults, listFaults } from "../../../release/checks/answers.ts";
import type { Checks, Fallback } from "../../../release/checks/checks.ts";
import { journeysAt } from "../../../release/checks/checks.ts";
import { listen } from "../../../rehearsal/listen.ts";
import { never, served } from "./server.ts";

const leaders: Fallback = { path: "/leaders", status: 400, instead: "/symbols", requirements: ["MT-087", "MT-041"] };
const checks: Checks = { healthPaths: [], hubs: [], fallbacks: [leaders], journeys: [] };
const waivers = [{ requirement: "MT-087", reason: "known" }];

/** Answers by path: status and body. */
const answering = (answers: Readonly<Record<string, readonly [number, string]>>) =>
  served(({ url = "" }, response) => {
    const [status, body] = answers[url] ?? [404, ""];
    response.writeHead(status).end(body);
  });

describe("health paths", () => {
  it("must all answer 200, and each that does not is named", async () => {
    const target = await served(({ url = "" }, response) => {
      const status = { "/a": 200, "/b": 503, "/c": 302 }[url] ?? 404;
      response.writeHead(status, { location: "/a" }).end();
    });
    expect(await healthFaults(target, ["/a"], never)).toEqual([]);
    expect(await healthFaults(target, ["/a", "/b", "/c", "/d"], never)).toEqual([
      "GET /b: answered 503, must be 200",
      "GET /c: answered 302, must be 200",
      "GET /d: answered 404, must be 200",
    ]);
  });

  it("must answer in time, over a connection", async () => {
    const silent = await served(() => undefined, { timeoutMs: 100 });
    expect(await healthFaults(silent, ["/a"], never)).toEqual(["GET /a: no whole answer in 100 ms"]);
    const half = await served((_, response) => response.writeHead(200).write("half"), { timeoutMs: 100 });
    expect(await healthFaults(half, ["/a"], never)).toEqual(["GET /a: no whole answer in 100 ms"]);
    const closed = await listen(createServer());
    await closed.close();
    const nobody = { ...silent, address: `http://127.0.0.1:${closed.port}` };
    expect(await healthFaults(nobody, ["/a"], never)).toEqual([expect.stringContaining("ECONNREFUSED")]);
  });

  it("are asked for with the headers of the test rule, and must be the color's own", async () => {
    const echo = await served(
      ({ headers }, response) => response.writeHead(200, { "x-color": String(headers["x-test"]) }).end(),
      {
        headers: { "X-Test": "blue" },
        stranger: (headers) => (headers.get("x-color") === "green" ? undefined : "is not green"),
      },
    );
    expect(await healthFaults(echo, ["/a"], never)).toEqual(["GET /a: is not green"]);
    expect(await healthFaults({ ...echo, headers: { "X-Test": "green" } }, ["/a"], never)).toEqual([]);
  });

  it("are not asked for any longer when the signal says so", async () => {
    const silent = await served(() => undefined);
    const stop = new AbortController();
    const asked = healthFaults(silent, ["/a"], stop.signal);
    stop.abort(new Error("given up"));
    await expect(asked).rejects.toThrow("given up");
  });
});

describe("a list with a known fault", () => {
  it.each<[string, Record<string, [number, string]>, boolean, string[]]>([
    ["is there", { "/leaders": [200, "[1]"] }, false, []],
    ["is empty", { "/leaders": [200, "[]"] }, true, ["GET /leaders: its list is empty"]],
    ["is none", { "/leaders": [200, "{}"] }, true, ["GET /leaders: its answer holds no list"]],
    ["fails otherwise", { "/leaders": [500, ""] }, true, ["GET /leaders: answered 500, must be 200"]],
    [
      "fails as is known, and nobody waived it",
      { "/leaders": [400, ""], "/symbols": [200, "[1]"] },
      false,
      ["GET /leaders: answered 400, which is known; a waiver of MT-087 in the plan lets it pass"],
    ],
    ["fails as is known and was waived", { "/leaders": [400, ""], "/symbols": [200, "[1]"] }, true, []],
    [
      "has nothing to stand in for it",
      { "/leaders": [400, ""], "/symbols": [200, "[]"] },
      true,
      ["GET /symbols, in place of /leaders: its list is empty"],
    ],
    [
      "has a substitute that fails",
      { "/leaders": [400, ""] },
      true,
      ["GET /symbols, in place of /leaders: answered 404, must be 200"],
    ],
  ])("%s", async (_what, answers, waived, faults) => {
    const target = await answering(answers);
    expect(await listFaults(target, checks, waived ? waivers : [], never)).toEqual(faults);
  });

  it("is waived by its own requirement alone", () => {
    const answer = { status: 400, body: "" };
    expect(afterList(leaders, answer, waivers)).toBe("instead");
    expect(afterList(leaders, answer, [{ requirement: "MT-041", reason: "x" }])).toHaveLength(1);
  });
});

it.each<[string, number | undefined]>([
  ["[]", 0],
  ["[1, 2]", 2],
  ['{"items": [1]}', 1],
  ['{"items": [1], "count": 1}', 1],
  ['{"items": [1], "others": []}', undefined],
  ["{}", undefined],
  ["null", undefined],
  ['"text"', undefined],
  ["<html>", undefined],
  ["", undefined],
])("%s is a list of %s entries", (body, entries) => {
  expect(entriesOf(body)).toBe(entries);
});

describe("journeys", () => {
  const journey = (name: string, registers: boolean) => ({ name, requirements: ["MC-174"], registers });
  const all = { ...checks, journeys: [journey("registration", true), journey("login", false)] };
  it.each<[Parameters<typeof journeysAt>[0], boolean, string[]]>([
    ["preview", true, ["login"]],
    ["preview", false, ["registration", "login"]],
    ["registration", true, ["registration"]],
    ["verification", true, ["registration", "login"]],
    ["verification", false, ["registration", "login"]],
  ])("at the %s, first launch %s, are %j", (point, firstLaunch, names) => {
    expect(journeysAt(point, { firstLaunch, checks: all }).map(({ name }) => name)).toEqual(names);
  });
});
