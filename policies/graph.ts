import { type Notes, reader, type Reader } from "./read.ts";
import type { Resource } from "./resource.ts";
import type { Environment } from "./rule.ts";

/** One thing wrong with a resource in the company of others. */
export interface StackFinding {
  urn: string;
  path: string;
  message: string;
}

/** A resource among the others. */
export class Node implements Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | undefined;
  readonly protect: boolean;
  readonly inputs: unknown;
  readonly secrets: ReadonlySet<string> | undefined;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly provider: string | undefined;
  readonly #notes: () => Notes;
  #reader: Reader | undefined;

  constructor(resource: Resource, notes: () => Notes) {
    this.urn = resource.urn;
    this.type = resource.type;
    this.name = resource.name;
    this.parent = resource.parent;
    this.protect = resource.protect;
    this.inputs = resource.inputs;
    this.secrets = resource.secrets;
    this.propertyDependencies = resource.propertyDependencies;
    this.provider = resource.provider;
    this.#notes = notes;
  }

  /** Made when it is asked for: a rule passes by most resources. */
  get reader(): Reader {
    this.#reader ??= reader(this.inputs, this.#notes(), this.secrets);
    return this.#reader;
  }
}

/** What does not differ from rule to rule. */
interface Index {
  byUrn: ReadonlyMap<string, Resource>;
  byType: ReadonlyMap<string, readonly Resource[]>;
  place: ReadonlyMap<Resource, number>;
  /** The components around each resource, the nearest first. */
  around: ReadonlyMap<string, readonly Resource[]>;
  /** Under which names others may call a resource; filled as they are asked for. */
  names: Map<string, ReadonlySet<unknown>>;
}

const indexes = new WeakMap<readonly Resource[], Index>();

/**
 * All resources of a stack, as one rule looks at them. Links are read from property dependencies, which are there at the
 * first preview, and from literal names; never from ids, which only the cloud gives.
 */
export class Graph {
  readonly environment: Environment;
  readonly #resources: readonly Resource[];
  readonly #index: Index;
  readonly #notesOf: (urn: string) => Notes;
  readonly #nodes = new Map<string, Node>();

  /** @param notesOf where to keep note of what is asked of a resource */
  constructor(resources: readonly Resource[], environment: Environment, notesOf: (urn: string) => Notes) {
    this.environment = environment;
    this.#resources = resources;
    this.#index = indexOf(resources);
    this.#notesOf = notesOf;
  }

  /** Every resource, or those of some types; in the order declared. */
  of(...types: readonly string[]): Node[] {
    const { byType, place } = this.#index;
    if (types.length === 0) return this.#resources.map((resource) => this.#node(resource));
    const found = [...new Set(types)].flatMap((type) => byType.get(type) ?? []);
    if (types.length > 1) found.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
    return found.map((resource) => this.#node(resource));
  }

  /** The resources with these URNs, those that the stack has. */
  called(urns: readonly string[]): Node[] {
    const { byUrn } = this.#index;
    return urns.flatMap((urn) => byUrn.get(urn) ?? []).map((resource) => this.#node(resource));
  }

  /** The resources of some types whose input refers to a resource. */
  referring(target: Node, input: string, ...types: readonly string[]): Node[] {
    return this.of(...types).filter((node) => this.refers(node, input, target));
  }

  /** The resources that an input of a resource refers to, of some types. */
  targets(node: Node, input: string, ...types: readonly string[]): Node[] {
    return this.of(...types).filter((target) => this.refers(node, input, target));
  }

  /**
   * Whether an input of a resource refers to another one. A path below an input counts as the whole input where only
   * property dependencies tell.
   */
  refers({ reader, propertyDependencies }: Node, input: string, target: Node): boolean {
    const [key = ""] = input.split(/[.[]/);
    if (propertyDependencies[key]?.includes(target.urn) === true) return true;
    const names = this.#namesOf(target);
    return names.size > 0 && reader.literals(input).some(({ value }) => names.has(value));
  }

  /** What a component holds, at any depth. */
  within({ urn }: Node): Node[] {
    const { around } = this.#index;
    return this.#resources
      .filter((resource) => around.get(resource.urn)?.some((holder) => holder.urn === urn))
      .map((resource) => this.#node(resource));
  }

  /** The components around a resource, the nearest first. */
  ancestors({ urn }: Node): Node[] {
    return (this.#index.around.get(urn) ?? []).map((holder) => this.#node(holder));
  }

  #node(resource: Resource): Node {
    const { urn } = resource;
    const known = this.#nodes.get(urn);
    if (known !== undefined) return known;
    const node = new Node(resource, () => this.#notesOf(urn));
    this.#nodes.set(urn, node);
    return node;
  }

  #namesOf({ urn, reader, type }: Node): ReadonlySet<unknown> {
    const { names } = this.#index;
    const known = names.get(urn);
    if (known !== undefined) return known;
    const keys = type.startsWith("kubernetes:") ? ["metadata.name"] : naming;
    const found = new Set(keys.flatMap((key) => reader.literals(key).map(({ value }) => value)));
    names.set(urn, found);
    return found;
  }
}

const naming = ["name", "bucket", "identifier", "clusterName", "replicationGroupId", "brokerName", "userId", "domain"];

function indexOf(resources: readonly Resource[]): Index {
  const known = indexes.get(resources);
  if (known !== undefined) return known;
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const index: Index = {
    byUrn,
    byType: Map.groupBy(resources, ({ type }) => type),
    place: new Map(resources.map((resource, i) => [resource, i])),
    around: new Map(resources.map((resource) => [resource.urn, holders(resource, byUrn)])),
    names: new Map(),
  };
  indexes.set(resources, index);
  return index;
}

/** Ends even where parents go in a circle, which the engine never shows. */
function holders({ parent = "" }: Resource, byUrn: ReadonlyMap<string, Resource>): readonly Resource[] {
  const found = new Set<Resource>();
  let holder = byUrn.get(parent);
  while (holder !== undefined && !found.has(holder)) {
    found.add(holder);
    holder = byUrn.get(holder.parent ?? "");
  }
  return [...found];
}
