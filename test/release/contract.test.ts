import { expect, it } from "vitest";
import { releaseSchema, rememberedSchema, weightsSchema } from "../../contract/release.ts";
import { changed } from "../config/stack-file.ts";
import { documentOf, release } from "./shipped.ts";

const document = documentOf(await release("mytrader"));

it.each([
  [100, 0],
  [90, 10],
  [50, 50],
  [0, 100],
])("accepts weights %i and %i", (blue, green) => {
  expect(weightsSchema.parse({ blue, green })).toEqual({ blue, green });
});

it.each([
  [{ blue: 90, green: 9 }, "weights must sum to 100"],
  [{ blue: 90, green: 11 }, "weights must sum to 100"],
  [{ blue: 99.5, green: 0.5 }, "expected int"],
  [{ blue: 101, green: -1 }, "Too big"],
  [{ blue: 100 }, "expected number"],
  [{ blue: 100, green: 0, red: 0 }, "Unrecognized key"],
])("refuses weights %j", (weights, message) => {
  const { success, error } = weightsSchema.safeParse(weights);
  expect(success).toBe(false);
  expect(error?.message).toContain(message);
});

it("is what the stack's next update remembers, and more", () => {
  expect(rememberedSchema.parse(document)).toEqual({
    weights: { blue: 100, green: 0 },
    live: "blue",
    workColor: "blue",
  });
});

it.each<[string, string, unknown]>([
  ["a later schema", "schema", 2],
  ["a key that it does not know", "surprise", true],
  ["weights that do not sum to 100", "weights", { blue: 1, green: 1 }],
  ["a rule without its own weights", "listenerRules.0.weights", undefined],
  ["a rule that reports a secret beside", "listenerRules.0.token", "value"],
  ["the token itself in place of its address", "testHeaders.1", { name: "X-Test-Token", value: "token" }],
  ["a third color", "colors.red", {}],
  ["another source of figures", "metrics.source", "prometheus"],
  ["a third kind of migration", "migrations", [{ name: "001-x", kind: "both" }]],
])("refuses %s", (_, path, value) => {
  expect(releaseSchema.safeParse(document).success).toBe(true);
  const { success, error } = releaseSchema.safeParse(changed(document, path, value));
  expect(success).toBe(false);
  const [where] = path.split(".");
  for (const issue of error?.issues ?? []) expect([where, undefined]).toContain(issue.path[0]);
});

it("lets a color be absent", () => {
  expect(releaseSchema.parse(changed(document, "colors.green", undefined)).colors.green).toBeUndefined();
});
