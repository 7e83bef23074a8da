import { describe, expect, it } from "vitest";
import {
  isResource,
  merged,
  pending,
  pick,
  plain,
  type Properties,
  redacted,
  secret,
  secretPaths,
  shown,
  shownInShape,
  structured,
  texts,
  unknown,
  type Value,
} from "../../simulator/wire.ts";

const reference: Properties = {
  "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
  urn: "urn:pulumi:test::p::a:b:C::name",
  id: "i-1",
};

/** Secrets at the top, in lists, in blocks, around blocks and inside each other. */
const deep: Properties = {
  open: "open",
  none: null,
  flag: false,
  top: secret("hidden-1"),
  list: ["open", secret("hidden-2"), [secret("hidden-3")]],
  block: { inner: { leaf: secret("hidden-4"), later: unknown } },
  whole: secret({ key: "hidden-5", more: ["hidden-6", { leaf: "hidden-7" }], count: 7 }),
  twice: secret(secret("hidden-8")),
  pending: secret(unknown),
};

it("redacts at every depth and keeps everything else, the sentinel too", () => {
  expect(shown(deep)).toEqual({
    open: "open",
    none: null,
    flag: false,
    top: redacted,
    list: ["open", redacted, [redacted]],
    block: { inner: { leaf: redacted, later: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } },
    whole: redacted,
    twice: redacted,
    pending: redacted,
  });
});

it("redacts in shape: a secret block keeps its keys and no value", () => {
  expect(shownInShape(deep)).toEqual({
    open: "open",
    none: null,
    flag: false,
    top: redacted,
    list: ["open", redacted, [redacted]],
    block: { inner: { leaf: redacted, later: unknown } },
    whole: { key: redacted, more: [redacted, { leaf: redacted }], count: redacted },
    twice: redacted,
    pending: redacted,
  });
});

it("names every secret by its path", () => {
  expect(secretPaths(deep)).toEqual(["top", "list[1]", "list[2][0]", "block.inner.leaf", "whole", "twice", "pending"]);
  expect(secretPaths({ open: [{ a: 1 }] })).toEqual([]);
});

it("unwraps for providers", () => {
  expect(plain(deep)).toMatchObject({
    top: "hidden-1",
    list: ["open", "hidden-2", ["hidden-3"]],
    block: { inner: { leaf: "hidden-4", later: unknown } },
    whole: { key: "hidden-5", more: ["hidden-6", { leaf: "hidden-7" }], count: 7 },
    twice: "hidden-8",
    pending: unknown,
  });
});

it("shows a reference to a resource as its URN, also in a list", () => {
  expect(shown({ one: reference, all: [reference] })).toEqual({ one: reference["urn"], all: [reference["urn"]] });
});

it("finds every text with its path, in secrets too", () => {
  expect(texts({ a: "1", b: [secret("2"), 3, null], c: secret({ d: { e: "4" } }) })).toEqual([
    { path: "a", text: "1" },
    { path: "b[0]", text: "2" },
    { path: "c.d.e", text: "4" },
  ]);
});

it("makes each value of a shape unknown, blocks key by key", () => {
  expect(
    pending({ arn: "arn", list: [1], block: { id: "i", deeper: { flag: true } }, hidden: secret({ a: 1 }) }),
  ).toEqual({
    arn: unknown,
    list: unknown,
    block: { id: unknown, deeper: { flag: unknown } },
    hidden: unknown,
  });
});

describe("two values in one", () => {
  it("merges blocks and takes the second of everything else", () => {
    expect(merged({ a: 1, b: { c: 1, d: { e: 1 } }, l: [1, 2] }, { b: { d: { f: 2 } }, l: [3], n: null })).toEqual({
      a: 1,
      b: { c: 1, d: { e: 1, f: 2 } },
      l: [3],
      n: null,
    });
  });

  it("keeps secret what was secret in the first", () => {
    expect(merged({ a: secret("x"), b: { c: secret("y") } }, { a: "z", b: { c: "w" } })).toEqual({
      a: secret("z"),
      b: { c: secret("w") },
    });
    expect(merged({ a: { b: 1 } }, { a: secret({ c: 2 }) })).toEqual({ a: secret({ c: 2 }) });
    expect(merged({ a: secret("x") }, { a: secret("y") })).toEqual({ a: secret("y") });
  });
});

it("knows a reference to a resource from a secret and from any other block", () => {
  expect(
    [reference, secret(reference), deep, { urn: "urn", id: "i-1" }, null, undefined, "text"].map(isResource),
  ).toEqual([true, ...Array.from({ length: 6 }, () => false)]);
});

it("reads a provider's structured arguments from their text, in a secret too", () => {
  const cases: [Value | undefined, Value][] = [
    ['{"a":[1]}', { a: [1] }],
    [' ["a"]', ["a"]],
    [secret('{"a":1}'), { a: 1 }],
    [{ a: secret("b") }, { a: "b" }],
    ["[not JSON", "[not JSON"],
    ["{}x", "{}x"],
    ["eu-central-1", "eu-central-1"],
    ["12", "12"],
    ['"text"', '"text"'],
    [true, true],
    [unknown, unknown],
    [null, null],
    [undefined, null],
  ];
  expect(cases.map(([sent]) => structured(sent))).toEqual(cases.map(([, read]) => read));
});

it("picks keys, and leaves what is not there", () => {
  expect(pick({ a: 1, b: null, c: { d: 2 } }, ["b", "c", "x"])).toEqual({ b: null, c: { d: 2 } });
  expect(pick({ a: 1 }, [])).toEqual({});
});
