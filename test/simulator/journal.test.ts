import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Kept } from "../../simulator/cloud/cloud.ts";
import { openCloud } from "../../simulator/cloud/journal.ts";
import { secret } from "../../simulator/wire.ts";

const type = "aws:ec2/vpc:Vpc";
const vpc = (digit: string): Kept => ({
  type,
  id: `vpc-${digit.repeat(17)}`,
  inputs: { cidrBlock: "10.0.0.0/16", hidden: secret("kept") },
  outputs: { ownerId: "111122223333" },
  nonce: digit,
});
const [one, two] = [vpc("1"), vpc("2")];

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  file = join(folder, "deep", "cloud.jsonl");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const lines = () => readFileSync(file, "utf8").split("\n").slice(0, -1);

it("what was made, changed and deleted is so when the cloud is opened again", () => {
  const cloud = openCloud(file);
  expect(cloud.all()).toEqual([]);
  cloud.create(one);
  cloud.create(two);
  cloud.update({ ...two, inputs: { changed: true } });
  cloud.delete(type, one.id);
  expect(openCloud(file).all()).toEqual([{ ...two, inputs: { changed: true } }]);
});

it("each change is on disk at once, and the past is dropped on opening", () => {
  const cloud = openCloud(file);
  cloud.create(one);
  expect(lines()).toHaveLength(1);
  cloud.update(one);
  cloud.create(two);
  cloud.delete(type, two.id);
  expect(lines()).toHaveLength(4);
  const again = openCloud(file);
  expect(lines()).toEqual([JSON.stringify({ type, id: one.id, kept: one })]);
  again.create(two);
  expect(openCloud(file).all()).toEqual([one, two]);
});

it("a refused change is not written", () => {
  const cloud = openCloud(file);
  cloud.create(one);
  expect(() => {
    cloud.create(one);
  }).toThrow("exists already");
  expect(lines()).toHaveLength(1);
});

it("a last line that was cut off by a crash never happened", () => {
  openCloud(file).create(one);
  appendFileSync(file, JSON.stringify({ type, id: two.id, kept: two }).slice(0, 40));
  const cloud = openCloud(file);
  expect(cloud.all()).toEqual([one]);
  cloud.create(two);
  expect(openCloud(file).all()).toEqual([one, two]);
});

it("any other broken line is named, and the file left as it is", () => {
  openCloud(file).create(one);
  appendFileSync(file, "{nonsense\n");
  const before = readFileSync(file, "utf8");
  expect(() => openCloud(file)).toThrow(`${file}: line 2 is not JSON; delete the folder to begin with an empty cloud`);
  expect(readFileSync(file, "utf8")).toBe(before);
});

it("is readable by its owner alone, as secrets are in it", () => {
  openCloud(file).create(one);
  expect(readFileSync(file, "utf8")).toContain("kept");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "deep")).mode & 0o777).toBe(0o700);
});

it("opens an empty file as an empty cloud", () => {
  openCloud(file);
  writeFileSync(file, "");
  expect(openCloud(file).all()).toEqual([]);
});
