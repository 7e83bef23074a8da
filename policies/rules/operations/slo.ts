import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { matches } from "../../demand.ts";
import { glance } from "./values.ts";

/** How an alarm is known to watch something. */
interface Signal {
  /** Metric of CloudWatch. */
  metric: RegExp;
  /** Statistic of the metric, where not any will do. */
  statistic?: RegExp;
  /** Expression of Prometheus, whose series are of every service at once. */
  expression: RegExp;
}

type SignalName = "5xx rate" | "p95 latency" | "CPU" | "memory" | "storage" | "connections" | "days to expiry";

const signals: Readonly<Record<SignalName, Signal>> = {
  "5xx rate": { metric: /5xx/i, expression: /5(xx|\.\.|\.\*|\[0-9\])/ },
  "p95 latency": {
    metric: /ResponseTime|Latency/,
    statistic: /^p9[5-9]/,
    expression: /histogram_quantile\(\s*0?\.9[5-9]/,
  },
  CPU: { metric: /cpu/i, expression: /cpu/ },
  memory: { metric: /memory/i, expression: /memory/ },
  storage: { metric: /FreeStorageSpace|FreeLocalStorage/, expression: /free_storage|free_local_storage/ },
  connections: { metric: /DatabaseConnections/, expression: /pg_stat_activity|database_connections/ },
  "days to expiry": { metric: /DaysToExpiry/, expression: /cert\w*_expir|days_to_expiry/ },
};

const ofRequests: readonly SignalName[] = ["5xx rate", "p95 latency"];
const ofPods: readonly SignalName[] = ["CPU", "memory"];
const ofDatabases: readonly SignalName[] = ["CPU", "memory", "storage", "connections"];
/** What a service is made of, and what must be watched of it. */
const watched: Readonly<Record<string, readonly SignalName[]>> = {
  "aws:lb/targetGroup:TargetGroup": ofRequests,
  "aws:alb/targetGroup:TargetGroup": ofRequests,
  "kubernetes:apps/v1:Deployment": ofPods,
  "kubernetes:apps/v1:StatefulSet": ofPods,
  "kubernetes:argoproj.io/v1alpha1:Rollout": ofPods,
  "aws:rds/instance:Instance": ofDatabases,
  "aws:rds/cluster:Cluster": ofDatabases,
  "aws:acm/certificate:Certificate": ["days to expiry"],
};

export const alarmsCoverSlo: StackRule = {
  id: "alarms-cover-slo",
  severity: "high",
  level: "advisory",
  note: "Advisory since 2026-11-23: no alarm is declared yet; the components of step 6 (operations) bring them.",
  requirements: ["MT-078", "MT-092", "MC-195"],
  refs: {},
  rationale: "What no alarm watches is noticed by clients first: errors, slowness, full disks, expired certificates.",
  fix: "Declare an alarm on each of the named signals, with the resource among its dimensions.",
  checkStack: (graph) =>
    Object.entries(watched).flatMap(([type, names]) =>
      graph.of(type).flatMap((node) => {
        const missing = names.filter((name) => !isWatched(graph, node, signals[name]));
        return missing.length === 0
          ? []
          : [{ urn: node.urn, path: "", message: `no alarm watches its ${missing.join(", ")}` }];
      }),
    ),
};

/** Whether an alarm watches something, or may: what is unknown of it stands in the notes. */
function isWatched(graph: Graph, node: Node, { metric, statistic, expression }: Signal): boolean {
  const alarms = graph.of("aws:cloudwatch/metricAlarm:MetricAlarm").filter((alarm) => isAbout(graph, alarm, node));
  const rules = graph.of("kubernetes:monitoring.coreos.com/v1:PrometheusRule");
  return (
    alarms.some((alarm) =>
      series(alarm.reader).some(
        ([one, kind]) => mayBe(one, "metricName", metric) && (statistic === undefined || mayBe(one, kind, statistic)),
      ),
    ) ||
    rules
      .flatMap(({ reader }) => reader.items("spec.groups").flatMap((group) => group.items("rules")))
      .some((rule) => mayBe(rule, "alert", /./) && mayBe(rule, "expr", expression))
  );
}

/** Where an alarm names its metrics, each with the key of the statistic. */
function series(alarm: Reader): (readonly [Reader, string])[] {
  const terms = alarm.items("metricQueries").map((query) => [query.block("metric"), "stat"] as const);
  return [[alarm, "extendedStatistic"], ...terms];
}

function mayBe(of: Reader, path: string, pattern: RegExp): boolean {
  const reading = of.get(path);
  return !reading.known || matches(pattern)(reading.value);
}

/** Whether an alarm's dimensions name a resource; pods of one name live in several namespaces. */
function isAbout(graph: Graph, alarm: Node, node: Node): boolean {
  if (!["dimensions", "metricQueries"].some((input) => graph.refers(alarm, input, node))) return false;
  const namespace = glance(node, "metadata.namespace");
  const named = alarm.reader
    .literals("")
    .filter(({ path }) => path.endsWith("dimensions.Namespace"))
    .map(({ value }) => value);
  return namespace === undefined || named.length === 0 || named.includes(namespace);
}
