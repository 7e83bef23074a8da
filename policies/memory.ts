import { type ResourceValidationArgs, Secret, type StackValidationArgs } from "@pulumi/policy";
import type { Excepted } from "./exceptions.ts";
import type { Verdict } from "./judge.ts";
import type { Resource } from "./resource.ts";

/**
 * What the pack's process has seen of a run. The engine shows inputs one resource at a time, and at the end all
 * resources without them: at a first preview many of those outputs are missing (pulumi#7854). So inputs are kept.
 */
export class Memory {
  readonly verdicts: Verdict[] = [];
  readonly excepted: Excepted[] = [];
  readonly #resources = new Map<string, Resource>();
  readonly #secrets = new Map<string, ReadonlySet<string>>();
  #together: readonly Resource[] | undefined;

  resourceOf({ urn, type, name, opts, props, provider }: ResourceValidationArgs): Resource {
    const resource: Resource = {
      urn,
      type,
      name,
      parent: opts.parent,
      protect: opts.protect,
      // Without the proxy, which throws an error at every unknown value.
      inputs: unwrapped(props),
      secrets: this.#secrets.get(urn),
      propertyDependencies: {},
      provider: provider?.urn,
    };
    this.#resources.set(urn, resource);
    this.#together = undefined;
    return resource;
  }

  /**
   * All resources of the stack; one that the run left alone, such as an untargeted one, by its outputs. The same for
   * every rule: the engine asks once, after the last resource.
   */
  resourcesOf({ resources }: StackValidationArgs): readonly Resource[] {
    this.#together ??= resources.map(({ urn, type, name, parent, props, opts, provider, propertyDependencies }) => ({
      urn,
      type,
      name,
      parent: parent?.urn,
      protect: opts.protect,
      inputs: this.#resources.get(urn)?.inputs ?? unwrapped(props),
      secrets: this.#secrets.get(urn),
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([key, targets]) => [key, targets.map((target) => target.urn)]),
      ),
      provider: provider?.urn,
    }));
    return this.#together;
  }

  /** Keeps note of which inputs are secrets: only what the SDK hands to a remediation still has them marked. */
  noteSecrets({ urn, props }: ResourceValidationArgs): void {
    this.#secrets.set(urn, new Set(secretPaths(unwrapped(unwrapped(props)), "")));
  }

  clear(): void {
    this.verdicts.length = 0;
    this.excepted.length = 0;
    this.#together = undefined;
    this.#resources.clear();
    this.#secrets.clear();
  }
}

/** What one of the SDK's proxies stands for (proxy.js, getSpecialProxyTarget). */
function unwrapped(proxy: unknown): unknown {
  return typeof proxy === "object" && proxy !== null ? Reflect.get(proxy, "__getSpecialProxyTarget") : proxy;
}

function secretPaths(value: unknown, path: string): string[] {
  if (value instanceof Secret) return [path];
  if (Array.isArray(value)) return value.flatMap((item: unknown, i) => secretPaths(item, `${path}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const step = /[.[\]"]/.test(key) ? `[${JSON.stringify(key)}]` : path === "" ? key : `.${key}`;
    return secretPaths(item, path + step);
  });
}
