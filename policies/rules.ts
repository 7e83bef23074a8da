import { dataLeftOut, dataRules } from "./rules/data.ts";
import { edgeLeftOut, edgeRules } from "./rules/edge.ts";
import { networkLeftOut, networkRules } from "./rules/network.ts";
import { operationsLeftOut, operationsRules } from "./rules/operations.ts";
import { releaseLeftOut, releaseRules } from "./rules/release.ts";
import { secretsLeftOut, secretsRules } from "./rules/secrets.ts";
import { transportLeftOut, transportRules } from "./rules/transport.ts";
import { workloadsLeftOut, workloadsRules } from "./rules/workloads.ts";
import type { Rule } from "./rule.ts";

export interface Chapter {
  title: string;
  rules: readonly Rule[];
  /** By id: why a rule of the field makes no sense for this platform. */
  leftOut: Readonly<Record<string, string>>;
}

/** In the order of release. */
export const chapters: readonly Chapter[] = [
  { title: "Secrets, passwords, keys", rules: secretsRules, leftOut: secretsLeftOut },
  { title: "TLS everywhere", rules: transportRules, leftOut: transportLeftOut },
  { title: "Network", rules: networkRules, leftOut: networkLeftOut },
  { title: "Application config and release", rules: releaseRules, leftOut: releaseLeftOut },
  { title: "Kubernetes workloads", rules: workloadsRules, leftOut: workloadsLeftOut },
  { title: "Data stores, storage, backups", rules: dataRules, leftOut: dataLeftOut },
  { title: "Edge: CORS, WAF, rate limits, headers, caching", rules: edgeRules, leftOut: edgeLeftOut },
  { title: "DNS, e-mail, observability, account, IAM, EKS", rules: operationsRules, leftOut: operationsLeftOut },
];

/** Every rule of the pack. */
export const rules: readonly Rule[] = chapters.flatMap((chapter) => chapter.rules);
