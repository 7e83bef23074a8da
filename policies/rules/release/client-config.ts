import { text } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";

// What pages and apps are told when they start: a JSON file beside the pages.

const files = ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"];
const component = "trading:edge:ClientConfigFiles";

export interface ClientSetting {
  /** Words of its name in lower case: `ws`, `base`, `url`. */
  words: readonly string[];
  path: string;
  value: string;
}

/** Whether a type can hold settings of clients; of files only JSON ones do. */
export function isClientConfig(type: string): boolean {
  return files.includes(type) || type === component;
}

/** The known settings of clients in a resource of such a type; the reader notes what is unknown. */
export function clientSettings(type: string, inputs: Reader): readonly ClientSetting[] {
  const key = type === component ? "settings" : "content";
  if (type !== component && !isJson(inputs)) return [];
  // A known part is judged even where another is not; this takes the note.
  inputs.get(key);
  return inputs
    .json(key)
    .literals("")
    .map(({ path, value }) => {
      const [, name = ""] = /([^.[\]"]+)(?:\[\d+\]|"\])*$/.exec(path) ?? [];
      return { words: wordsOf(name), path, value: String(value) };
    });
}

function isJson(file: Reader): boolean {
  return /\bjson\b/i.test(text(file, "contentType") ?? "") || /\.json$/i.test(text(file, "key") ?? "");
}

function wordsOf(name: string): readonly string[] {
  const parted = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
  return parted.toLowerCase().split(/[^a-z0-9]+/);
}

/** The files and components of a stack that hold settings of clients. */
export function clientConfigs(graph: Graph): readonly Node[] {
  return graph.of(...files, component);
}

/** Where the names stand that clients may call, by type. */
const names: Readonly<Record<string, (inputs: Reader) => readonly Reader[]>> = {
  "aws:cloudfront/distribution:Distribution": (inputs) => inputs.items("aliases"),
  "aws:lb/listenerRule:ListenerRule": hostHeaders,
  "aws:alb/listenerRule:ListenerRule": hostHeaders,
  "aws:route53/record:Record": (inputs) => [inputs.block("name")],
  "aws:apigatewayv2/domainName:DomainName": (inputs) => [inputs.block("domainName")],
  "kubernetes:networking.k8s.io/v1:Ingress": (inputs) => inputs.items("spec.rules").map((rule) => rule.block("host")),
  "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute": (inputs) => inputs.items("spec.hostnames"),
  "kubernetes:gateway.networking.k8s.io/v1beta1:HTTPRoute": (inputs) => inputs.items("spec.hostnames"),
};

function hostHeaders(rule: Reader): readonly Reader[] {
  return rule.items("conditions").flatMap((condition) => condition.items("hostHeader.values"));
}

/** Whether the stack itself answers for a host; undefined where it cannot be said. */
export function serves(graph: Graph, host: string): boolean | undefined {
  const servers = graph.of(...Object.keys(names));
  const readers = servers.flatMap(({ type, reader }) => names[type]?.(reader) ?? []);
  const known = readers.flatMap((reader) => reader.literals("").map(({ value }) => String(value)));
  if (known.some((name) => matches(name, host))) return true;
  return known.length > 0 && readers.every((reader) => reader.get("").known) ? false : undefined;
}

function matches(name: string, host: string): boolean {
  const plain = name.toLowerCase().replace(/\.$/, "");
  return plain.startsWith("*.") ? host.endsWith(plain.slice(1)) : plain === host;
}

/** Hosts that the pages of a resource's system are under: what its component says, or all that a CDN answers for. */
export function pageHosts(graph: Graph, node: Node): ReadonlySet<string> {
  const said = graph
    .ancestors(node)
    .map(({ reader }) => ["hosts.web", "hosts.test"].flatMap((path) => text(reader, path) ?? []))
    .find((hosts) => hosts.length > 0);
  const aliases = graph
    .of("aws:cloudfront/distribution:Distribution")
    .flatMap(({ reader }) => reader.literals("aliases").map(({ value }) => String(value)));
  return new Set(said ?? aliases);
}

/** An address's scheme and host in lower case; undefined for what is no address. */
export function addressOf(value: string): { scheme: string; host: string } | undefined {
  const url = URL.parse(value.trim());
  if (url === null || url.hostname === "") return undefined;
  return { scheme: url.protocol.slice(0, -1), host: url.hostname };
}
