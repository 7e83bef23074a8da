import { is, known, text } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Environment, Finding, ResourceRule } from "../../rule.ts";
import { listenerTypes } from "../transport/balancers.ts";
import { texts } from "../transport/found.ts";
import { annotation, ingresses, isIngress } from "../transport/ingresses.ts";
import { carriesSettings, workloadSettings } from "../workload-settings.ts";

/** A text of a resource, which may list several. */
interface Text {
  path: string;
  value: string;
}

/** What one part of a resource lets other hosts do. */
interface Grant {
  origins: readonly Text[];
  /** Origins and request headers that are let in together with cookies. */
  credentialed: () => readonly Text[];
}

const policyType = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const corsTypes = [
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
  // With the rules in the bucket itself.
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
];

const mayGrant = (type: string) =>
  [policyType, ...corsTypes, ...listenerTypes].includes(type) || isIngress(type) || carriesSettings(type);

export const corsExplicitOrigins: ResourceRule = {
  id: "cors-explicit-origins",
  types: mayGrant,
  severity: "high",
  level: "mandatory",
  requirements: ["MT-010", "MC-038"],
  refs: { checkov: ["CKV2_AWS_75"] },
  rationale: "Only pages of our own hosts may read answers of the API in a customer's browser.",
  fix: "List the origins of the platform's own pages, each as https://<host>.",
  check: (inputs, { type, environment }) => {
    const grants = grantsOf(type, inputs);
    if (grants.length === 0) return "not-applicable";
    return grants
      .flatMap(({ origins }) => origins)
      .flatMap(({ path, value }): Finding[] => {
        const message = listed(value)
          .map((origin) => originFault(origin, environment))
          .find((fault) => fault !== undefined);
        return message === undefined ? [] : [{ path, message }];
      });
  },
};

export const corsNoCredentialsWildcard: ResourceRule = {
  id: "cors-no-credentials-wildcard",
  types: mayGrant,
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-010", "MC-038"],
  refs: {},
  rationale: "A wildcard together with cookies lets every page on the internet act as the customer who visits it.",
  fix: "List origins and headers by name, or allow no credentials.",
  exceptions: "none",
  check: (inputs, { type }) => {
    const grants = grantsOf(type, inputs);
    if (grants.length === 0) return "not-applicable";
    return grants
      .flatMap(({ credentialed }) => credentialed())
      .filter(({ value }) => value.includes("*"))
      .map(({ path }) => ({ path, message: "a wildcard is let in with credentials" }));
  },
};

function grantsOf(type: string, inputs: Reader): readonly Grant[] {
  if (type === policyType) return ofPolicy(inputs);
  if (corsTypes.includes(type)) return inputs.items("corsRules").map(ofBucket);
  if (listenerTypes.includes(type)) return ofListener(inputs);
  return isIngress(type) ? ingresses(type, inputs).flatMap(ofIngress) : ofSettings(type, inputs);
}

function ofPolicy(policy: Reader): Grant[] {
  const cors = policy.block("corsConfig");
  if (policy.entries("corsConfig").length === 0) return [];
  const origins = texts(cors, "accessControlAllowOrigins.items");
  const isTrue = () => known(cors, "accessControlAllowCredentials", is(true));
  const credentialed = () => (isTrue() ? [...origins, ...texts(cors, "accessControlAllowHeaders.items")] : []);
  return [{ origins, credentialed }];
}

/** S3 lets credentials in wherever it names the origin, and that is everywhere but behind a bare `*`. */
function ofBucket(rule: Reader): Grant {
  const origins = texts(rule, "allowedOrigins");
  return { origins, credentialed: () => origins.filter(({ value }) => value !== "*") };
}

function ofListener(listener: Reader): Grant[] {
  const key = (name: string) => `routingHttpResponseAccessControlAllow${name}HeaderValue`;
  const one = (name: string) => textsAt(listener, key(name));
  const origins = one("Origin");
  const isTrue = () => known(listener, key("Credentials"), is("true"));
  return origins.length === 0
    ? []
    : [{ origins, credentialed: () => (isTrue() ? [...origins, ...one("Headers")] : []) }];
}

function textsAt(of: Reader, path: string, absent?: string): Text[] {
  const value = known(of, path, is(undefined)) ? absent : text(of, path);
  return value === undefined ? [] : [{ path: of.at(path), value }];
}

/** The NGINX controller lets every origin in, with credentials, unless it is told otherwise. */
function ofIngress(ingress: Reader): Grant[] {
  const key = (name: string) => annotation(`nginx.ingress.kubernetes.io/${name}`);
  if (!known(ingress, key("enable-cors"), is("true"))) return [];
  const origins = textsAt(ingress, key("cors-allow-origin"), "*");
  const isTrue = () => known(ingress, key("cors-allow-credentials"), (value) => value !== "false");
  const credentialed = () => (isTrue() ? [...origins, ...textsAt(ingress, key("cors-allow-headers"))] : []);
  return [{ origins, credentialed }];
}

function ofSettings(type: string, inputs: Reader): Grant[] {
  const settings = workloadSettings(type, inputs);
  const matching = (pattern: RegExp) =>
    settings
      .filter(({ key }) => pattern.test(key))
      .flatMap(({ path, value }): Text[] => {
        const read = value()?.toLowerCase();
        // A switch such as `AllowAnyOrigin`.
        return read === undefined || read === "false" ? [] : [{ path, value: read === "true" ? "*" : read }];
      });
  if (!settings.some(({ key }) => originKey.test(key))) return [];
  const origins = matching(originKey);
  const isTrue = () => matching(/(cors|allow)\w*credentials$/).some(({ value }) => value === "*");
  return [
    {
      origins,
      credentialed: () => (isTrue() ? [...origins, ...matching(/(cors|accesscontrol)\w*allow\w*header/)] : []),
    },
  ];
}

/** As in `CORS_ORIGINS`, `Cors__AllowedOrigins__0`, `AllowAnyOrigin`, `CORS_ORIGIN_ALLOW_ALL`. */
const originKey = /(cors|allow)\w*origin(s|pattern|patterns|allowall)?\d*$/;

function listed(value: string): string[] {
  return value.split(/[\s,;]+/).filter((origin) => origin !== "");
}

function originFault(origin: string, environment: Environment): string | undefined {
  if (origin.includes("*")) return "a wildcard lets in pages that are not ours";
  const [, scheme = "", host = ""] = /^([a-z][\w+.-]*):\/\/(\[[^\]]*\]|[^/:]*)/.exec(origin.toLowerCase()) ?? [];
  if (isLocal(host)) return environment === "prod" ? "a host of developers" : undefined;
  if (scheme !== "https") return "an origin that is not https://<host>";
  return environment === "prod" && isForTrying(host) ? "a host of developers" : undefined;
}

/** Only this machine or this network reaches it. */
function isLocal(host: string): boolean {
  return /^(localhost|.+\.(localhost|local|test|internal)|127(\.\d+){3}|0\.0\.0\.0|\[::1\]|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2})$/.test(
    host,
  );
}

/** By a word in front of the domain; the host for testing a new color, which production has, is none of these. */
function isForTrying(host: string): boolean {
  const words = host
    .split(".")
    .slice(0, -2)
    .flatMap((label) => label.split("-"));
  return (
    words.some((word) => ["dev", "development", "staging", "stage", "qa", "uat", "sandbox", "local"].includes(word)) ||
    /\.ngrok(-free)?\.(io|app|dev)$/.test(host)
  );
}
