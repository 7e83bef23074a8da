import { expect, it } from "vitest";
import { entryOf } from "../../components/foundation/entry-of.ts";

const keys = new Map([
  ["logs", "arn:logs"],
  ["secrets", "arn:secrets"],
]);

it("gives the entry", () => {
  expect(entryOf(keys, "secrets", "key for secrets")).toBe("arn:secrets");
});

it.each([0, "", false, null])("takes %j for an entry as any other", (value) => {
  expect(entryOf(new Map([["there", value]]), "there", "entry")).toBe(value);
});

it("says what is missing, and in their order what there is", () => {
  expect(() => entryOf(keys, "postgres", "key for postgres")).toThrow(
    new Error("no key for postgres; there are: logs, secrets"),
  );
});

it.each(["constructor", "__proto__", "size"])("knows no %s of its own", (name) => {
  expect(() => entryOf(keys, name, name)).toThrow(new Error(`no ${name}; there are: logs, secrets`));
});
