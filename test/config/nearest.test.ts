import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { nearest } from "../../config/explain.ts";
import { platformSchema } from "../../config/schema.ts";
import { loadCatalog } from "../../systems/model/catalog.ts";

/** The keys of every mapping of the config, one list a mapping. */
function siblings(schema: z.core.JSONSchema.BaseSchema): string[][] {
  const { items } = schema;
  const children = [...Object.values(schema.properties ?? {}), ...(Array.isArray(items) ? items : [items ?? true])];
  const below = children.flatMap((child) => (typeof child === "boolean" ? [] : siblings(child)));
  return schema.properties === undefined ? below : [Object.keys(schema.properties), ...below];
}

const mappings = siblings(z.toJSONSchema(platformSchema(await loadCatalog()), { io: "input" }));

const letter = fc.stringMatching(/^[A-Za-z_-]$/);

/** A key of some mapping, and the same after one letter was dropped, added or replaced. */
const slip = fc
  .constantFrom(...mappings.filter((keys) => keys.length > 0))
  .chain((keys) => fc.tuple(fc.constant(keys), fc.constantFrom(...keys)))
  .chain(([keys, key]) =>
    fc
      .tuple(fc.nat(key.length - 1), letter, fc.constantFrom(...(["drop", "add", "replace"] as const)))
      .map(([at, extra, edit]) => {
        const [before, here, after] = [key.slice(0, at), key.slice(at, at + 1), key.slice(at + 1)];
        const edited = {
          drop: before + after,
          add: before + extra + here + after,
          replace: before + extra + after,
        };
        return { keys, key, word: edited[edit] };
      }),
  );

it("finds the key that was meant after one slip, or one that the slip made just as near", () => {
  fc.assert(
    fc.property(slip, ({ keys, key, word }) => {
      const found = nearest(word, keys);
      expect(found).toBeDefined();
      // `api` and `app` are one slip apart: neither could be told from the other.
      const alike = keys.filter((other) => other !== key && oneSlipApart(other.toLowerCase(), word.toLowerCase()));
      expect([key, ...alike]).toContain(found);
    }),
    { numRuns: 2000 },
  );
});

/** Whether at most one dropped, added or replaced letter makes one word of the other. */
function oneSlipApart(a: string, b: string): boolean {
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  const [x, y] = [a.slice(start), b.slice(start)];
  return x === y || x.slice(1) === y || x === y.slice(1) || x.slice(1) === y.slice(1);
}

it.each([
  ["enviroment", "environment"],
  ["MultiAZ", "multiAz"],
  ["service", "serviceCidr"],
  ["environmentName", "environment"],
  ["max", undefined],
  ["env", undefined],
])("%s: %s", (word, expected) => {
  expect(nearest(word, ["environment", "multiAz", "serviceCidr"])).toBe(expected);
});

it("guesses nothing where nothing is allowed", () => {
  expect(nearest("anything", [])).toBeUndefined();
});
