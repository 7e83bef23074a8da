import type { Graph } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import {
  allOf,
  anyOf,
  type Certainty,
  itemsOf,
  type Item,
  liesIn,
  namespacesOf,
  ofEach,
  ofKind,
  selects,
  together,
  type Workload,
  workloadsOf,
} from "./objects.ts";
import { isUnset } from "./pod.ts";

const directions = [
  { name: "Ingress", rules: "spec.ingress", peers: "from" },
  { name: "Egress", rules: "spec.egress", peers: "to" },
] as const;
type Direction = (typeof directions)[number];

export const netpolDefaultDeny: StackRule = {
  id: "netpol-default-deny",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { "eks-cis": ["4.3.2"] },
  rationale: "In a namespace without such a policy every pod may talk to every other and to the internet.",
  fix: "Declare a NetworkPolicy with an empty podSelector, policyTypes Ingress and Egress, and no rules.",
  checkStack: (graph) => {
    const policies = policiesOf(graph);
    return namespacesOf(graph).flatMap((namespace) => {
      const here = policies.map((policy) => ({ policy, inside: liesIn(policy, namespace) }));
      const closed = (direction: Direction): Certainty => {
        const judged = here
          .filter(({ inside }) => inside !== false)
          .map(({ policy, inside }) => ({
            closes: allOf([inside, closes(policy, direction)]),
            opens: allOf([inside, opens(policy, direction)]),
          }));
        const opened = anyOf(judged.map(({ opens }) => opens));
        return allOf([anyOf(judged.map(({ closes }) => closes)), opened === undefined ? undefined : !opened]);
      };
      return directions
        .filter((direction) => closed(direction) === false)
        .map(({ name }) => ({
          urn: namespace.node.urn,
          path: namespace.object.path,
          message: `no NetworkPolicy denies all pods ${name.toLowerCase()} by default`,
        }));
    });
  },
};

export const netpolCovers: StackRule = {
  id: "netpol-covers",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { checkov: ["CKV2_K8S_6"], "eks-cis": ["4.3.2"], "kube-linter": ["non-isolated-pod"] },
  rationale: "A pod that no policy selects may talk to everybody, and everybody to it.",
  fix: "Declare a NetworkPolicy in the pods' namespace whose podSelector matches their labels.",
  checkStack: (graph) => {
    const policies = policiesOf(graph);
    return workloadsOf(graph)
      .filter((workload) => !workload.patch)
      .filter((workload) => anyOf(policies.map((policy) => covers(policy, workload))) === false)
      .map(({ node, object }) => ({ urn: node.urn, path: object.path, message: "no NetworkPolicy selects the pods" }));
  },
};

function policiesOf(graph: Graph): Item[] {
  return itemsOf(graph, ofKind("networking.k8s.io", "NetworkPolicy")).filter(({ patch }) => !patch);
}

function covers(policy: Item, workload: Workload): Certainty {
  const shared = together(policy, workload);
  return shared === false
    ? false
    : allOf([shared, selects(policy.object.block("spec.podSelector"), workload.template)]);
}

/** Whether a policy is about all pods of its namespace, and denies what no rule of it allows. */
function closes(policy: Item, direction: Direction): Certainty {
  return allOf([isForAll(policy), isAbout(policy, direction)]);
}

/** Whether a policy takes back what such a policy denies: for all pods it allows everything. */
function opens(policy: Item, direction: Direction): Certainty {
  const closing = closes(policy, direction);
  if (closing === false) return false;
  return allOf([closing, anyOf(ofEach(policy.object, direction.rules, (rule) => allowsAll(rule, direction)))]);
}

function isForAll({ object }: Item): Certainty {
  const selector = object.block("spec.podSelector");
  const demands = [...selector.entries("matchLabels"), ...selector.items("matchExpressions")];
  if (demands.length > 0) return false;
  return selector.get("").known ? true : undefined;
}

function isAbout({ object }: Item, direction: Direction): Certainty {
  const types = object.get("spec.policyTypes");
  if (!types.known) return undefined;
  // Left out, it is about ingress, and about egress where it has rules for that.
  if (isUnset(types.value)) return direction.name === "Ingress" || object.items(direction.rules).length > 0;
  return Array.isArray(types.value) && types.value.includes(direction.name);
}

function allowsAll(rule: Reader, { peers }: Direction): Certainty {
  const ports = ofEach(rule, "ports", () => false);
  if (ports.includes(false)) return false;
  const ranges = ofEach(rule, peers, (peer) => {
    const range = peer.get("ipBlock.cidr");
    if (!range.known) return undefined;
    return (range.value === "0.0.0.0/0" || range.value === "::/0") && peer.items("ipBlock.except").length === 0;
  });
  // Left out or empty, a list allows all.
  return allOf([...ports, ranges.length === 0 ? true : anyOf(ranges)]);
}
