import type { Rule } from "../rule.ts";

const digest = /@sha256:[0-9a-f]{64}$/;

export const imageNotMutable: Rule = {
  id: "image-not-mutable",
  types: ["kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:Job"],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-004", "MC-005", "MC-006", "MC-007"],
  refs: { checkov: ["CKV_K8S_14", "CKV_K8S_43"] },
  rationale: "What was tested is what runs: a tag can move between the canary and the next pod, a digest cannot.",
  fix: "Name the image by digest: <repository>@sha256:<64 hex digits>.",
  check: (workload) =>
    ["initContainers", "containers"]
      .flatMap((kind) => workload.items(`spec.template.spec.${kind}`))
      .flatMap((container) => {
        const image = container.get("image");
        if (!image.known || (typeof image.value === "string" && digest.test(image.value))) return [];
        return [{ path: container.at("image"), message: "does not end in a digest" }];
      }),
};
