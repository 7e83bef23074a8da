import { describe, expect, it } from "vitest";
import { ClientConfigFiles, type ClientConfigFilesArgs } from "../../components/edge/client-config-files.ts";
import { clientConfigOf } from "../../components/release/client-config.ts";
import mytrader from "../../systems/mytrader.ts";
import { counts, deploy } from "../harness.ts";

const bucket = "trading-prod-mytrader-web-1234567";
const settings = {
  live: clientConfigOf(mytrader.clientConfig, "mytrader.example"),
  preview: clientConfigOf(mytrader.clientConfig, "test.mytrader.example"),
};
const type = "aws:s3:BucketObjectv2";

const files = (changes: Partial<ClientConfigFilesArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const made = new ClientConfigFiles("settings", { bucket, versions: ["2.3.1", "2.4.0"], settings, ...changes });
      return { keys: made.files.map(({ key }) => key) };
    },
    { mode },
  );

/** What a page reads, byte for byte. */
const told = (host: string) => `{
  "API_BASE_URL": "https://${host}/api",
  "AUTH_BASE_URL": "https://${host}/api",
  "WS_BASE_URL": "wss://${host}/hubs/market-data"
}
`;

describe("settings of pages", () => {
  it.each(["preview", "update"] as const)("are two files beside each version's pages, in the %s", async (mode) => {
    const { all, one, outputs, resources } = await files({}, mode);
    expect(counts(resources)).toEqual({ [type]: 4, "trading:edge:ClientConfigFiles": 1 });
    const file = (version: string, host: string, name: string, api: string) => ({
      bucket,
      key: `${version}/${name}`,
      content: told(api),
      contentType: "application/json",
      cacheControl: "public, max-age=60",
      tags: { Name: `settings-${host}-${version}` },
    });
    expect(all(type).map(({ props }) => props)).toEqual([
      file("2.3.1", "live", "client-config.json", "mytrader.example"),
      file("2.4.0", "live", "client-config.json", "mytrader.example"),
      file("2.3.1", "preview", "client-config.preview.json", "test.mytrader.example"),
      file("2.4.0", "preview", "client-config.preview.json", "test.mytrader.example"),
    ]);
    const parent = one("trading:edge:ClientConfigFiles").urn;
    for (const made of all(type)) expect([made.parent, { Name: made.name }]).toEqual([parent, made.props["tags"]]);
    expect(outputs["keys"]).toEqual([
      "2.3.1/client-config.json",
      "2.3.1/client-config.preview.json",
      "2.4.0/client-config.json",
      "2.4.0/client-config.preview.json",
    ]);
  });

  it("leave encryption, access and protection to the bucket", async () => {
    for (const made of (await files()).all(type)) {
      expect(made.protect).toBe(false);
      expect(Object.keys(made.props).sort()).toEqual([
        "bucket",
        "cacheControl",
        "content",
        "contentType",
        "key",
        "tags",
      ]);
    }
  });

  it.each([
    ["of a version that both colors have are there once", ["2.3.1", "2.3.1"], ["2.3.1"]],
    ["of one color alone, too, are for both hosts", ["2.3.1"], ["2.3.1"]],
    ["of no color at all are none", [], []],
  ])("%s", async (_, versions, expected) => {
    const keys = (await files({ versions })).all(type).map(({ props }) => props["key"]);
    expect(keys.sort()).toEqual(
      expected.flatMap((one) => [`${one}/client-config.json`, `${one}/client-config.preview.json`]),
    );
  });

  it("are the same resources whichever color has their version", async () => {
    const urns = async (versions: string[]) => (await files({ versions })).all(type).map(({ urn }) => urn);
    expect(await urns(["2.4.0", "2.3.1"])).toEqual(await urns(["2.3.1", "2.4.0"]));
    // A version may be called as another version's file: none takes the other's place.
    expect(new Set(await urns(["2.4.0", "preview-2.4.0", "2.4.0-preview"])).size).toBe(6);
  });

  it("are no part of the component as far as a release changes them", async () => {
    expect((await files()).one("trading:edge:ClientConfigFiles").props).toEqual({ settings });
  });
});
