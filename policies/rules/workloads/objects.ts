import { text } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader, Reading } from "../../read.ts";
import { carriesPods, podTemplates } from "../pods.ts";

// Kubernetes objects of a stack, and how they find each other: by namespace, by name, by labels. Of what is not known before
// the first update, property dependencies tell where it comes from.

/** Undefined where only the update will tell. */
export type Certainty = boolean | undefined;

export const anyOf = (all: readonly Certainty[]): Certainty =>
  all.includes(true) ? true : all.includes(undefined) ? undefined : false;

export const allOf = (all: readonly Certainty[]): Certainty =>
  all.includes(false) ? false : all.includes(undefined) ? undefined : true;

export const equals = (reading: Reading, value: unknown): Certainty =>
  reading.known ? reading.value === value : undefined;

/** A Kubernetes object: a resource, or an item of one that is a list. */
export interface Item {
  readonly node: Node;
  readonly object: Reader;
  /** What a patch leaves out it does not change. */
  readonly patch: boolean;
  /** Undefined where it is not known, nor where it comes from. */
  readonly namespace: Place | undefined;
}

/** A namespace: its name, or the Namespace that it is where that has no name yet. */
export type Place = string | Node;

/** An object with pods, and what they are made from. */
export interface Workload extends Item {
  readonly template: Reader;
}

/** A test of types: kinds of a group in any version, their patches and lists. */
export function ofKind(group: string, ...kinds: readonly string[]): (type: string) => boolean {
  const name = `kubernetes:${group}/`;
  return (type) => type.startsWith(name) && kinds.includes(type.replace(/^.*:/, "").replace(/(Patch|List)$/, ""));
}

/** A test of what registers pods with target groups: EKS Auto Mode's kind, and the load balancer controller's. */
export function isTargetGroupBinding(type: string): boolean {
  return ["eks.amazonaws.com", "elbv2.k8s.aws"].some((group) => ofKind(group, "TargetGroupBinding")(type));
}

/** The objects of a resource: itself, or each item of a list. */
export function objectsOf(type: string, inputs: Reader): readonly Reader[] {
  return type.endsWith("List") ? inputs.items("items") : [inputs];
}

export function itemsOf(graph: Graph, isOf: (type: string) => boolean): Item[] {
  return graph
    .of()
    .filter(({ type }) => isOf(type))
    .flatMap((node) => {
      const objects = objectsOf(node.type, node.reader);
      // Items that are not known may be any: one that is not known stands for them.
      const known = objects.length > 0 || node.reader.get("items").known;
      return (known ? objects : [node.reader.block("items[0]")]).map((object) => itemOf(graph, node, object));
    });
}

export function workloadsOf(graph: Graph, isOf: (type: string) => boolean = carriesPods): Workload[] {
  return graph
    .of()
    .filter(({ type }) => isOf(type))
    .flatMap((node) => {
      const objects = objectsOf(node.type, node.reader);
      return podTemplates(node.type, node.reader).flatMap((template, i) => {
        const object = objects[i];
        return object === undefined ? [] : [{ ...itemOf(graph, node, object), template }];
      });
    });
}

/** The namespaces that a stack makes, but for the cluster's own. */
export function namespacesOf(graph: Graph): Item[] {
  const own = itemsOf(graph, ofKind("core", "Namespace"));
  return own.filter(({ object, patch }) => !patch && !isReserved(textAt(object, "metadata.name")));
}

/** Namespaces of Kubernetes itself. */
export function isReserved(name: unknown): boolean {
  return typeof name === "string" && /^kube-(system|public|node-lease)$/.test(name);
}

/** Whether two objects lie in the same namespace. */
export function together({ namespace: one }: Item, { namespace: other }: Item): Certainty {
  return one === undefined || other === undefined ? undefined : isSame(one, other);
}

/** Whether an object lies in a namespace. */
export function liesIn({ namespace }: Item, { node, object }: Item): Certainty {
  return namespace === undefined ? undefined : isSame(namespace, placeOf(node, object));
}

/** Whether two places are one; two Namespaces never have one name. */
export function isSame(one: Place, other: Place): Certainty {
  if (one === other) return true;
  const [named, made] = typeof one === "string" ? [one, other] : [other, one];
  if (typeof named !== "string" || typeof made === "string") return false;
  // A name that the provider is still to make up is not one that is written anywhere.
  return made.reader.get("metadata.name").known ? false : undefined;
}

/**
 * Whether the name that stands at a path is an object's.
 *
 * @param of reads below `from`'s node
 */
export function names(from: Item, of: Reader, path: string, target: Item): Certainty {
  const said = textAt(of, path);
  const own = textAt(target.object, "metadata.name");
  if (said !== undefined && own !== undefined) return said === own;
  const sources = sourcesOf(from.node, of.at(path));
  if (sources.includes(target.node.urn)) return true;
  if (said !== undefined) return target.object.get("metadata.name").known ? false : undefined;
  // What comes from another of its kind is that one's name.
  if (sources.some((urn) => typeOf(urn) === target.node.type)) return false;
  return of.get(path).known ? false : undefined;
}

/** Whether a block is there, though it may be empty. */
export function isThere(of: Reader): Certainty {
  if (of.entries("").length > 0) return true;
  const whole = of.get("");
  return whole.known ? whole.value !== undefined && whole.value !== null : undefined;
}

/** What holds of each item of a list; a list that is not known may hold anything. */
export function ofEach(of: Reader, path: string, holds: (item: Reader) => Certainty): Certainty[] {
  const items = of.items(path);
  return items.length > 0 || of.get(path).known ? items.map(holds) : [undefined];
}

/** Whether a label selector matches labels; one that is empty matches all. */
export function selects(selector: Reader, labelled: Reader): Certainty {
  return allOf([
    hasLabels(selector, "matchLabels", labelled),
    ...ofEach(selector, "matchExpressions", (expression) => meets(expression, labelled)),
  ]);
}

/** Whether labels have each of those at a path. */
export function hasLabels(selector: Reader, path: string, labelled: Reader): Certainty {
  const wanted = selector.entries(path).map(([key, value]): Certainty => {
    const [expected, label] = [value.get(""), labelled.get(labelPath(key))];
    return expected.known && label.known ? expected.value === label.value : undefined;
  });
  return allOf(wanted.length > 0 || selector.get(path).known ? wanted : [undefined]);
}

function meets(expression: Reader, labelled: Reader): Certainty {
  const [key, operator, values] = ["key", "operator", "values"].map((path) => expression.get(path));
  if (key?.known !== true || operator?.known !== true || typeof key.value !== "string") return undefined;
  const label = labelled.get(labelPath(key.value));
  if (!label.known) return undefined;
  const exists = label.value !== undefined;
  if (operator.value === "Exists") return exists;
  if (operator.value === "DoesNotExist") return !exists;
  if (values?.known !== true || !Array.isArray(values.value)) return undefined;
  const among = exists && values.value.includes(label.value);
  return operator.value === "In" ? among : operator.value === "NotIn" ? !among : undefined;
}

export function labelPath(key: string): string {
  return `metadata.labels[${JSON.stringify(key)}]`;
}

/** The text at a path. Where it is not known it is not asked for, because dependencies may tell instead. */
export function textAt(of: Reader, path: string): string | undefined {
  return of.literals(path).length === 0 ? undefined : text(of, path);
}

function itemOf(graph: Graph, node: Node, object: Reader): Item {
  return { node, object, patch: node.type.endsWith("Patch"), namespace: namespaceOf(graph, node, object) };
}

function namespaceOf(graph: Graph, node: Node, object: Reader): Place | undefined {
  const path = "metadata.namespace";
  const said = textAt(object, path);
  if (said !== undefined) return said;
  const sources = sourcesOf(node, object.at(path));
  const [source, ...others] = graph.of(namespaceType).filter(({ urn }) => sources.includes(urn));
  if (source !== undefined && others.length === 0) return placeOf(source, source.reader);
  return object.get(path).known ? "default" : undefined;
}

const namespaceType = "kubernetes:core/v1:Namespace";

function placeOf(node: Node, namespace: Reader): Place {
  return textAt(namespace, "metadata.name") ?? node;
}

/** URNs of what an input came from. */
function sourcesOf({ propertyDependencies }: Node, path: string): readonly string[] {
  const [key = ""] = path.split(/[.[]/);
  return propertyDependencies[key] ?? [];
}

/** The type in a URN, without those of the components around it. */
function typeOf(urn: string): string {
  return (urn.split("::")[2] ?? "").replace(/^.*\$/, "");
}
