import { demand, is, known, matches } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import {
  balancerTypes,
  encrypts,
  isPublicApplication,
  listenerRuleTypes,
  listenerTypes,
  targetGroupTypes,
} from "./balancers.ts";
import { on } from "./found.ts";

export const lbListenerEncrypted: ResourceRule = {
  id: "lb-listener-encrypted",
  types: listenerTypes,
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-006", "MT-007", "MC-037"],
  refs: { checkov: ["CKV_AWS_2"], fsbp: ["ELB.1", "ELB.18"] },
  rationale: "Every listener encrypts, because sessions and orders pass through it; port 80 only redirects.",
  fix: "Use protocol HTTPS with a certificate, or on port 80 nothing but redirects to HTTPS.",
  check: (listener) => {
    const protocol = listener.get("protocol");
    if (!protocol.known || encrypts(protocol.value)) return [];
    const findings: Finding[] = [];
    const port = listener.get("port");
    if (port.known && port.value !== 80) {
      findings.push({ path: "protocol", message: "only port 80 may be without encryption" });
    }
    for (const action of listener.items("defaultActions")) {
      const type = action.get("type");
      if (type.known && type.value !== "redirect") {
        findings.push({ path: action.at("type"), message: "without encryption only a redirect is allowed" });
      }
      if (!type.known || type.value !== "redirect") continue;
      // AWS keeps the request's protocol when none is named: a redirect to itself.
      findings.push(...demand(action, "redirect.protocol", is("HTTPS"), "does not redirect to HTTPS"));
    }
    return findings;
  },
};

export const lbHttpRedirectsHttps: StackRule = {
  id: "lb-http-redirects-https",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-007", "MC-037"],
  refs: { checkov: ["CKV2_AWS_20"], fsbp: ["ELB.1"] },
  rationale:
    "Who types a host without https:// is led to the encrypted port for good, and nothing else is served there.",
  fix: "Give the load balancer a listener on port 80 whose default action, like all its rules, redirects to HTTPS on 443 with HTTP_301.",
  checkStack: (graph) =>
    graph
      .of(...balancerTypes)
      .filter(({ reader }) => isPublicApplication(reader))
      .flatMap((balancer) => plainListenerFaults(graph, balancer)),
};

function plainListenerFaults(graph: Graph, balancer: Node): StackFinding[] {
  const ports = graph
    .referring(balancer, "loadBalancerArn", ...listenerTypes)
    .map((listener) => ({ listener, port: listener.reader.get("port") }));
  if (!ports.some(({ port }) => !port.known || port.value === 80)) {
    return [{ urn: balancer.urn, path: "", message: "no listener on port 80 redirects to HTTPS" }];
  }
  const plain = ports.flatMap(({ listener, port }) => (port.known && port.value === 80 ? [listener] : []));
  return plain.flatMap((listener) => [
    ...on(listener, listener.reader.items("defaultActions").flatMap(redirectFaults)),
    ...graph
      .referring(listener, "listenerArn", ...listenerRuleTypes)
      .flatMap((rule) => on(rule, rule.reader.items("actions").flatMap(redirectFaults))),
  ]);
}

function redirectFaults(action: Reader): Finding[] {
  const type = action.get("type");
  if (!type.known) return [];
  if (type.value !== "redirect") return [{ path: action.at("type"), message: "port 80 does more than redirect" }];
  // What a redirect leaves out, it takes from the request.
  return [
    ...demand(action, "redirect.protocol", is("HTTPS"), "does not redirect to HTTPS"),
    ...demand(action, "redirect.port", is("443"), "does not redirect to port 443"),
    ...demand(action, "redirect.statusCode", is("HTTP_301"), "does not redirect for good"),
  ];
}

/**
 * TLS 1.3 alone or with 1.2, forward secrecy in every cipher. AWS names the stricter (`Res`), FIPS and post-quantum ones
 * of these by one scheme, so a new one needs no change here; those with `Ext` allow older ciphers.
 */
const strongPolicy = /^ELBSecurityPolicy-TLS13-1-[23](-Res)?(-FIPS)?(-PQ)?-20\d\d-\d\d$/;

export const lbTlsPolicy: ResourceRule = {
  id: "lb-tls-policy",
  types: listenerTypes,
  severity: "high",
  level: "mandatory",
  requirements: ["MT-049", "MC-037"],
  refs: { checkov: ["CKV_AWS_103", "CKV2_AWS_74"], fsbp: ["ELB.17"] },
  rationale: "TLS before 1.2 can be broken, and the policy that AWS takes when none is named still speaks 1.0.",
  fix: "Set sslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-2021-06 or a newer or stricter one of that family.",
  check: (listener) => {
    const protocol = listener.get("protocol");
    if (protocol.known && !encrypts(protocol.value)) return "not-applicable";
    // A policy says itself that the listener encrypts; its absence says nothing.
    if (!protocol.known && known(listener, "sslPolicy", is(undefined))) return [];
    return demand(listener, "sslPolicy", matches(strongPolicy), "allows TLS below 1.2 or weak ciphers");
  },
};

export const targetGroupEncrypted: ResourceRule = {
  id: "target-group-encrypted",
  types: targetGroupTypes,
  severity: "medium",
  level: "advisory",
  requirements: ["MC-037"],
  refs: { checkov: ["CKV_AWS_378"], fsbp: ["ELB.21"] },
  rationale: "Encryption reaches as far as the pods, so that nobody on the way in the network reads a session.",
  fix: "Set protocol and healthCheck.protocol to HTTPS, and give the pods a certificate.",
  check: (group) => {
    const type = group.get("targetType");
    if (!type.known) return [];
    if (type.value === "lambda") return "not-applicable";
    // A load balancer behind another one is reached by TCP alone, and encrypts by itself.
    const protocols = type.value === "alb" ? ["TCP"] : ["HTTPS", "TLS"];
    return [
      ...demand(group, "protocol", is(...protocols), "requests go to the targets without encryption"),
      // Whatever the protocol above, a health check is plain HTTP when nothing is said.
      ...demand(group, "healthCheck.protocol", is("HTTPS"), "health checks are not encrypted"),
    ];
  },
};
