import { atLeast, atMost, demand, is, known } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { rolloutType } from "./canary.ts";
import { isReleasing, numberAt, objects, scalerTypes, splits, workloads } from "./colors.ts";

/** The last moment of a decision to go back (MT-096); until then the old version stands by. */
const decisionSeconds = 30 * 60;
/** What runs, and what ran before it. */
const leastImages = 2;

export const rollbackReady: StackRule = {
  id: "rollback-ready",
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-053", "MT-096", "MC-009", "MC-204", "MC-205", "MC-243"],
  refs: {},
  rationale: "A rollback is done in five minutes only where the old version still runs, and its image is still there.",
  fix: "Keep the old color at full size and its image in the registry until the decision, half an hour after the switch.",
  note: "Since 2026-11-23 of what runs and of its images; the release runner's own deadline joins in step 5.",
  checkStack: (graph) => [
    ...scaledAway(graph),
    ...graph.of(rolloutType).flatMap((one) => of(one, rolloutFaults(one.reader))),
    ...graph.of(...kept).flatMap((one) => of(one, historyFaults(one.reader))),
    ...graph
      .of("aws:ecr/lifecyclePolicy:LifecyclePolicy")
      .flatMap((one) => of(one, one.reader.json("policy").items("rules").flatMap(imageFaults))),
    ...graph
      .of()
      .filter(({ type }) => type.startsWith("trading:release:"))
      .flatMap((one) => of(one, runnerFaults(one.reader))),
  ],
};

const kept = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet", rolloutType];

function of({ urn }: Node, findings: readonly Finding[]): StackFinding[] {
  return findings.map((finding) => ({ urn, ...finding }));
}

/** Workloads that a rollback would find without pods. */
function scaledAway(graph: Graph): StackFinding[] {
  const running = workloads(graph);
  const shared = splits(graph);
  const counts = [
    ...running.map((one) => ({ ...one, path: "spec.replicas" })),
    ...objects(graph, ...scalerTypes).map((one) => ({ ...one, path: "spec.minReplicas" })),
  ];
  return counts
    .filter(({ node, path, system }) => known(node.reader, path, is(0)) && isReleasing(system, running, shared))
    .map(({ node, path }) => ({ urn: node.urn, path, message: "has no pods while a release runs" }));
}

function rolloutFaults(rollout: Reader): Finding[] {
  const strategies = rollout.entries("spec.strategy").map(([key]) => key);
  const canary = rollout.block("spec.strategy.canary");
  const stands = (strategy: Reader) =>
    // Argo's default is 30 seconds.
    demand(strategy, "scaleDownDelaySeconds", atLeast(decisionSeconds), `is not ${decisionSeconds} or more`);
  const isRouted = canary.entries("trafficRouting").length > 0;
  return [
    ...(strategies.includes("blueGreen") ? stands(rollout.block("spec.strategy.blueGreen")) : []),
    ...(isRouted ? stands(canary) : []),
    ...demand(canary, "dynamicStableScale", is(undefined, false), "takes pods from the old version while it is needed"),
    ...deadline(rollout, "spec.progressDeadlineSeconds", decisionSeconds),
  ];
}

function historyFaults(workload: Reader): Finding[] {
  const holds = (value: unknown) => value === undefined || (typeof value === "number" && value > 0);
  return demand(workload, "spec.revisionHistoryLimit", holds, "keeps no earlier version to go back to");
}

/** A rule of a lifecycle policy that may take the image of the version before. */
function imageFaults(rule: Reader): Finding[] {
  if (!known(rule, "selection.tagStatus", is("any", "tagged"))) return [];
  const kind = rule.get("selection.countType");
  if (!kind.known) return [];
  return kind.value === "imageCountMoreThan"
    ? demand(rule, "selection.countNumber", atLeast(leastImages), `keeps fewer than ${leastImages} images`)
    : [{ path: rule.at("selection.countType"), message: "an image's age says nothing of what still runs" }];
}

/** What a component of ours says of going back. */
function runnerFaults(component: Reader): Finding[] {
  return [component, component.block("rollback")].flatMap((block) =>
    block.entries("").flatMap(([key]) => {
      if (/^decision(timeout)?minutes$/i.test(key)) return deadline(block, key, decisionSeconds / 60);
      if (/^decision(timeout)?seconds$/i.test(key)) return deadline(block, key, decisionSeconds);
      const isWeight = block !== component && /^(canary|preview)?weight$/i.test(key);
      return isWeight ? demand(block, key, is(0), "leaves traffic on what is taken back") : [];
    }),
  );
}

function deadline(block: Reader, path: string, most: number): Finding[] {
  const limit = numberAt(block, path);
  return limit === undefined || atMost(most)(limit) ? [] : [{ path: block.at(path), message: `is more than ${most}` }];
}
