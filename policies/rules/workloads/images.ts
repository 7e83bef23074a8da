import { demand, matches } from "../../demand.ts";
import type { Graph } from "../../graph.ts";
import type { ResourceRule, StackRule } from "../../rule.ts";
import { carriesPods, containers } from "../pods.ts";
import { workloadsOf } from "./objects.ts";
import { isUnset, ofEachPod, setBy } from "./pod.ts";

const isPinned = matches(/@sha256:[0-9a-f]{64}$/);

export const imageNotMutable: ResourceRule = {
  id: "image-not-mutable",
  types: carriesPods,
  severity: "high",
  level: "production",
  requirements: ["MC-004", "MC-005", "MC-006", "MC-007"],
  refs: { checkov: ["CKV_K8S_14", "CKV_K8S_43"], "kube-linter": ["latest-tag"] },
  rationale: "What was tested is what runs: a tag can move between the canary and the next pod, a digest cannot.",
  fix: "Name the image by digest: <repository>@sha256:<64 hex digits>.",
  check: ofEachPod((pod) =>
    containers(pod.template).flatMap((container) =>
      demand(container, "image", setBy(pod, isPinned), "does not end in a digest"),
    ),
  ),
};

export const imageRegistryAllowed: StackRule = {
  id: "image-registry-allowed",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-004", "MC-005", "MC-006", "MC-007"],
  refs: { "eks-cis": ["5.1.4"] },
  rationale: "What runs is what was built, scanned and kept here, and not what somebody publishes under a known name.",
  fix: "Push the image to the account's own ECR, or pull it through a cache there.",
  checkStack: (graph) => {
    const isAllowed = registriesOf(graph);
    return workloadsOf(graph).flatMap(({ node, template, patch }) =>
      containers(template)
        .flatMap((container) =>
          demand(container, "image", setBy({ patch }, isAllowed), "comes from a registry that is not the account's"),
        )
        .map((finding) => ({ urn: node.urn, ...finding })),
    );
  },
};

/** Private ECR of the accounts that the stack's providers may change; of any account where none of them says. */
export function registriesOf(graph: Graph): (image: unknown) => boolean {
  const accounts = new Set(
    graph
      .of("pulumi:providers:aws")
      // The engine hands a provider's lists over as JSON text.
      .flatMap(({ reader }) => reader.json("allowedAccountIds").literals(""))
      .map(({ value }) => String(value)),
  );
  const registry = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\//;
  return (image) => {
    const account = typeof image === "string" ? registry.exec(image)?.[1] : undefined;
    return account !== undefined && (accounts.size === 0 || accounts.has(account));
  };
}

export const imagePullAlways: ResourceRule = {
  id: "image-pull-always",
  types: carriesPods,
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { checkov: ["CKV_K8S_15"] },
  rationale: "A node keeps what a tag once named, and would run that and not what the tag names today.",
  fix: "Set imagePullPolicy to Always, or name the image by digest.",
  check: ofEachPod((pod) =>
    containers(pod.template).flatMap((container) => {
      const policy = container.get("imagePullPolicy");
      if (!policy.known || policy.value === "Always") return [];
      const image = container.get("image");
      if (!image.known || isPinned(image.value)) return [];
      if (isUnset(policy.value) && (pod.patch || isLatest(image.value))) return [];
      return [{ path: container.at("imagePullPolicy"), message: "a node may run what the tag named before" }];
    }),
  ),
};

/** Whether Kubernetes pulls an image anew without being told: its tag is `latest`, or it has none. */
function isLatest(image: unknown): boolean {
  if (typeof image !== "string" || image.includes("@")) return false;
  const [, tag = "latest"] = /:([^/:]+)$/.exec(image) ?? [];
  return tag === "latest";
}
