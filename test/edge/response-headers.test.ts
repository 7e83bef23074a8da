import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  contentSecurityPolicy,
  dataHeaders,
  immutableFunction,
  pageHeaders,
} from "../../components/edge/response-headers.ts";
import { faultsOf, load, requestTo } from "./edge-function.ts";

const sourcesOf = (policy: string): Record<string, string[]> =>
  Object.fromEntries(
    policy.split("; ").map((text): [string, string[]] => {
      const [directive = "", ...sources] = text.split(" ");
      return [directive, sources];
    }),
  );

describe("content security policy", () => {
  const apiHost = "api.mycrypto.example";
  const uploads = "https://uploads.s3.eu-central-1.amazonaws.com";

  it("names the API, its hubs and nothing else", () => {
    expect(sourcesOf(contentSecurityPolicy({ apiHost }))).toEqual({
      "default-src": ["'self'"],
      "script-src": ["'self'"],
      "style-src": ["'self'"],
      "img-src": ["'self'", "data:"],
      "font-src": ["'self'"],
      "connect-src": ["'self'", "https://api.mycrypto.example", "wss://api.mycrypto.example"],
      "object-src": ["'none'"],
      "base-uri": ["'none'"],
      "form-action": ["'self'"],
      "frame-ancestors": ["'none'"],
    });
  });

  it("lets files be put and shown where they are kept", () => {
    const sources = sourcesOf(contentSecurityPolicy({ apiHost, uploads }));
    expect(sources["connect-src"]).toContain(uploads);
    expect(sources["img-src"]).toEqual(["'self'", "data:", uploads]);
    expect(sources["script-src"]).toEqual(["'self'"]);
  });

  it("names hosts that were given, never a wildcard, and lets no script stand in a page", () => {
    fc.assert(
      fc.property(fc.domain(), fc.option(fc.domain(), { nil: undefined }), (host, store) => {
        const policy = contentSecurityPolicy({ apiHost: host, uploads: store && `https://${store}` });
        expect(policy).not.toMatch(/\*|unsafe|[\r\n]/);
        const named = policy.match(/(?:https|wss):\/\/[^ ;]+/g) ?? [];
        const own = [`https://${host}`, `wss://${host}`];
        expect(new Set(named)).toEqual(new Set(store === undefined ? own : [...own, `https://${store}`]));
      }),
    );
  });
});

it("gives pages every header, whatever the bucket says, and lets no browser keep them", () => {
  expect(pageHeaders("default-src 'self'")).toEqual({
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'self'", override: true },
      strictTransportSecurity: {
        accessControlMaxAgeSec: 365 * 24 * 60 * 60,
        includeSubdomains: true,
        preload: false,
        override: true,
      },
      frameOptions: { frameOption: "DENY", override: true },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
    },
    customHeadersConfig: { items: [{ header: "Cache-Control", value: "no-cache", override: true }] },
  });
});

it("leaves what the API says of itself", () => {
  expect(dataHeaders).toEqual({
    securityHeadersConfig: {
      strictTransportSecurity: {
        accessControlMaxAgeSec: 365 * 24 * 60 * 60,
        includeSubdomains: true,
        preload: false,
        override: false,
      },
      contentTypeOptions: { override: true },
    },
  });
});

it("lets browsers keep hashed assets for a year, and changes nothing else", async () => {
  const headers = { etag: { value: '"1"' }, "cache-control": { value: "max-age=0" } };
  const event = { ...requestTo("mycrypto.example", "/1.4.2/assets/a.js"), response: { statusCode: 200, headers } };
  expect(await load(immutableFunction).run(event)).toEqual({
    statusCode: 200,
    headers: { ...headers, "cache-control": { value: "public, max-age=31536000, immutable" } },
  });
  expect(faultsOf(immutableFunction)).toEqual([]);
});
