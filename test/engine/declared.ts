import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject } from "vitest";
import type { Registration } from "../../simulator/resource.ts";
import { isObject, type Properties, secretPaths, shown, type Value } from "../../simulator/wire.ts";
import { previewJson, runFile } from "../cli.ts";
import { runsOf } from "./stage.ts";

export type Options = Pick<
  Registration,
  "provider" | "ignoreChanges" | "deleteBeforeReplace" | "retainOnDelete" | "additionalSecretOutputs"
>;

/** What is compared of one resource; secrets read `[secret]`, unknown values are the sentinel. */
export interface Declared extends Options {
  op: string;
  type: string;
  parent: string;
  custom: boolean;
  protect: boolean;
  inputs: Value;
  /** Paths of the inputs that are secret. */
  secrets: readonly string[];
  dependencies: readonly string[];
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Of the stack alone. */
  outputs: Value;
}

export type ByUrn = ReadonlyMap<string, Declared>;

/** What `npm run preview` says of a stack, as a new one. */
export async function declaredOffline(stack: string): Promise<ByUrn> {
  const document = await previewJson(["--stack", stack]);
  const { status, stdout, stderr } = await runFile("test/engine/options-offline.ts", [stack]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const options = JSON.parse(stdout) as Record<string, Options>;
  const declared = document.resources.map(({ urn, parent, ...resource }): [string, Declared] => {
    const { type, custom, protect, inputs, secrets, dependencies, propertyDependencies } = resource;
    const own = options[urn];
    if (own === undefined) throw new Error(`two offline previews of ${stack} differ: ${urn}`);
    const facts = { type, custom, protect, inputs, secrets, dependencies, propertyDependencies };
    const outputs = parent === null ? document.outputs : {};
    return [urn, { op: "create", parent: parent ?? "", ...facts, ...own, outputs }];
  });
  return new Map(declared);
}

/** What the program asked for, as the engine writes it into a plan; what is absent is empty or false. */
interface Goal extends Partial<Options> {
  inputDiff?: { adds?: Properties };
  outputDiff?: { adds?: Properties };
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
}

/** What the engine's first preview says of the same stack: its events, and what only a saved plan holds. */
export function declaredByEngine(stack: string): ByUrn {
  const { steps } = runsOf(stack).first;
  const plan = join(inject("broughtUp") ?? "", stack, "plan.json");
  const { resourcePlans } = JSON.parse(readFileSync(plan, "utf8")) as {
    resourcePlans: Record<string, { goal?: Goal }>;
  };
  const declared = steps.map(({ op, urn, type, parent, custom, protect, inputs }): [string, Declared] => {
    const { inputDiff, outputDiff, ...goal } = resourcePlans[urn]?.goal ?? {};
    const from = Object.entries(goal.propertyDependencies ?? {}).filter(([, urns]) => urns.length > 0);
    const facts = {
      op,
      type,
      parent,
      custom,
      protect,
      inputs: shown(inputs),
      secrets: secretPaths(inputDiff?.adds ?? {}).sort(),
      dependencies: [...(goal.dependencies ?? [])].sort(),
      propertyDependencies: Object.fromEntries(from.map(([key, urns]) => [key, [...urns].sort()])),
      outputs: parent === "" && type === "pulumi:pulumi:Stack" ? shown(outputDiff?.adds ?? {}) : {},
      provider: goal.provider ?? "",
      ignoreChanges: goal.ignoreChanges ?? [],
      deleteBeforeReplace: goal.deleteBeforeReplace ?? false,
      retainOnDelete: goal.retainOnDelete ?? false,
      additionalSecretOutputs: goal.additionalSecretOutputs ?? [],
    };
    return [urn, facts];
  });
  return new Map(declared);
}

/** One place where the two do not say the same. */
export interface Difference {
  urn: string;
  type: string;
  /** Such as `inputs.metadata.namespace`; empty where one of them lacks the resource. */
  path: string;
  /** Undefined where it says nothing. */
  offline: Value | undefined;
  engine: Value | undefined;
  /** Types of the resources that the value came from, as the program sees it. */
  from: readonly string[];
}

/** Every difference, in lists and blocks the deepest one. */
export function differences(offline: ByUrn, engine: ByUrn): Difference[] {
  return [...new Set([...offline.keys(), ...engine.keys()])].sort().flatMap((urn) => {
    const [left, right] = [offline.get(urn), engine.get(urn)];
    const type = (left ?? right)?.type ?? "";
    if (left === undefined || right === undefined) {
      const said = (declared?: Declared) => (declared === undefined ? undefined : "declared");
      return [{ urn, type, path: "", offline: said(left), engine: said(right), from: [] }];
    }
    return unlike({ ...left }, { ...right }, "").map((found) => {
      const [, key = ""] = /^inputs\.([^.[]*)/.exec(found.path) ?? [];
      const from = (left.propertyDependencies[key] ?? []).map((source) => typeOf(source));
      return { urn, type, ...found, from };
    });
  });
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function unlike(
  left: Value | undefined,
  right: Value | undefined,
  path: string,
): Pick<Difference, "path" | "offline" | "engine">[] {
  if (Array.isArray(left) && Array.isArray(right) && left.length === right.length) {
    const [lefts, rights]: (readonly Value[])[] = [left, right];
    return (lefts ?? []).flatMap((item, i) => unlike(item, rights?.[i], `${path}[${i}]`));
  }
  if (isObject(left) && isObject(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    return keys.flatMap((key) => unlike(left[key], right[key], path === "" ? key : `${path}.${key}`));
  }
  return left === right ? [] : [{ path, offline: left, engine: right }];
}
