import { describe, expect, it } from "vitest";
import { liveIndexFunction } from "../../components/edge/live-index.ts";
import { load, requestTo } from "../edge/edge-function.ts";

const hosts = { web: "mycrypto.example", api: "api.mycrypto.example", test: "api-test.mycrypto.example" };
const liveIndex = () => load(liveIndexFunction(hosts), { "live-version": "1.4.2", "preview-version": "1.5.0" });
const header = { "x-test-green": "true" };

describe("the test header", () => {
  it.each([hosts.api, "d111111abcdef8.cloudfront.net", "mytrader.example"])("opens no pages on %s", async (host) => {
    const { run, asked } = liveIndex();
    expect(await run(requestTo(host, "/", header))).toMatchObject({ statusCode: 404, body: '{"error":"not found"}' });
    expect(asked).toEqual([]);
  });
});

it("serves a file of any plain name", async () => {
  for (const uri of ["/~user/photo~1.png", "/a_b-c.d.js", "/A/0.svg"]) {
    expect((await liveIndex().run(requestTo(hosts.web, uri))).uri).toBe(`/1.4.2${uri}`);
  }
});
