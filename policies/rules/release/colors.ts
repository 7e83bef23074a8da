import { text } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";

// Which resources make up a system's two colors. Our own say it in tags and labels; others in their names.

export const bothColors = ["blue", "green"] as const;
export type Color = (typeof bothColors)[number];

export function otherThan(color: Color): Color {
  return color === "blue" ? "green" : "blue";
}

/** A resource of one color. */
export interface Colored {
  node: Node;
  color: Color;
  /** Undefined where nothing tells: then it may belong to any. */
  system: string | undefined;
  /** The same for its counterpart in the other color. */
  service: string;
}

const word = /(?<![a-z])(blue|green)(?![a-z])/i;

function colorIn(name: string | undefined): Color | undefined {
  const [found] = word.exec(name ?? "") ?? [];
  return found === undefined ? undefined : found.toLowerCase() === "blue" ? "blue" : "green";
}

/** A name without its color: what both counterparts are called. */
export function withoutColor(name: string): string {
  return name.replace(word, "*");
}

export function sameSystem(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** The system that a component around a resource is of. */
export function systemAround(graph: Graph, node: Node): string | undefined {
  return [node, ...graph.ancestors(node)]
    .filter(({ type }) => type.startsWith("trading:"))
    .map(({ reader }) => text(reader, "system.name") ?? text(reader, "system"))
    .find((system) => system !== undefined);
}

const groupTypes = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];

/** The load balancers' target groups that have a color. */
export function targetGroups(graph: Graph): readonly Colored[] {
  return graph.of(...groupTypes).flatMap((node): Colored[] => {
    const names = [node.name, text(node.reader, "name") ?? ""];
    const color = colorIn(text(node.reader, "tags.color")) ?? names.map(colorIn).find((found) => found !== undefined);
    if (color === undefined) return [];
    const named = names.find((name) => colorIn(name) !== undefined);
    const service = named === undefined ? (text(node.reader, "tags.service") ?? "") : withoutColor(named);
    return [{ node, color, system: text(node.reader, "tags.system") ?? systemAround(graph, node), service }];
  });
}

export const scalerTypes = [
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
];

const workloadTypes = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"];
const colorLabels = ['["release.trading-platform/color"]', ".color", ".slot", ".version"];

/** The workloads that have a color. An Argo Rollout is none: it keeps both of its own. */
export function workloads(graph: Graph): readonly Colored[] {
  return objects(graph, ...workloadTypes);
}

/** Kubernetes objects of some types that have a color. */
export function objects(graph: Graph, ...types: readonly string[]): readonly Colored[] {
  return graph.of(...types).flatMap((node): Colored[] => {
    const { reader, name } = node;
    const label = (key: string) => text(reader, `metadata.labels${key}`);
    const color =
      colorLabels.map((key) => colorIn(label(key))).find((found) => found !== undefined) ??
      colorIn(text(reader, "metadata.namespace")) ??
      colorIn(text(reader, "metadata.name")) ??
      colorIn(name);
    if (color === undefined) return [];
    const called = label('["app.kubernetes.io/name"]') ?? text(reader, "metadata.name") ?? name;
    const system = label('["app.kubernetes.io/part-of"]') ?? systemAround(graph, node);
    return [{ node, color, system, service: withoutColor(called) }];
  });
}

/** What one color has and the other has too, blue first. */
export function pairs(all: readonly Colored[]): readonly (readonly [blue: Colored, green: Colored])[] {
  const green = all.filter(({ color }) => color === "green");
  return all
    .filter(({ color }) => color === "blue")
    .flatMap((blue) =>
      green
        .filter((one) => one.service === blue.service && one.node.type === blue.node.type)
        .filter((one) => sameSystem(one.system, blue.system))
        .map((one) => [blue, one] as const),
    );
}

/** Where requests are shared out, and who gets them. */
export interface Split {
  node: Node;
  /** Of the list of targets. */
  path: string;
  system: string | undefined;
  /** Colors that are listed for certain. */
  colors: ReadonlySet<Color>;
  /** No other color is. */
  isComplete: boolean;
  shares: readonly Share[];
  /** Takes only requests that ask for the preview color. */
  isTest: boolean;
}

export interface Share {
  /** Path of the weight. */
  path: string;
  /** Undefined where it is unknown or none. */
  weight: number | undefined;
  /** Undefined where only the cloud knows which target it is. */
  color: () => Color | undefined;
}

const listenerTypes: Readonly<Record<string, string>> = {
  "aws:lb/listenerRule:ListenerRule": "actions",
  "aws:alb/listenerRule:ListenerRule": "actions",
  "aws:lb/listener:Listener": "defaultActions",
  "aws:alb/listener:Listener": "defaultActions",
};

const routeType = /^kubernetes:gateway\.networking\.k8s\.io\/v1(alpha\d|beta\d)?:(HTTP|GRPC)Route$/;

/** Whether a type is a route of the Gateway API. */
export function isRoute(type: string): boolean {
  return routeType.test(type);
}

/** Every place that forwards to targets with a color. */
export function splits(graph: Graph): readonly Split[] {
  const groups = targetGroups(graph);
  return [
    ...graph.of(...Object.keys(listenerTypes)).flatMap((node) => listenerSplits(graph, node, groups)),
    ...graph
      .of()
      .filter(({ type }) => isRoute(type))
      .flatMap((node) => routeSplits(graph, node)),
  ];
}

function listenerSplits(graph: Graph, node: Node, groups: readonly Colored[]): Split[] {
  const key = listenerTypes[node.type] ?? "";
  const colorOf = (arn: string | undefined) =>
    groups.find((group) => isArnOf(arn, group))?.color ?? colorIn(/:targetgroup\/([^/]+)/.exec(arn ?? "")?.[1]);
  const named = groups.filter((group) => graph.refers(node, key, group.node));
  const written = node.reader.literals(key).flatMap(({ value }) => colorOf(String(value)) ?? []);
  const colors = new Set([...named.map(({ color }) => color), ...written]);
  if (colors.size === 0) return [];
  const [only] = colors.size === 1 ? colors : [];
  const system = named.map((group) => group.system).find((found) => found !== undefined);
  const isTest = node.reader
    .items("conditions")
    .some((condition) => asksForPreview(text(condition, "httpHeader.httpHeaderName")));
  return node.reader.items(key).flatMap((action): Split[] => {
    const shares = action.items("forward.targetGroups").map((target): Share => {
      const color = () => only ?? colorOf(text(target, "arn"));
      return { path: target.at("weight"), weight: weightOf(target), color };
    });
    const single = action.get("targetGroupArn");
    // Others sign users in, redirect or answer by themselves.
    if (shares.length === 0 && single.known && single.value === undefined) return [];
    const path = action.at(shares.length === 0 ? "targetGroupArn" : "forward.targetGroups");
    // One that nobody here declares may be of the other color.
    const isComplete = shares.length <= Math.max(named.length, written.length);
    return [{ node, path, system, colors, isComplete, shares, isTest }];
  });
}

function isArnOf(arn: string | undefined, { node }: Colored): boolean {
  const name = text(node.reader, "name");
  return arn !== undefined && name !== undefined && arn.includes(`:targetgroup/${name}/`);
}

function routeSplits(graph: Graph, node: Node): Split[] {
  return node.reader.items("spec.rules").flatMap((rule): Split[] => {
    const refs = rule.items("backendRefs");
    const shares = refs.map((ref): Share => {
      const color = colorIn(text(ref, "name")) ?? colorIn(text(ref, "namespace"));
      return { path: ref.at("weight"), weight: weightOf(ref), color: () => color };
    });
    const colors = new Set(shares.flatMap(({ color }) => color() ?? []));
    if (colors.size === 0) return [];
    const isComplete = refs.every((ref) => ref.get("name").known && ref.get("namespace").known);
    const headers = rule.items("matches").flatMap((match) => match.items("headers"));
    const isTest = headers.some((header) => asksForPreview(text(header, "name")));
    const path = rule.at("backendRefs");
    return [{ node, path, system: systemAround(graph, node), colors, isComplete, shares, isTest }];
  });
}

/** A header such as `X-Test-Green`. */
export function asksForPreview(header: string | undefined): boolean {
  return header !== undefined && /\b(test|preview|canary)\b/i.test(header);
}

/** Without a weight, both AWS and the Gateway API take 1. */
function weightOf(target: Reader): number | undefined {
  return numberAt(target, "weight", 1);
}

/** A number at a path; undefined when it is unknown or something else. */
export function numberAt(at: Reader, path: string, absent?: number): number | undefined {
  const reading = at.get(path);
  const value = reading.known ? (reading.value ?? absent) : undefined;
  return typeof value === "number" ? value : undefined;
}

/** Whether a release of a system runs: a weight is between its ends, or both colors have workloads. */
export function isReleasing(
  system: string | undefined,
  colored: readonly Colored[],
  shared: readonly Split[],
): boolean {
  const present = new Set(colored.filter((one) => sameSystem(one.system, system)).map(({ color }) => color));
  const isSplit = ({ isTest, shares }: Split) =>
    !isTest && shares.length > 1 && shares.some(({ weight }) => weight !== undefined && weight > 0 && weight < 100);
  return present.size === 2 || shared.some((split) => sameSystem(split.system, system) && isSplit(split));
}
