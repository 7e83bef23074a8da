import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { StackRule } from "../../rule.ts";
import { demand, is, known } from "../../demand.ts";
import { on } from "./values.ts";

const isTrue = is(true, "true");

export const eksNetpolEnabled: StackRule = {
  id: "eks-netpol-enabled",
  severity: "medium",
  level: "advisory",
  requirements: ["MC-239"],
  refs: { "eks-cis": ["4.3.1", "5.4.4"] },
  rationale: "Without its controller the cluster takes NetworkPolicies and enforces none of them.",
  fix: "Set enable-network-policy-controller in the ConfigMap kube-system/amazon-vpc-cni, or enableNetworkPolicy of vpc-cni.",
  checkStack: (graph) =>
    graph.of("aws:eks/cluster:Cluster").flatMap((cluster) => {
      const auto = cluster.reader.get("computeConfig.enabled");
      if (!auto.known) return [];
      return auto.value === true ? configMapFaults(graph, cluster) : addonFaults(graph, cluster);
    }),
};

/** Auto Mode runs the network itself and reads this one switch. */
function configMapFaults(graph: Graph, cluster: Node): StackFinding[] {
  const maps = graph
    .of("kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:ConfigMapPatch")
    .filter((map) => mayBe(map, "metadata.namespace", "kube-system") && mayBe(map, "metadata.name", "amazon-vpc-cni"))
    .filter((map) => runsOn(graph, map, cluster));
  return maps.length === 0
    ? missing(cluster)
    : maps
        .filter(({ reader }) => known(reader, "metadata.namespace", isText) && known(reader, "metadata.name", isText))
        .flatMap((map) => on(map, demand(map.reader, "data.enable-network-policy-controller", isTrue, off)));
}

/** Elsewhere an add-on does, by settings that are JSON text. */
function addonFaults(graph: Graph, cluster: Node): StackFinding[] {
  const addons = graph
    .referring(cluster, "clusterName", "aws:eks/addon:Addon")
    .filter((addon) => mayBe(addon, "addonName", "vpc-cni"));
  return addons.length === 0
    ? missing(cluster)
    : addons
        .filter(({ reader }) => known(reader, "addonName", isText))
        .flatMap((addon) =>
          on(addon, demand(addon.reader.json("configurationValues"), "enableNetworkPolicy", isTrue, off)),
        );
}

/** Whether a text is this one, or unknown, which stands in the notes. */
function mayBe({ reader }: Node, path: string, text: string): boolean {
  return !known(reader, path, (value) => value !== text);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

const off = "NetworkPolicies are not enforced";

function missing(cluster: Node): StackFinding[] {
  return on(cluster, [{ path: "", message: off }]);
}

/** Whether an object is on a cluster: its provider's kubeconfig is the cluster's, or is not of this stack. */
function runsOn(graph: Graph, { provider }: Node, cluster: Node): boolean {
  const [own] = graph.of("pulumi:providers:kubernetes").filter(({ urn }) => provider?.startsWith(urn) === true);
  return own === undefined || graph.refers(own, "kubeconfig", cluster);
}
