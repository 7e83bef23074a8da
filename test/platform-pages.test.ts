import { expect, it } from "vitest";
import { deployPlatform } from "../platform.ts";
import { loadCatalog } from "../systems/model/catalog.ts";
import { after, read, shipped } from "./config/stack-file.ts";
import { deploy } from "./harness.ts";

const catalog = await loadCatalog();
const prod = await shipped("prod");

/** Versions of MyTrader whose settings are there, and those that the edge is told of. */
async function pagesOf(changes: Readonly<Record<string, unknown>>) {
  const config = read(after(prod, changes));
  const run = await deploy(() => deployPlatform(config, catalog), { mode: "update", stack: "prod" });
  const values = (type: string, key: string) =>
    run
      .all(type)
      .flatMap(({ name, props }) => (name.startsWith("trading-prod-mytrader-") ? [props[key] as string] : []));
  return {
    files: values("aws:s3:BucketObjectv2", "key").sort(),
    served: values("aws:cloudfront:KeyvaluestoreKey", "value").sort(),
  };
}

const filesOf = (...versions: string[]) =>
  versions.flatMap((version) => [`${version}/client-config.json`, `${version}/client-config.preview.json`]);

it.each([
  ["both colors", {}, ["2.3.1", "2.4.0"], ["2.3.1", "2.4.0"]],
  [
    "one version in both colors, once",
    { "systems.mytrader.colors.green.version": "2.3.1" },
    ["2.3.1"],
    ["2.3.1", "2.3.1"],
  ],
  ["the live color, with the other one gone", { "systems.mytrader.colors.green": undefined }, ["2.3.1"], ["2.3.1"]],
  [
    "the color that was promoted",
    { "systems.mytrader.colors.blue": undefined, "systems.mytrader.weights": { blue: 0, green: 100 } },
    ["2.4.0"],
    ["2.4.0"],
  ],
])("has the settings of %s, so that no served version lacks them", async (_, changes, versions, served) => {
  const pages = await pagesOf(changes);
  expect(pages).toEqual({ files: filesOf(...versions), served });
  for (const version of pages.served) expect(pages.files).toEqual(expect.arrayContaining(filesOf(version)));
});
