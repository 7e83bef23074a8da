import { demand, matches } from "../../demand.ts";
import type { ResourceRule } from "../../rule.ts";

/** A whole version, no range: `1.17.2`, `v1.17.2`, `1.0.0-rc.1`. */
const isVersion = matches(/^v?\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/);

/** Where charts may come from: our own registry, and who makes what EKS needs. */
const repositories = [
  /^oci:\/\/\d{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)\//,
  /^oci:\/\/public\.ecr\.aws\/(eks|aws-controllers-k8s|karpenter)\//,
  /^https:\/\/aws\.github\.io\/eks-charts\/?$/,
  /^https:\/\/kubernetes-sigs\.github\.io\/[\w-]+\/?$/,
];

const isAllowed = (source: unknown) =>
  typeof source === "string" && repositories.some((repository) => repository.test(source));

export const helmReleaseOpaque: ResourceRule = {
  id: "helm-release-opaque",
  types: ["kubernetes:helm.sh/v3:Release"],
  severity: "medium",
  level: "advisory",
  requirements: [],
  refs: {},
  rationale: "What a Release makes no rule sees, so at least it is one version of one known chart.",
  fix: "Use kubernetes.helm.v4.Chart, whose objects are judged, or a chart of a listed repository in one version.",
  check: (release) => {
    const chart = release.get("chart");
    if (!chart.known) return [];
    // A chart in the program's own folder is reviewed and versioned with it.
    if (typeof chart.value === "string" && /^\.{0,2}\//.test(chart.value)) return [];
    const named = typeof chart.value === "string" && /^(oci|https?):\/\//.test(chart.value);
    const source = named ? "chart" : "repositoryOpts.repo";
    return [
      ...demand(release, "version", isVersion, "names no single version of the chart"),
      ...demand(release, source, isAllowed, "comes from a repository that is not on the list"),
    ];
  },
};
