import { describe, expect, it } from "vitest";
import { type Notes, reader } from "../../policies/read.ts";
import { unknown } from "./fixture.ts";

const read = (inputs: unknown, secrets?: readonly string[]) => {
  const notes: Notes = { asked: new Set(), unknown: new Set() };
  return { notes, of: reader(inputs, notes, secrets === undefined ? undefined : new Set(secrets)) };
};
const inputs = {
  size: 3,
  none: null,
  labels: { "app.kubernetes.io/name": "shop", plain: "x" },
  rules: [{ port: 443 }, unknown, { port: unknown }],
  policy: JSON.stringify({ Statement: [{ Effect: "Allow" }] }),
  broken: "{",
  later: unknown,
};

describe("a reader", () => {
  it.each([
    ["size", { known: true, value: 3 }],
    ["none", { known: true, value: null }],
    ["absent", { known: true, value: undefined }],
    ["absent.deep[3].x", { known: true, value: undefined }],
    ["size.deep", { known: true, value: undefined }],
    ['labels["app.kubernetes.io/name"]', { known: true, value: "shop" }],
    ["rules[0].port", { known: true, value: 443 }],
    ["rules[1].port", { known: false }],
    ["rules[2].port", { known: false }],
    ["rules", { known: false }],
    ["later.deep", { known: false }],
    ["toString", { known: true, value: undefined }],
  ])("reads %s", (path, expected) => {
    const { of, notes } = read(inputs);
    expect(of.get(path)).toEqual(expected);
    expect([...notes.asked]).toEqual([path]);
    expect([...notes.unknown]).toEqual(expected.known ? [] : [path]);
  });

  it("gives a block that can be made a text of, whatever its keys", () => {
    const { of } = read({ name: { toString: null, valueOf: 1, rest: 2 } });
    const reading = of.get("name");
    expect(reading).toEqual({ known: true, value: { rest: 2 } });
    expect(() => (reading.known ? `${JSON.stringify(reading.value)} ${String(reading.value)}` : "")).not.toThrow();
  });

  it("gives each item of a list its path, an unknown one too", () => {
    const { of, notes } = read(inputs);
    const ports = of.items("rules").map((rule) => [rule.at("port"), rule.get("port").known]);
    expect(ports).toEqual([
      ["rules[0].port", true],
      ["rules[1].port", false],
      ["rules[2].port", false],
    ]);
    expect([...notes.unknown]).toEqual(["rules[1].port", "rules[2].port"]);
    expect(of.items("size")).toEqual([]);
    expect(of.items("absent")).toEqual([]);
  });

  it("gives each value of a mapping its key and path", () => {
    const { of } = read(inputs);
    expect(of.entries("labels").map(([key, value]) => [key, value.path])).toEqual([
      ["app.kubernetes.io/name", 'labels["app.kubernetes.io/name"]'],
      ["plain", "labels.plain"],
    ]);
    expect(of.entries("").map(([key]) => key)).toEqual(Object.keys(inputs));
    expect(of.entries("rules")).toEqual([]);
    const [[, first] = []] = of.entries("labels");
    expect(first?.get("")).toEqual({ known: true, value: "shop" });
  });

  it("reads on from a block, under its full path", () => {
    const { of, notes } = read(inputs);
    expect(of.block("labels").get("plain")).toEqual({ known: true, value: "x" });
    expect(of.block("later").get("x")).toEqual({ known: false });
    expect([...notes.asked]).toEqual(["labels.plain", "later.x"]);
  });

  it("reads JSON text as the block it holds, and is not sure of what is none", () => {
    const { of, notes } = read(inputs);
    const [statement] = of.json("policy").items("Statement");
    expect([statement?.path, statement?.get("Effect")]).toEqual([
      "policy.Statement[0]",
      { known: true, value: "Allow" },
    ]);
    expect(of.json("labels").get("plain")).toEqual({ known: true, value: "x" });
    expect(of.json("absent").get("x")).toEqual({ known: true, value: undefined });
    expect([...notes.unknown]).toEqual([]);
    expect(of.json("broken").get("x")).toEqual({ known: false });
    expect(of.json("later").get("x")).toEqual({ known: false });
    expect([...notes.unknown]).toEqual(["broken", "broken.x", "later", "later.x"]);
  });

  it("lists known literals with their paths, and takes no note of the others", () => {
    const { of, notes } = read(inputs);
    expect(of.literals("labels")).toEqual([
      { path: 'labels["app.kubernetes.io/name"]', value: "shop" },
      { path: "labels.plain", value: "x" },
    ]);
    expect(of.literals("rules")).toEqual([{ path: "rules[0].port", value: 443 }]);
    expect(of.literals("later")).toEqual([]);
    expect(of.literals("").map(({ path }) => path)).toContain("size");
    expect([...notes.asked]).toEqual([]);
  });

  it("knows a secret by its path or a block's around it, and does not guess", () => {
    const { of } = read(inputs, ["labels", "rules[0].port"]);
    expect(of.isSecret("labels.plain")).toBe(true);
    expect(of.isSecret('labels["app.kubernetes.io/name"]')).toBe(true);
    expect(of.isSecret("rules[0].port")).toBe(true);
    expect(of.isSecret("rules[0]")).toBe(false);
    expect(of.isSecret("label")).toBe(false);
    expect(of.items("rules")[0]?.isSecret("port")).toBe(true);
    expect(read(inputs).of.isSecret("labels")).toBeUndefined();
  });
});
