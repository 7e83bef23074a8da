import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientConfigFiles, liveIndexFunction, versionKeys } from "../../components/edge/live-index.ts";
import { viewerAddressFunction, viewerAddressHeader } from "../../components/edge/viewer-address.ts";
import { faultsOf, load, requestTo } from "./edge-function.ts";

const mycrypto = { web: "mycrypto.example", api: "api.mycrypto.example", test: "api-test.mycrypto.example" };
const mytrader = { web: "mytrader.example", api: "mytrader.example", test: "test.mytrader.example" };
const live = "1.4.2";
const preview = "1.5.0-rc.1";
const both = { "live-version": live, "preview-version": preview };
const testing = { "x-test-green": "true" };
const notFound = {
  statusCode: 404,
  statusDescription: "Not Found",
  headers: { "content-type": { value: "application/json" }, "cache-control": { value: "no-store" } },
  body: '{"error":"not found"}',
};

const liveIndex = (hosts = mycrypto, values: Record<string, string> = both) => load(liveIndexFunction(hosts), values);
const uriOf = async (host: string, uri: string, headers = {}, hosts = mycrypto) =>
  (await liveIndex(hosts).run(requestTo(host, uri, headers))).uri;

describe("pages", () => {
  it.each([
    ["/", "/1.4.2/index.html"],
    ["/index.html", "/1.4.2/index.html"],
    ["/client-config.json", "/1.4.2/client-config.json"],
    ["/favicon.ico", "/1.4.2/favicon.ico"],
    ["/.well-known/security.txt", "/1.4.2/.well-known/security.txt"],
    ["/markets", "/1.4.2/index.html"],
    ["/markets/BTC-USDT", "/1.4.2/index.html"],
    ["/markets/v1.2/", "/1.4.2/index.html"],
    ["/markets/BTC%2FUSDT", "/1.4.2/index.html"],
    ["/no/assets/app.js", "/1.4.2/no/assets/app.js"],
    // Another version's page is nobody's to ask for.
    ["/1.5.0-rc.1/index.html", "/1.4.2/1.5.0-rc.1/index.html"],
    ["/1.5.0-rc.1/", "/1.4.2/index.html"],
  ])("follow the live version: %s is %s", async (uri, expected) => {
    expect(await uriOf("mycrypto.example", uri)).toBe(expected);
    expect(await uriOf("mytrader.example", uri, {}, mytrader)).toBe(expected);
  });

  it("change with one value of the store, under a path of their own in the cache", async () => {
    const after = liveIndex(mycrypto, { ...both, "live-version": "1.5.0" });
    expect((await after.run(requestTo("mycrypto.example", "/"))).uri).toBe("/1.5.0/index.html");
    expect(after.asked).toEqual([versionKeys.live]);
  });

  it("are found whatever the case of the host", async () => {
    expect(await uriOf("MyCrypto.Example", "/")).toBe("/1.4.2/index.html");
  });

  it("keep all else of the request", async () => {
    const event = requestTo("mycrypto.example", "/a", { cookie: "a=b" });
    expect(await liveIndex().run(event)).toEqual({ ...event.request, uri: "/1.4.2/index.html" });
  });
});

describe("the preview", () => {
  it.each([
    ["/", "/1.5.0-rc.1/index.html"],
    ["/client-config.json", "/1.5.0-rc.1/client-config.preview.json"],
    ["/settings/client-config.json", "/1.5.0-rc.1/settings/client-config.json"],
    ["/markets", "/1.5.0-rc.1/index.html"],
  ])("is on the test host, with the test header: %s is %s", async (uri, expected) => {
    expect(await uriOf("api-test.mycrypto.example", uri, testing)).toBe(expected);
    expect(await uriOf("test.mytrader.example", uri, testing, mytrader)).toBe(expected);
  });

  it.each([
    ["without the header", {}],
    ["with another value", { "x-test-green": "yes" }],
    ["with an empty one", { "x-test-green": "" }],
  ])("is not there %s", async (_, headers) => {
    expect(await liveIndex().run(requestTo("api-test.mycrypto.example", "/", headers))).toEqual(notFound);
  });

  it("is not on the web host, whatever the header", async () => {
    expect(await uriOf("mycrypto.example", "/", testing)).toBe("/1.4.2/index.html");
  });

  it("may be none at all", async () => {
    const without = liveIndex(mycrypto, { "live-version": live });
    expect(await without.run(requestTo("api-test.mycrypto.example", "/", testing))).toEqual({
      ...notFound,
      body: '{"error":"no preview"}',
    });
  });
});

describe("the settings", () => {
  const run = async (host: string, values: Record<string, string>) =>
    (await liveIndex(mycrypto, values).run(requestTo(host, "/client-config.json", testing))).uri;

  it("are one file by host, also of a version that both hosts show, so that no cached copy is the other's", async () => {
    const version = fc.stringMatching(/^[0-9]{1,2}\.[0-9]\.[0-9](-rc\.[0-9])?$/);
    await fc.assert(
      fc.asyncProperty(version, version, async (one, other) => {
        const values = { "live-version": one, "preview-version": other };
        expect(await run(mycrypto.web, values)).toBe(`/${one}/${clientConfigFiles.live}`);
        expect(await run(mycrypto.test, values)).toBe(`/${other}/${clientConfigFiles.preview}`);
        expect(await run(mycrypto.web, { ...values, "preview-version": one })).not.toBe(
          await run(mycrypto.test, { ...values, "preview-version": one }),
        );
      }),
    );
  });

  it("are the only file that differs: all else of a version is the same on both hosts", async () => {
    const same = { "live-version": live, "preview-version": live };
    const segment = fc.stringMatching(/^[A-Za-z0-9_.-]{1,10}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 3 }), async (parts) => {
        const uri = `/${parts.join("/")}`;
        fc.pre(uri !== `/${clientConfigFiles.live}`);
        const on = async (host: string) => liveIndex(mycrypto, same).run(requestTo(host, uri, testing));
        expect(await on(mycrypto.test)).toEqual(
          await on(mycrypto.web).then((seen) =>
            seen.statusCode === undefined
              ? { ...seen, headers: { ...seen.headers, host: { value: mycrypto.test } } }
              : seen,
          ),
        );
      }),
    );
  });

  it("keep their file through a promotion and back", async () => {
    const before = { "live-version": live, "preview-version": preview };
    const after = { "live-version": preview, "preview-version": live };
    const seen = [];
    for (const values of [before, after, before]) seen.push(await run(mycrypto.web, values));
    expect(seen).toEqual(["/1.4.2/client-config.json", "/1.5.0-rc.1/client-config.json", "/1.4.2/client-config.json"]);
  });
});

it("has no pages on a host of the API alone, nor on a stranger's", async () => {
  for (const host of ["api.mycrypto.example", "d111111abcdef8.cloudfront.net", "mycrypto.example.evil.example"]) {
    const { run, asked } = liveIndex();
    expect(await run(requestTo(host, "/"))).toEqual(notFound);
    expect(asked).toEqual([]);
  }
});

it("says 503 while no version is live", async () => {
  expect(await liveIndex(mycrypto, {}).run(requestTo("mycrypto.example", "/"))).toEqual({
    ...notFound,
    statusCode: 503,
    statusDescription: "Service Unavailable",
    body: '{"error":"no version is live"}',
  });
});

describe("the version's folder", () => {
  it.each([
    "/../1.5.0/secret.json",
    "/a/..",
    "/a/../../b.js",
    "/..%2f1.5.0%2fsecret.json",
    "/%2e%2e/1.5.0/x.js",
    "/a%00.js",
    "/a\\..\\b.js",
    "//evil.example/x.js",
    "/a b.js",
    "/a?.js",
    "x.js",
  ])("is not left by %j", async (uri) => {
    expect(await liveIndex().run(requestTo("mycrypto.example", uri))).toEqual(notFound);
  });

  it("is not left by anything, escaped or not", async () => {
    const awkward = [
      "..",
      ".",
      "/",
      "//",
      "%2e",
      "%2E%2e",
      "%2f",
      "%5c",
      "\\",
      "%",
      "a",
      "B-1",
      "x.js",
      "1.5.0",
      "?",
      "é",
    ];
    const part = fc.oneof(fc.constantFrom(...awkward), fc.string({ maxLength: 6 }));
    const uris = fc.array(part, { maxLength: 8 }).map((parts) => `/${parts.join("")}`);
    const versions = [live, preview, "10.0.0"].map((version) => ({
      version,
      run: liveIndex(mycrypto, { "live-version": version }).run,
    }));
    await fc.assert(
      fc.asyncProperty(uris, fc.constantFrom(...versions), async (uri, { version, run }) => {
        const outcome = await run(requestTo("mycrypto.example", uri));
        if (outcome.statusCode !== undefined) {
          expect(outcome.statusCode).toBe(404);
          return;
        }
        expect(outcome.uri.startsWith(`/${version}/`)).toBe(true);
        // Neither a browser's nor S3's way to resolve a path may come to anything outside.
        expect(new URL(outcome.uri, "https://bucket.example").pathname.startsWith(`/${version}/`)).toBe(true);
        expect(decodeURIComponent(outcome.uri)).toBe(outcome.uri);
        expect(outcome.uri).not.toMatch(/\/\//);
      }),
      { numRuns: 1000 },
    );
  });

  it("has the app behind every path without a dot in its last part", async () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_~-]{1,8}$/);
    const { run } = liveIndex();
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 5 }), async (parts) => {
        const { uri } = await run(requestTo("mycrypto.example", `/${parts.join("/")}`));
        expect(uri).toBe("/1.4.2/index.html");
      }),
    );
  });
});

describe("before the load balancer", () => {
  const before = (hosts = mycrypto) => load(viewerAddressFunction(hosts));

  it("writes the viewer's address over whatever came, and leaves path and headers as they are", async () => {
    const text = fc.string({ maxLength: 12 });
    const { run } = before();
    const hosts = fc.constantFrom(mycrypto.web, mycrypto.api, mycrypto.test, "API.MyCrypto.Example");
    await fc.assert(
      fc.asyncProperty(hosts, fc.webPath(), fc.option(text), async (host, uri, forged) => {
        const own = { "x-forwarded-for": "198.51.100.1", authorization: "Bearer x", "x-test-green": "true" };
        const event = requestTo(host, uri, forged === null ? own : { ...own, "true-client-ip": forged });
        const headers = { ...event.request.headers, "true-client-ip": { value: "203.0.113.7" } };
        expect(await run(event)).toEqual({ ...event.request, headers });
      }),
    );
  });

  it("knows only the system's hosts", async () => {
    for (const host of ["mytrader.example", "d111111abcdef8.cloudfront.net", "api.mycrypto.example.evil.example"]) {
      expect(await before().run(requestTo(host, "/health"))).toEqual(notFound);
    }
    expect((await before(mytrader).run(requestTo("mytrader.example", "/health"))).uri).toBe("/health");
  });

  it("uses a header that functions may write, and that the firewall is told of", () => {
    expect(viewerAddressHeader).toBe("True-Client-IP");
  });
});

it.each([
  ["live-index", liveIndexFunction(mycrypto)],
  ["viewer-address", viewerAddressFunction(mycrypto)],
])("%s is what the runtime takes", (_, source) => {
  expect(faultsOf(source)).toEqual([]);
  expect(faultsOf("const { a } = b?.c ?? [...d];")).toHaveLength(4);
});
