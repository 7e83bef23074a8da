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
    const told = (isSecret(type) ? secretSettings(type, inputs) : literalSettings(type, inputs)).map(
      ({ key, path, value }) => ({ key, path, text: withoutComments(value() ?? "") }),
    );
    // A mode that is told once, as in PGSSLMODE, counts for every connection that says none.
    const always = told.some(({ key, text }) => key.endsWith("sslmode") && strictMode.test(text));
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

function literalSettings(type: string, inputs: Reader): readonly Told[] {
  return workloadSettings(type, inputs).filter(({ from }) => from === "literal");
}

function isSecret(type: string): boolean {
  return /^kubernetes:core\/v1:Secret(Patch|List)?$/.test(type);
}

/** Connections with a password stand in Secrets; `data` is written in base64. */
function secretSettings(type: string, inputs: Reader): readonly Told[] {
  const secrets = type.endsWith("List") ? inputs.items("items") : [inputs];
  const read = (value: Reader, decode: (text: string) => string) => () => {
    const reading = value.get("");
    return reading.known && typeof reading.value === "string" ? decode(reading.value) : undefined;
  };
  const told = (name: string, value: Reader, decode: (text: string) => string): Told => ({
    key: name.toLowerCase().replace(/[^a-z0-9]/g, ""),
    path: value.path,
    value: read(value, decode),
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
  return text.replace(/^[ \t]*(#|\/\/|--).*$/gm, "");
}

const strictMode = /^(require|verify-?ca|verify-?full)$/i;

function faultOf(key: string, text: string, always: boolean): string | undefined {
  if (key.endsWith("securityprotocol") && /^(sasl_?)?plaintext$/i.test(text)) return "Kafka without encryption";
  if (key.endsWith("sslmode") && text !== "" && !strictMode.test(text)) return "PostgreSQL may do without encryption";
  if (plainPostgres(text, always)) return "PostgreSQL is not told to insist on encryption";
  // The form of .NET's client: `host:port,password=…`.
  if (/^connectionstrings\w*redis/.test(key) && /^[\w.-]+:\d+(,|$)/.test(text) && !/,\s*ssl\s*=\s*true/i.test(text)) {
    return "Redis without encryption";
  }
  return plainUrl(text) ? "an address without encryption" : undefined;
}

function plainUrl(text: string): boolean {
  const urls = text.matchAll(/\b(http|ws|redis|amqp|plaintext|sasl_plaintext):\/\/([^\s"'<>,;]*)/gi);
  return [...urls].some(([, scheme = "", rest = ""]) => {
    const host = hostOf(rest);
    return !isLoopback(host) && !(scheme.toLowerCase() === "http" && (isInside(host) || isName(host)));
  });
}

/** The host of what follows `scheme://`. */
function hostOf(rest: string): string {
  const [authority = ""] = rest.split(/[/?#]/);
  const address = authority.slice(authority.lastIndexOf("@") + 1);
  return (/^\[[^\]]*\]|^[^:]*/.exec(address)?.[0] ?? "").toLowerCase();
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
  return /^(www\.w3\.org|json-schema\.org|schemas\..+|www\.apache\.org)$/.test(host);
}

function plainPostgres(text: string, always: boolean): boolean {
  // A script or a statement names connections without being one.
  if (text.trim().includes("\n")) return false;
  const urls = [...text.matchAll(/\bpostgres(?:ql)?(?:\+\w+)?:\/\/([^\s"']*)/gi)].some(([, rest = ""]) => {
    const mode = /[?&]ssl(?:mode)?=([^&#]*)/i.exec(rest)?.[1];
    return !isLoopback(hostOf(rest)) && !insists(mode, always);
  });
  // `Host=…;Database=…` of .NET, `host=… dbname=…` of libpq.
  const host = /(?:^|[;\s])host\s*=\s*([^;\s]*)/i.exec(text)?.[1]?.toLowerCase();
  if (host === undefined || isLoopback(host) || !/(?:^|[;\s])(?:database|dbname)\s*=/i.test(text)) return urls;
  return urls || !insists(/(?:^|[;\s])ssl\s*mode\s*=\s*([^;\s]*)/i.exec(text)?.[1], always);
}

function insists(mode: string | undefined, always: boolean): boolean {
  return mode === undefined ? always : strictMode.test(mode) || mode.toLowerCase() === "true";
}
