import type { Graph, Node } from "../../graph.ts";
import type { StackRule } from "../../rule.ts";
import { demand, is } from "../../demand.ts";
import { isOpen, on } from "./values.ts";

const zone = "aws:route53/zone:Zone";

export const dnsLogging: StackRule = {
  id: "dns-logging",
  severity: "low",
  level: "advisory",
  requirements: ["MC-116", "MC-198"],
  refs: { checkov: ["CKV2_AWS_39"], fsbp: ["Route53.2"] },
  rationale: "Queries show who is looking for which name, and when a name was taken over or stopped resolving.",
  fix: "Declare a query log of the zone, to a log group in us-east-1.",
  checkStack: (graph) =>
    graph
      .of(zone)
      .filter(isPublic)
      .filter((node) => partners(graph, node, "zoneId", "aws:route53/queryLog:QueryLog").length === 0)
      .flatMap((node) => on(node, [{ path: "", message: "queries of the public zone are not logged" }])),
};

export const dnssec: StackRule = {
  id: "dnssec",
  severity: "low",
  level: "advisory",
  requirements: ["MT-003", "MC-027"],
  refs: { checkov: ["CKV2_AWS_38"] },
  rationale: "Resolvers that check signatures cannot be led to an address that somebody else made up.",
  fix: "Sign the zone by a key signing key and a hosted zone DNSSEC, and give the registrar the DS record.",
  checkStack: (graph) =>
    graph
      .of(zone)
      .filter(isPublic)
      .flatMap((node) => {
        const signed = partners(graph, node, "hostedZoneId", "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec");
        if (signed.length === 0) return on(node, [{ path: "", message: "the public zone is not signed" }]);
        // Left out, the provider signs.
        return signed.flatMap((one) =>
          on(one, demand(one.reader, "signingStatus", is(undefined, "SIGNING"), "the public zone is not signed")),
        );
      }),
};

/** What is of a zone, or may be. */
function partners(graph: Graph, node: Node, input: string, type: string): Node[] {
  return graph.of(type).filter((one) => graph.refers(one, input, node) || isOpen(one, input));
}

/** A zone is private when it belongs to networks. */
function isPublic({ reader }: Node): boolean {
  return reader.items("vpcs").length === 0 && reader.get("vpcs").known;
}
