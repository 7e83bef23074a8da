import { text } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { ResourceRule } from "../../rule.ts";
import { carriesSettings, workloadSettings } from "../workload-settings.ts";

export const noCleartextUrl: ResourceRule = {
  id: "no-cleartext-url",
  types: (type) => carriesSettings(type) || isSecret(type),
  severity: "high",
  level: "mandatory",
  requirements: ["MT-016", "MC-037"],
  refs: {},
  rationale: "Services speak TLS to browsers, stores and partners alike; only HTTP inside the cluster may be plain.",
  fix: "Use https, wss, rediss or amqps, Kafka with SSL or SASL_SSL, and PostgreSQL with sslmode=require or stricter.",
  check: (inputs, { type }) => {
    const told = (isSecret(type) ? secretSettings(type, inputs) : workloadSettings(type, inputs)).flatMap(
      ({ key, path, value }) => {
        const text = value();
        return text === undefined ? [] : [{ key, path, text: withoutComments(text).toLowerCase() }];
      },
    );
    // A mode that is told once, as in PGSSLMODE, counts for every connection that says none.
    const always = told.some(({ key, text }) => key.endsWith("sslmode") && insists(text));
    return told.flatMap(({ key, path, text }) => {
      const message = faultOf(key, text, always);
      return message === undefined ? [] : [{ path, message }];
    });
  },
};

interface Told {
  /** Letters and digits of the name, in lower case. */
  key: string;
  path: string;
  value: () => string | undefined;
}

function isSecret(type: string): boolean {
  return /^kubernetes:core\/v1:Secret(Patch|List)?$/.test(type);
}

/** Connections with a password stand in Secrets; `data` is written in base64. */
function secretSettings(type: string, inputs: Reader): readonly Told[] {
  const secrets = type.endsWith("List") ? inputs.items("items") : [inputs];
  const told = (name: string, value: Reader, decode: (text: string) => string): Told => ({
    key: name.toLowerCase().replace(/[^a-z0-9]/g, ""),
    path: value.path,
    value: () => {
      const written = text(value, "");
      return written === undefined ? undefined : decode(written);
    },
  });
  return secrets.flatMap((secret) => [
    ...secret.entries("stringData").map(([name, value]) => told(name, value, (text) => text)),
    ...secret
      .entries("data")
      .map(([name, value]) => told(name, value, (text) => Buffer.from(text, "base64").toString())),
  ]);
}

/** Whole lines of them: what such a line names, nobody connects to. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(#|\/\/|--).*/gm, "");
}

/** @param text in lower case */
function faultOf(key: string, text: string, always: boolean): string | undefined {
  if (key.endsWith("securityprotocol") && /^(sasl_?)?plaintext$/.test(text)) return "Kafka without encryption";
  if (key.endsWith("sslmode") && !insists(text)) return "PostgreSQL may do without encryption";
  if (isPlainPostgres(text, always)) return "PostgreSQL is not told to insist on encryption";
  if (isPlainRedis(key, text)) return "Redis without encryption";
  return hasPlainUrl(text) ? "an address without encryption" : undefined;
}

function hasPlainUrl(text: string): boolean {
  const urls = text.matchAll(/\b(http|ws|redis|amqp|plaintext|sasl_plaintext):\/\/([^\s"'<>,;]*)/g);
  return [...urls].some(([, scheme, rest = ""]) => {
    const host = hostOf(rest);
    return !isLoopback(host) && !(scheme === "http" && (isInside(host) || isName(host)));
  });
}

/** The host of what follows `scheme://`. */
function hostOf(rest: string): string {
  const [authority = ""] = rest.split(/[/?#]/);
  const address = authority.slice(authority.lastIndexOf("@") + 1);
  return /^\[[^\]]*\]|^[^:]*/.exec(address)?.[0] ?? "";
}

function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}

/** Inside the cluster or the machine: a service, an address to listen at, or what Kubernetes fills in. */
function isInside(host: string): boolean {
  return /^[^.]*$|\.svc$|\.cluster\.local$|^0\.0\.0\.0$|^169\.254\.|[$({]/.test(host);
}

/** Names of formats that look like addresses, and that nobody connects to. */
function isName(host: string): boolean {
  return ["www.w3.org", "json-schema.org", "www.apache.org"].includes(host) || host.startsWith("schemas.");
}

/** The form of .NET's client: `host:port,password=…`. */
function isPlainRedis(key: string, text: string): boolean {
  if (!/^connectionstrings\w*redis/.test(key) || text === "" || text.includes("://")) return false;
  return !isLoopback(hostOf(text)) && !/,\s*ssl\s*=\s*true/.test(text);
}

function isPlainPostgres(text: string, always: boolean): boolean {
  // A script or a statement names connections without being one.
  if (text.trim().includes("\n")) return false;
  const isPlain = (host: string, mode: string | undefined) =>
    !isLoopback(host) && !(mode === undefined ? always : insists(mode));
  const url = /\bpostgres(?:ql)?(?:\+\w+)?:\/\/([^\s"']*)/.exec(text)?.[1];
  if (url !== undefined) return isPlain(hostOf(url), /[?&]ssl(?:mode)?=([^&#]*)/.exec(url)?.[1]);
  // `Host=…;Database=…` of .NET, `host=… dbname=…` of libpq.
  const field = (name: RegExp) => new RegExp(`(?:^|[;\\s])${name.source}\\s*=\\s*([^;\\s]*)`).exec(text)?.[1];
  const host = field(/host/);
  return host !== undefined && field(/(?:database|dbname)/) !== undefined && isPlain(host, field(/ssl\s*mode/));
}

function insists(mode: string): boolean {
  return /^(require|verify-?ca|verify-?full|true)$/.test(mode);
}
