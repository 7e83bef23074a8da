import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

type Headers = Omit<aws.cloudfront.ResponseHeadersPolicyArgs, "name" | "comment">;

const strictTransportSecurity = { accessControlMaxAgeSec: 31_536_000, includeSubdomains: true, preload: false };

/** Who a page may talk to. */
export interface PageOrigins {
  /** Host of the API and its hubs. */
  apiHost: string;
  /** `https://<host>` where browsers put and get the files that users upload; without it nowhere. */
  uploads?: string | undefined;
}

/**
 * The content security policy of the pages (MC-041): code, styles and data from our own hosts alone. `'self'` is not
 * enough for hubs: older browsers do not take it for `wss:`.
 */
export function contentSecurityPolicy({ apiHost, uploads }: PageOrigins): string {
  const stored = uploads === undefined ? [] : [uploads];
  const sources = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", ...stored],
    "font-src": ["'self'"],
    "connect-src": ["'self'", `https://${apiHost}`, `wss://${apiHost}`, ...stored],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(sources)
    .map(([directive, from]) => [directive, ...from].join(" "))
    .join("; ");
}

/** Of pages: whatever S3 says, browsers ask again each time, and the edge answers (MC-041, MC-049). */
export function pageHeaders(contentSecurityPolicy: pulumi.Input<string>): Headers {
  return {
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      strictTransportSecurity: { ...strictTransportSecurity, override: true },
      frameOptions: { frameOption: "DENY", override: true },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
    },
    customHeadersConfig: { items: [{ header: "Cache-Control", value: "no-cache", override: true }] },
  };
}

/** Of all that is no page: the API, whose own headers stay as they are, and hashed assets. */
export const dataHeaders: Headers = {
  securityHeadersConfig: {
    strictTransportSecurity: { ...strictTransportSecurity, override: false },
    contentTypeOptions: { override: true },
  },
};

/**
 * Source text of a CloudFront Function (cloudfront-js-2.0) behind the hashed assets: browsers keep them for good (MC-049).
 * Not a response headers policy: that would also go with errors, and a browser would keep the refusal of an
 * asset that was asked for too early. Functions on the way back are not called from status 400 on.
 */
export const immutableFunction = `function handler(event) {
  const response = event.response;
  response.headers["cache-control"] = { value: "public, max-age=31536000, immutable" };
  return response;
}
`;
