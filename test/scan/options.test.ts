import { expect, it } from "vitest";
import { parseScanOptions } from "../../scan/options.ts";

const known = ["prod", "staging"];
const parsed = (...args: string[]) => parseScanOptions(args, known);

it("scans every stack, and knows when it does not", () => {
  expect(parsed()).toEqual({ stacks: known, whole: true, json: undefined, keep: undefined, help: false });
  expect(parsed("--stack", "staging")).toMatchObject({ stacks: ["staging"], whole: false });
  expect(parsed("--stack", "staging", "--stack", "prod", "--stack", "prod")).toMatchObject({
    stacks: ["staging", "prod"],
    whole: true,
  });
});

it("takes files for its results", () => {
  expect(parsed("--json", "r.json", "--keep", "d", "--help")).toMatchObject({ json: "r.json", keep: "d", help: true });
});

it.each([
  [["--stack", "pord"], '--stack pord: there is no Pulumi.pord.yaml; did you mean "prod"? stacks: prod, staging'],
  [["--stack", "x"], "--stack x: there is no Pulumi.x.yaml; stacks: prod, staging"],
  [["--what"], "Unknown option '--what'"],
  [["prod"], "Unexpected argument 'prod'"],
])("refuses %s", (args, message) => {
  expect(() => parsed(...args)).toThrow(message);
});
