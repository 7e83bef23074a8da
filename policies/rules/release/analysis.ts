import { atMost, demand, isSet, text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { rolloutType } from "./canary.ts";

export const canaryAnalysis: StackRule = {
  id: "canary-analysis",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-152", "MC-153", "MT-076", "MT-078"],
  refs: {},
  rationale: "Weights that move without a look at errors and latency take every user to a fault.",
  fix: "Analyse the canary's error rate, at most 0.1 %, and latency, at most 250 ms, with a failure limit.",
  note: "Since 2026-11-23 of a system's description and of Rollouts; the release runner's input joins in step 5.",
  checkStack: (graph) => [
    ...graph.of(rolloutType).flatMap((rollout) => rolloutFaults(graph, rollout)),
    ...templates(graph).flatMap((one) => of(one, one.reader.items("spec.metrics").flatMap(metricFaults))),
    ...graph
      .of()
      .filter(({ type }) => type.startsWith("trading:release:"))
      .flatMap((one) =>
        of(
          one,
          ["", "system."].flatMap((at) => profileFaults(one.reader, at)),
        ),
      ),
  ],
};

/** MC-152 and MC-153. */
const errorPercent = 0.1;
const latencyMs = 250;

function of({ urn }: Node, findings: readonly Finding[]): StackFinding[] {
  return findings.map((finding) => ({ urn, ...finding }));
}

function templates(graph: Graph): readonly Node[] {
  const kinds = ["AnalysisTemplate", "ClusterAnalysisTemplate"];
  return graph.of(...kinds.map((kind) => `kubernetes:argoproj.io/v1alpha1:${kind}`));
}

const analysisPath = "spec.strategy.canary.analysis";

/** A Rollout with a canary names templates that are there, and judges both errors and latency by them. */
function rolloutFaults(graph: Graph, rollout: Node): StackFinding[] {
  const { urn, reader } = rollout;
  if (!reader.entries("spec.strategy").some(([key]) => key === "canary")) return [];
  const steps = reader.items("spec.strategy.canary.steps").map((step) => step.block("analysis"));
  const named = [reader.block(analysisPath), ...steps].flatMap((analysis) => analysis.items("templates"));
  if (named.length === 0) {
    const isKnown = [analysisPath, "spec.strategy.canary.steps"].every((path) => reader.get(path).known);
    return isKnown ? [{ urn, path: analysisPath, message: "nothing is judged" }] : [];
  }
  const all = templates(graph);
  const used = named.map((one) => {
    const name = text(one, "templateName");
    return all.filter(({ reader: template }) => name !== undefined && text(template, "metadata.name") === name);
  });
  const isOpen = [...named.map((one) => one.get("templateName")), ...all.map((one) => one.reader.get("metadata.name"))];
  // A name that only the cloud will say may be the missing one.
  if (isOpen.some((name) => !name.known)) return [];
  const missing = named.filter((_, i) => used[i]?.length === 0);
  if (missing.length > 0) {
    return missing.map((one) => ({ urn, path: one.at("templateName"), message: "the stack has no such template" }));
  }
  const kinds = new Set(used.flat().flatMap((one) => one.reader.items("spec.metrics").map(kindOf)));
  return (["errors", "latency"] as const)
    .filter((kind) => !kinds.has(kind))
    .map((kind) => ({ urn, path: analysisPath, message: `does not judge ${kind}` }));
}

type Kind = "errors" | "latency" | undefined;

/** What a metric measures, by its name, or else by its query. */
function kindOf(metric: Reader): Kind {
  const [named] = [text(metric, "name") ?? "", queryOf(metric)].flatMap((said) =>
    /latency|duration|percentile|response.?time|\bp\d{2}\b/i.test(said)
      ? (["latency"] as const)
      : /error|fail|success|availability|5xx|5\.\./i.test(said)
        ? (["errors"] as const)
        : [],
  );
  return named;
}

function queryOf(metric: Reader): string {
  return metric
    .literals("provider")
    .map(({ value }) => String(value))
    .join(" ");
}

function metricFaults(metric: Reader): Finding[] {
  const provider = metric.entries("provider");
  const isSourceless = provider.length === 0 && metric.get("provider").known;
  const conditions = ["successCondition", "failureCondition"].map((key) => metric.get(key));
  const isBlind = conditions.every((condition) => condition.known && !isSet(condition.value));
  return [
    ...(isSourceless ? [{ path: metric.at("provider"), message: "there is no source" }] : []),
    ...demand(metric, "failureLimit", isLimit, "sets no limit of failures"),
    ...(isBlind ? [{ path: metric.at("successCondition"), message: "passes whatever is measured" }] : []),
    ...boundFaults(metric, "successCondition"),
    ...boundFaults(metric, "failureCondition"),
  ];
}

/** Argo takes numbers and texts of them; below zero it never fails. */
function isLimit(value: unknown): boolean {
  return /^\d+$/.test(typeof value === "number" ? String(value) : typeof value === "string" ? value : "");
}

function boundFaults(metric: Reader, key: "successCondition" | "failureCondition"): Finding[] {
  const kind = kindOf(metric);
  const condition = text(metric, key);
  if (kind === undefined || condition === undefined) return [];
  const said = `${text(metric, "name") ?? ""} ${queryOf(metric)}`;
  const isOfSuccess = kind === "errors" && /success|availability/i.test(said);
  // What is good lies below a bound, and that of successes above one; a condition of failure says the opposite.
  const side = isOfSuccess === (key === "failureCondition") ? "<" : ">";
  const comparisons = condition.replace(/len\([^)]*\)\s*[<>=!]+\s*\d+/g, "").matchAll(/([<>])=?\s*(\d+(?:\.\d+)?)/g);
  return [...comparisons].flatMap(([, sign, figure]) => {
    if (sign !== side) return [];
    const message =
      kind === "latency" ? latencyFault(Number(figure), said) : errorFault(Number(figure), said, isOfSuccess);
    return message === undefined ? [] : [{ path: metric.at(key), message }];
  });
}

/** Queries give a share of one, unless they say percent; a bound of successes above one can only be percent. */
function errorFault(bound: number, said: string, isOfSuccess: boolean): string | undefined {
  const isPercent = /percent|pct|\*\s*100\b|\b100\s*\*/i.test(said) || (isOfSuccess && bound > 1);
  const percent = isPercent ? bound : bound * 100;
  // Of fractions such as 0.999, binary numbers leave a rest.
  const errors = Number((isOfSuccess ? 100 - percent : percent).toFixed(6));
  return errors > errorPercent ? `lets ${errors} % of errors pass, more than ${errorPercent}` : undefined;
}

function latencyFault(bound: number, said: string): string | undefined {
  const isMs = /\*\s*1000\b|_ms\b|milli|\bms\b/i.test(said) || (!/second/i.test(said) && bound > 10);
  const ms = isMs ? bound : bound * 1000;
  return ms > latencyMs ? `lets ${ms} ms pass, more than ${latencyMs}` : undefined;
}

/** Own figures that the documents give in place of these, by requirement (architecture, C1). */
const errorPercentOf: Readonly<Record<string, number>> = { "MT-078": 2 };

/** What our own component judges its canary by. */
function profileFaults(component: Reader, at: string): Finding[] {
  if (component.items(`${at}canary`).length === 0) return [];
  const path = `${at}slo.canary`;
  const profile = component.block(path);
  const whole = component.get(path);
  if (whole.known && !isSet(whole.value)) return [{ path, message: "there is nothing to judge the canary by" }];
  const own = profile.literals("requirements").flatMap(({ value }) => errorPercentOf[String(value)] ?? []);
  const most = Math.max(errorPercent, ...own);
  const latency = profile.items("latency");
  const isBlind = latency.length === 0 && profile.get("latency").known;
  const stack = component.block("config.slo.canary");
  return [
    ...demand(profile, "errorPercent", atMost(most), `is not ${most} or less`),
    ...(isBlind ? [{ path: profile.at("latency"), message: "there is no bound" }] : []),
    ...latency.flatMap((bound) => demand(bound, "ms", atMost(latencyMs), `is not ${latencyMs} or less`)),
    ...stack.entries("").flatMap(([key]) => {
      const bound = key === "errorPercent" ? most : /^p\d+Ms$/.test(key) ? latencyMs : undefined;
      return bound === undefined ? [] : demand(stack, key, atMost(bound), `is not ${bound} or less`);
    }),
    ...(at === "" ? [] : demand(component, "loadBalancerSuffix", isSet, "there is no source of metrics")),
  ];
}
