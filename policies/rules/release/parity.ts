import { text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { podTemplates } from "../pods.ts";
import { type Colored, numberAt, objects, pairs, sameSystem, scalerTypes, withoutColor, workloads } from "./colors.ts";

export const bluegreenParity: StackRule = {
  id: "bluegreen-parity",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-132", "MC-133", "MC-134", "MC-137", "MC-205"],
  refs: {},
  rationale: "What was proved on one color says nothing of the other where they differ in more than their image.",
  fix: "Give both colors the same variables, probes, resources and replicas, at production capacity.",
  checkStack: (graph) => {
    const running = workloads(graph);
    const scalers = objects(graph, ...scalerTypes);
    return [
      ...pairs(running).flatMap(([blue, green]) => [
        ...podFaults(blue.node, green.node),
        ...(isScaled(blue, scalers) || isScaled(green, scalers)
          ? []
          : differing(blue.node, green.node, "spec.replicas", 1)),
      ]),
      ...pairs(scalers).flatMap(([blue, green]) => [
        ...differing(blue.node, green.node, "spec.minReplicas", 1),
        ...differing(blue.node, green.node, "spec.maxReplicas"),
      ]),
      ...loneScalers(running, scalers),
      ...pairs(configMaps(graph)).flatMap(([blue, green]) => keyFaults(blue.node, green.node)),
      ...[...running, ...scalers].flatMap((one) => belowCapacity(graph, one, scalers)),
    ];
  },
};

/** A version may bring other texts along, but no other way to run them. */
const podFields = [
  "securityContext",
  "terminationGracePeriodSeconds",
  "serviceAccountName",
  "nodeSelector",
  "tolerations",
  "affinity",
  "topologySpreadConstraints",
  "priorityClassName",
];
const containerFields = [
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "resources",
  "ports",
  "command",
  "args",
  "lifecycle",
  "securityContext",
];

/** A part of one color's resource, to be held against the same of the other's. */
type Place = Pick<Node, "urn" | "reader">;

function podFaults(blue: Node, green: Node): StackFinding[] {
  const specOf = ({ urn, type, reader }: Node): Place[] =>
    podTemplates(type, reader).map((template) => ({ urn, reader: template.block("spec") }));
  const [blueSpec] = specOf(blue);
  const [greenSpec] = specOf(green);
  if (blueSpec === undefined || greenSpec === undefined) return [];
  return [
    ...podFields.flatMap((field) => differing(blueSpec, greenSpec, field)),
    ...["initContainers", "containers"].flatMap((kind) => containerFaults(blueSpec, greenSpec, kind)),
  ];
}

function containerFaults(blue: Place, green: Place, kind: string): StackFinding[] {
  const mine = named(blue, kind);
  const others = named(green, kind);
  if (mine === undefined || others === undefined) return [];
  return [
    ...keyDifference(blue, green, kind, "containers"),
    ...[...mine].flatMap(([name, reader]) => {
      const other = others.get(name);
      if (other === undefined) return [];
      const here = { urn: blue.urn, reader };
      const there = { urn: green.urn, reader: other };
      return [
        ...containerFields.flatMap((field) => differing(here, there, field)),
        ...keyDifference(here, there, "env", "variables"),
        ...sourceFaults(here, there),
      ];
    }),
  ];
}

/** How many ConfigMaps and Secrets bring their variables along. Their names differ with what is in them. */
function sourceFaults(blue: Place, green: Place): StackFinding[] {
  const [mine, others] = [blue, green].map(({ reader }) => listed(reader, "envFrom")?.length);
  if (mine === undefined || others === undefined || mine === others) return [];
  const { urn, reader } = mine < others ? blue : green;
  return [{ urn, path: reader.at("envFrom"), message: `${mine} sources of variables in blue, ${others} in green` }];
}

/** Items of a list by the name of each, without its color; undefined where one is unknown. */
function named({ reader }: Place, key: string): ReadonlyMap<string, Reader> | undefined {
  const items = listed(reader, key)?.map((item) => [text(item, "name"), item] as const);
  const known = items?.flatMap(([name, item]) => (name === undefined ? [] : [[withoutColor(name), item] as const]));
  return known === undefined || known.length < (items ?? []).length ? undefined : new Map(known);
}

function listed(reader: Reader, key: string): readonly Reader[] | undefined {
  const items = reader.items(key);
  return items.length === 0 && !reader.get(key).known ? undefined : items;
}

function keyDifference(blue: Place, green: Place, key: string, what: string): StackFinding[] {
  const mine = named(blue, key);
  const others = named(green, key);
  return mine === undefined || others === undefined
    ? []
    : missing(blue, green, key, what, new Set(mine.keys()), new Set(others.keys()));
}

/** A finding on each color that lacks some of what the other has. */
function missing(
  blue: Place,
  green: Place,
  key: string,
  what: string,
  mine: ReadonlySet<string>,
  others: ReadonlySet<string>,
): StackFinding[] {
  const lack = ({ urn, reader }: Place, count: number, color: string): StackFinding[] =>
    count === 0 ? [] : [{ urn, path: reader.at(key), message: `lacks ${count} ${what} that ${color} has` }];
  return [
    ...lack(blue, [...others].filter((one) => !mine.has(one)).length, "green"),
    ...lack(green, [...mine].filter((one) => !others.has(one)).length, "blue"),
  ];
}

function differing(blue: Place, green: Place, field: string, fallback?: unknown): StackFinding[] {
  const [mine, others] = [blue, green].map(({ reader }) => reader.get(field));
  if (mine?.known !== true || others?.known !== true) return [];
  if (canonical(mine.value ?? fallback) === canonical(others.value ?? fallback)) return [];
  const { urn, reader } = mine.value === undefined ? blue : green;
  return [{ urn, path: reader.at(field), message: "differs from the other color's" }];
}

/** As text in which neither colors nor the order of keys matter. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return withoutColor(JSON.stringify(value ?? null));
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  return `{${entries.sort().join()}}`;
}

/** By logical name: what an object is called in the cluster may follow from what is in it. */
function configMaps(graph: Graph): readonly Colored[] {
  return objects(graph, "kubernetes:core/v1:ConfigMap").map((map) => {
    const logical = withoutColor(map.node.name);
    const name = text(map.node.reader, "metadata.name") ?? "";
    return { ...map, service: logical === map.node.name ? withoutColor(name) : logical };
  });
}

function keyFaults(blue: Node, green: Node): StackFinding[] {
  const [mine, others] = [blue, green].map(({ reader }) => {
    const entries = reader.entries("data");
    return entries.length === 0 && !reader.get("data").known ? undefined : new Set(entries.map(([key]) => key));
  });
  return mine === undefined || others === undefined ? [] : missing(blue, green, "data", "keys", mine, others);
}

function isScaled({ color, system, service }: Colored, scalers: readonly Colored[]): boolean {
  return scalers.some((one) => one.color === color && one.service === service && sameSystem(one.system, system));
}

/** Autoscalers of services that run in both colors, and are scaled in one. */
function loneScalers(running: readonly Colored[], scalers: readonly Colored[]): StackFinding[] {
  return pairs(running).flatMap(([blue, green]) => {
    const [mine, others] = [isScaled(blue, scalers), isScaled(green, scalers)];
    if (mine === others) return [];
    return [{ urn: (mine ? green : blue).node.urn, path: "", message: "has no autoscaler, and the other color has" }];
  });
}

/** What our own component says of a service at rest. */
function belowCapacity(graph: Graph, one: Colored, scalers: readonly Colored[]): StackFinding[] {
  const path = scalers.includes(one) ? "spec.minReplicas" : "spec.replicas";
  const component = graph.ancestors(one.node).find(({ type }) => type === "trading:release:Service");
  if (component === undefined || (!scalers.includes(one) && isScaled(one, scalers))) return [];
  const wanted = numberAt(component.reader, "replicas.min");
  const pods = numberAt(one.node.reader, path, 1);
  if (wanted === undefined || pods === undefined || pods >= wanted) return [];
  return [{ urn: one.node.urn, path, message: `${pods} is below the ${wanted} of production` }];
}
