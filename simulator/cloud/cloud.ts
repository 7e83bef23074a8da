import { identities, nameMadeOf } from "../../providers/identities.ts";
import { deletionProtections } from "../../providers/stateful.ts";
import { bare, isObject, plain, type Properties, type Value } from "../wire.ts";
import { Links } from "./links.ts";

/** A resource as the cloud keeps it. Secrets stay wrapped, so that whoever reads them knows. */
export interface Kept {
  type: string;
  id: string;
  inputs: Properties;
  outputs: Properties;
  /** What its made-up identifiers follow from. */
  nonce: string;
}

/** A request that the cloud refuses. */
export class CloudError extends Error {
  /** The service's own code, such as `EntityAlreadyExists`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = "CloudError";
    this.code = code;
  }
}

/** What happened to a resource, in the order it happened. `kept` is null after a delete. */
export type Change = { type: string; id: string; kept: Kept | null };

/**
 * What stands where AWS, a cluster or a database would: it keeps what providers made and refuses what the services
 * refuse: a second one of what there can be only one, a reference to nothing, the end of what others still use.
 */
export class SimulatedCloud {
  readonly #kept = new Map<string, Kept>();
  readonly #links = new Links();
  readonly #onChange: (change: Change) => void;

  /** @param onChange called after each change, for whoever keeps the cloud on disk */
  constructor(history: Iterable<Change> = [], onChange: (change: Change) => void = () => undefined) {
    this.#onChange = onChange;
    for (const { type, id, kept } of history) this.#set(type, id, kept ?? undefined);
  }

  all(): Kept[] {
    return [...this.#kept.values()];
  }

  get(type: string, id: string): Kept | undefined {
    return this.#kept.get(keyOf(type, id));
  }

  /** The same by what an import may call it. */
  find(type: string, importId: string): Kept | undefined {
    const natural = identities[type]?.importId;
    const there = this.get(type, importId);
    if (there !== undefined || natural === undefined) return there;
    return this.all().find(
      (kept) => kept.type === type && nameMadeOf(natural, { ...bare(kept.inputs), id: kept.id }) === importId,
    );
  }

  /** @throws CloudError when it exists already, or names what does not exist */
  create(kept: Kept): void {
    const { type, id, inputs } = kept;
    const there = this.get(type, id) ?? this.#twin(type, inputs);
    if (there !== undefined && !isRepeatable(type)) {
      throw new CloudError(identities[type]?.conflict ?? "AlreadyExists", `${type} ${there.id} exists already`);
    }
    this.#refuseDangling(type, inputs);
    this.#change(kept);
  }

  /** @throws CloudError when it is gone, or names what does not exist */
  update(kept: Kept): void {
    if (this.get(kept.type, kept.id) === undefined) {
      throw new CloudError("NotFound", `${kept.type} ${kept.id} does not exist`);
    }
    this.#refuseDangling(kept.type, kept.inputs);
    this.#change(kept);
  }

  /**
   * Deletes it; what is gone already stays gone. A namespace takes its objects with it.
   *
   * @throws CloudError when something else still uses it
   */
  delete(type: string, id: string): void {
    const there = this.get(type, id);
    if (there === undefined) return;
    const guard = deletionProtections.find((key) => there.inputs[key] === true);
    if (guard !== undefined) throw new CloudError("OperationNotPermitted", `${type} ${id} has ${guard}`);
    const user = this.#links.userOf(keyOf(type, id), there);
    if (user !== undefined) throw new CloudError("DependencyViolation", `${type} ${id} is still used by ${user}`);
    if (type === namespaceType) {
      for (const kept of this.all()) if (namespaceOf(kept) === id) this.#remove(kept.type, kept.id);
    }
    this.#remove(type, id);
  }

  /** An AWS resource of the same type whose unique inputs are the same. */
  #twin(type: string, inputs: Properties): Kept | undefined {
    const unique = identities[type]?.unique ?? [];
    const mark = (of: Properties) => JSON.stringify(unique.map((key) => plain(of[key] ?? null)));
    if (unique.length === 0 || unique.every((key) => inputs[key] === undefined)) return undefined;
    const wanted = mark(inputs);
    return this.all().find((kept) => kept.type === type && mark(kept.inputs) === wanted);
  }

  #refuseDangling(type: string, inputs: Properties): void {
    if (type.startsWith("kubernetes:")) {
      const namespace = namespaceOf({ type, inputs });
      if (namespace !== undefined && !builtIn.has(namespace) && this.get(namespaceType, namespace) === undefined) {
        throw new CloudError("NotFound", `namespaces "${namespace}" not found`);
      }
      return;
    }
    const [missing] = this.#links.missing(inputs);
    if (missing !== undefined) throw new CloudError("NotFound", `${missing} does not exist`);
  }

  #change(kept: Kept): void {
    this.#set(kept.type, kept.id, kept);
    this.#onChange({ type: kept.type, id: kept.id, kept });
  }

  #remove(type: string, id: string): void {
    this.#set(type, id, undefined);
    this.#onChange({ type, id, kept: null });
  }

  #set(type: string, id: string, kept: Kept | undefined): void {
    const key = keyOf(type, id);
    const old = this.#kept.get(key);
    if (old !== undefined) this.#links.remove(key, old);
    if (kept === undefined) this.#kept.delete(key);
    else {
      this.#kept.set(key, kept);
      this.#links.add(key, kept);
    }
  }
}

const namespaceType = "kubernetes:core/v1:Namespace";
/** Namespaces that a new cluster has. */
const builtIn: ReadonlySet<string> = new Set(["default", "kube-node-lease", "kube-public", "kube-system"]);

function keyOf(type: string, id: string): string {
  return `${type} ${id}`;
}

/** Kubernetes objects are applied, which makes or changes them; some AWS requests change nothing when repeated. */
function isRepeatable(type: string): boolean {
  return type.startsWith("kubernetes:") || identities[type]?.repeatable === true;
}

function namespaceOf({ type, inputs }: { type: string; inputs: Properties }): string | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const metadata = plain(inputs["metadata"] ?? null);
  const namespace: Value | undefined = isObject(metadata) ? metadata["namespace"] : undefined;
  return typeof namespace === "string" ? namespace : undefined;
}
