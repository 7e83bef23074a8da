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
export interface Node extends Resource {
  readonly reader: Reader;
}

/** What does not differ from rule to rule. */
interface Index {
  byUrn: ReadonlyMap<string, Resource>;
  byType: ReadonlyMap<string, readonly Resource[]>;
  place: ReadonlyMap<Resource, number>;
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
    return this.of().filter((node) => this.ancestors(node).some((ancestor) => ancestor.urn === urn));
  }

  /** The components around a resource, the nearest first. */
  ancestors({ parent }: Node): Node[] {
    const holder = parent === undefined ? undefined : this.#index.byUrn.get(parent);
    return holder === undefined ? [] : [this.#node(holder), ...this.ancestors(this.#node(holder))];
  }

  #node(resource: Resource): Node {
    const { urn, inputs, secrets } = resource;
    const known = this.#nodes.get(urn);
    if (known !== undefined) return known;
    const node = { ...resource, reader: reader(inputs, this.#notesOf(urn), secrets) };
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
  const index: Index = {
    byUrn: new Map(resources.map((resource) => [resource.urn, resource])),
    byType: Map.groupBy(resources, ({ type }) => type),
    place: new Map(resources.map((resource, i) => [resource, i])),
    names: new Map(),
  };
  indexes.set(resources, index);
  return index;
}
