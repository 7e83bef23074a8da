import type { Graph, Node, StackFinding } from "../../graph.ts";
import { text } from "../../demand.ts";
import type { StackRule } from "../../rule.ts";
import { carriesSettings, workloadSettings } from "../workload-settings.ts";
import { addressOf, clientConfigs, type ClientSetting, clientSettings, pageHosts, serves } from "./client-config.ts";

export const wssOnly: StackRule = {
  id: "wss-only",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-016", "MT-029", "MT-030", "MT-065"],
  refs: {},
  rationale: "Browsers refuse a plain WebSocket on an encrypted page, and a hub that the page's policy leaves out.",
  fix: "Give hubs as wss://<public host>/<path>, and list wss://<public host> in the policy's connect-src.",
  checkStack: (graph) => {
    // A developer's own stack may do without certificates.
    if (graph.environment === "dev") return [];
    return [
      ...graph
        .of()
        .filter(({ type }) => carriesSettings(type))
        .flatMap((node) =>
          workloadSettings(node.type, node.reader).flatMap(({ words, path, value }) =>
            schemeFaults(node, { words, path, value: value() ?? "" }),
          ),
        ),
      ...clientConfigs(graph).flatMap((node) =>
        clientSettings(node.type, node.reader).flatMap((setting) => [
          ...schemeFaults(node, setting),
          ...hostFaults(graph, node, setting),
        ]),
      ),
      ...policyFaults(graph),
    ];
  },
};

export const frontendApiConsistent: StackRule = {
  id: "frontend-api-consistent",
  severity: "medium",
  level: "advisory",
  requirements: ["MT-010", "MT-014", "MT-015", "MT-027", "MT-028"],
  refs: {},
  rationale: "Pages that call a host of another stack, or one that does not let their origin in, show nothing.",
  fix: "Name a host in the clients' settings that this stack serves, and list the pages' origin for CORS.",
  checkStack: (graph) => {
    const allowed = corsOrigins(graph);
    return clientConfigs(graph).flatMap((node) =>
      clientSettings(node.type, node.reader).flatMap(({ words, path, value }) => {
        const address = isAddress(words, ["api", "auth", "backend", "graphql"]) ? addressOf(value) : undefined;
        if (address === undefined) return [];
        const at = { urn: node.urn, path };
        if (serves(graph, address.host) === false) return [{ ...at, message: "this stack serves no such host" }];
        const pages = pageHosts(graph, node);
        // Pages of the same host need no leave.
        if (allowed === undefined || pages.size === 0 || pages.has(address.host)) return [];
        const letIn = [...pages].some((host) => allowed.has(`https://${host}`));
        return letIn ? [] : [{ ...at, message: "no service lists the pages' origin for CORS" }];
      }),
    );
  },
};

/** Every origin that a service lists; undefined where none lists any, or not all is known. */
function corsOrigins(graph: Graph): ReadonlySet<string> | undefined {
  const values = graph
    .of()
    .filter(({ type }) => carriesSettings(type))
    .flatMap(({ type, reader }) => workloadSettings(type, reader))
    .filter(({ words }) => words.includes("cors") && words.some((word) => /^origins?$/.test(word)))
    .map(({ value }) => value());
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return undefined;
  return new Set(known.flatMap((value) => value.split(/[\s,;]+/)).map((origin) => origin.replace(/\/$/, "")));
}

const hubWords = ["ws", "wss", "hub", "hubs", "websocket", "websockets", "socket", "signalr", "realtime"];

function isAddress(words: readonly string[], of: readonly string[]): boolean {
  return (
    words.some((word) => of.includes(word)) && words.some((word) => /^(url|uri|endpoint|address|origin)$/.test(word))
  );
}

function isHub({ words }: Pick<ClientSetting, "words">): boolean {
  return isAddress(words, hubWords);
}

function schemeFaults({ urn }: Node, setting: ClientSetting): StackFinding[] {
  const { path, value } = setting;
  if (/(?<![\w+.-])ws:\/\//i.test(value)) return [{ urn, path, message: "a WebSocket without encryption" }];
  const scheme = isHub(setting) ? addressOf(value)?.scheme : undefined;
  return scheme === undefined || scheme === "wss" ? [] : [{ urn, path, message: "a hub's address begins with wss://" }];
}

function hostFaults(graph: Graph, { urn }: Node, setting: ClientSetting): StackFinding[] {
  const address = isHub(setting) ? addressOf(setting.value) : undefined;
  if (address === undefined || serves(graph, address.host) !== false) return [];
  return [{ urn, path: setting.path, message: "this stack serves no such host" }];
}

const policyType = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const policyPath = "securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy";

/** Content security policies that do not let the pages connect to their hubs. */
function policyFaults(graph: Graph): StackFinding[] {
  const faulty = clientConfigs(graph).flatMap((config) => {
    const hubs = clientSettings(config.type, config.reader)
      .flatMap(({ value }) => addressOf(value) ?? [])
      .filter(({ scheme }) => scheme === "wss");
    const policies = policiesFor(graph, config);
    const pages = pageHosts(graph, config);
    const lets = (policy: Node, { host }: { host: string }) => {
      const said = text(policy.reader, policyPath);
      return said === undefined || allows(said, host, pages);
    };
    return hubs.some((hub) => !policies.some((policy) => lets(policy, hub))) ? policies : [];
  });
  return [...new Set(faulty)].map(({ urn }) => ({
    urn,
    path: policyPath,
    message: "connect-src leaves out the clients' hub",
  }));
}

/** Those of the component that the settings belong to, or else of the stack. */
function policiesFor(graph: Graph, config: Node): readonly Node[] {
  const all = graph.of(policyType).filter(({ reader }) => {
    const policy = reader.get(policyPath);
    return !policy.known || typeof policy.value === "string";
  });
  const around = graph.ancestors(config).map((holder) => graph.within(holder).filter((node) => all.includes(node)));
  return around.find((policies) => policies.length > 0) ?? all;
}

function allows(policy: string, host: string, pages: ReadonlySet<string>): boolean {
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(/\s+/);
      return [name.toLowerCase(), sources] as const;
    }),
  );
  const sources = directives.get("connect-src") ?? directives.get("default-src");
  if (sources === undefined) return true;
  return sources.some((source) => {
    // Newer browsers take it for WebSockets of the page's own host, too.
    if (source === "'self'") return pages.has(host);
    if (source === "*" || source === "wss:") return true;
    const [, scheme, name = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/:]+)/i.exec(source) ?? [];
    const sameHost = name.startsWith("*.") ? host.endsWith(name.slice(1)) : name === host;
    return sameHost && (scheme === undefined || scheme === "wss" || scheme === "ws");
  });
}
