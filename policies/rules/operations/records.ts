import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import { demand, is, known, scalarText } from "../../demand.ts";
import { glance, hostname, on } from "./values.ts";

const record = "aws:route53/record:Record";
const zone = "aws:route53/zone:Zone";

/** Longest time that resolvers may go on sending clients to an old address, in seconds. */
const longest = 300;
/** The same for names that a release or a failure switches; Route 53's own for aliases. */
const longestSwitched = 60;

export const dnsTtlMax: ResourceRule = {
  id: "dns-ttl-max",
  types: [record],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-109"],
  refs: {},
  rationale:
    "A change of address, above all a way back from a bad release, takes as long as resolvers remember the old.",
  fix: "Set ttl to 300 or less, to 60 or less where weights or failover switch the name, or make the record an alias.",
  check: (inputs) => {
    if (inputs.items("aliases").length > 0) return "not-applicable";
    const ttl = inputs.get("ttl");
    if (!ttl.known || isWithin(longestSwitched)(ttl.value)) return [];
    // An alias may yet come, which has no TTL of its own.
    if (ttl.value === undefined && !inputs.get("aliases").known) return [];
    const type = inputs.get("type");
    if (!type.known) return [];
    // Who answers for a domain does not change with a release; AWS's own values are up to two days.
    if (is("NS", "SOA", "DS")(type.value)) return "not-applicable";
    const switched = ["weightedRoutingPolicies", "failoverRoutingPolicies"].some((key) => inputs.items(key).length > 0);
    const most = switched ? longestSwitched : longest;
    return demand(inputs, "ttl", isWithin(most), `resolvers need not forget the record within ${most} s`);
  },
};

function isWithin(most: number) {
  return (ttl: unknown): boolean => typeof ttl === "number" && ttl <= most;
}

export const dnsPointsToStack: StackRule = {
  id: "dns-points-to-stack",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-003", "MC-027"],
  refs: { checkov: ["CKV2_AWS_23"] },
  rationale:
    "A name that points outside the stack follows no release, and once its target is gone anyone may take it over.",
  fix: "Make the record an alias of a load balancer or distribution of this stack, or remove it.",
  checkStack: (graph) => {
    const records = graph.of(record);
    const types = new Map(graph.of().map(({ urn, type }) => [urn, type]));
    return records.flatMap((node) => {
      const { reader } = node;
      const key = reader.items("aliases").length > 0 ? "aliases" : "records";
      const from = ["aliases", "records"].flatMap((input) => node.propertyDependencies[input] ?? []);
      if (from.some((urn) => answers(types.get(urn)))) return [];
      // Without the note of `items`: a list of aliases that is unknown may hold anything.
      if (key === "records" && !reader.get("aliases").known) return [];
      if (!known(reader, "type", is("A", "AAAA", "CNAME"))) return [];
      // Names with an underscore are no hosts: they prove something, by a value that its reader gave out.
      if (known(reader, "name", (name) => /(^|\.)_/.test(String(name)))) return [];
      const path = key === "aliases" ? "aliases[0].name" : "records";
      const others = records
        .filter(({ urn }) => urn !== node.urn)
        .map((other) => hostname(glance(other, "name") ?? ""));
      const isOther = (value: unknown) => [value].flat().every((name) => others.includes(hostname(String(name))));
      return on(node, demand(reader, path, isOther, "points to nothing of this stack"));
    });
  },
};

/** Whether a resource is something that a name may point to; another stack's is not of this one. */
function answers(type: string | undefined): boolean {
  return type !== undefined && type !== zone && type !== "pulumi:pulumi:StackReference";
}

const colors = ["blue", "green"];
const policies = "weightedRoutingPolicies";
const weight = `${policies}[0].weight`;

export const dnsWeightedComplete: StackRule = {
  id: "dns-weighted-complete",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-129", "MC-149", "MC-151"],
  refs: {},
  rationale:
    "Route 53 shares traffic out by what is there: a missing color, a sum other than 100 or a dead target misleads.",
  fix: "Declare a record for blue and one for green, with whole weights that sum to 100 and a health check each.",
  checkStack: (graph) => {
    // What may be weighted counts where something of its name is: Route 53 takes no other kind beside it.
    const candidates = graph.of(record).filter((node) => isWeighted(node) || !node.reader.get(policies).known);
    const sets = Map.groupBy(candidates, (node) => setOf(graph, node));
    // A record of an unknown name may belong to any set.
    const strays = sets.has(undefined);
    return [...sets].flatMap(([name, members]) => {
      const weighted = members.filter(isWeighted);
      return [
        ...(name === undefined || weighted.length === 0 ? [] : setFaults(members, strays)),
        ...weighted.flatMap((member) => on(member, [...weightFaults(member), ...healthFaults(graph, member)])),
      ];
    });
  },
};

function isWeighted({ reader }: Node): boolean {
  return reader.items(policies).length > 0;
}

/** What tells one set of records from another; undefined while the name or type is unknown. */
function setOf(graph: Graph, node: Node): string | undefined {
  const [name, type] = ["name", "type"].map((key) => node.reader.get(key));
  if (name?.known !== true || type?.known !== true) return undefined;
  const [holder] = graph.targets(node, "zoneId", zone);
  return JSON.stringify([holder?.urn ?? glance(node, "zoneId"), hostname(scalarText(name.value)), type.value]);
}

/** What is wrong with a set as a whole is said of the first of its records. */
function setFaults(members: readonly Node[], strays: boolean): StackFinding[] {
  const [first] = members;
  if (first === undefined) return [];
  const ids = members.map(({ reader }) => reader.get("setIdentifier"));
  const words = ids.flatMap((id) =>
    id.known
      ? scalarText(id.value)
          .toLowerCase()
          .split(/[^a-z]+/)
      : [],
  );
  const missing = colors.filter((color) => !words.includes(color));
  const unknown = ids.filter((id) => !id.known).length;
  const weights = members.map(({ reader }) => reader.get(weight));
  const shares = weights.flatMap((share) => (share.known && isPercent(share.value) ? [share.value] : []));
  const sum = shares.reduce((total, share) => total + share, 0);
  const whole = shares.length === members.length && !strays;
  return [
    ...(missing.length > unknown && !strays
      ? on(first, [{ path: "setIdentifier", message: `no record of this name is for ${missing.join(" or ")}` }])
      : []),
    ...(sum > 100 || (whole && sum !== 100) ? on(first, [{ path: policies, message: sumFault(sum) }]) : []),
  ];
}

function sumFault(sum: number): string {
  return sum === 0 ? "all weights are 0, which Route 53 takes for equal shares" : `the weights sum to ${sum}, not 100`;
}

function isPercent(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 100;
}

function weightFaults({ reader }: Node): Finding[] {
  return demand(reader, weight, isPercent, "the weight is no whole number from 0 to 100");
}

function healthFaults(graph: Graph, node: Node): Finding[] {
  const { reader } = node;
  // An alias may go by the health of its target instead; for a distribution AWS refuses that.
  const byTarget = reader.items("aliases").some((alias) => known(alias, "evaluateTargetHealth", is(true)));
  const checked = graph.targets(node, "healthCheckId", "aws:route53/healthCheck:HealthCheck").length > 0;
  return byTarget || checked
    ? []
    : demand(reader, "healthCheckId", isSetText, "no health check takes a dead target out");
}

function isSetText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
