import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { judgeAll } from "../policies/report.ts";
import type { Resource } from "../policies/resource.ts";
import type { Environment, Rule } from "../policies/rule.ts";
import type { Manifest } from "../preview/manifests.ts";
import { isObject, type Properties, type Value } from "../simulator/wire.ts";
import { type Case, type Fixture, Given } from "../test/policies/fixture.ts";
import { addressesOf, type Declared, terraformPlan, type TerraformPlan } from "./terraform-plan.ts";
import { terraformTypes } from "./terraform-types.ts";

/** A case of a rule's fixtures, as checkov can be shown it. */
export interface Planted {
  rule: string;
  kind: "good" | "bad";
  /** The case's name in the fixtures. */
  name: string;
  /** Whether our rule finds fault with it. */
  found: boolean;
  /** What checkov's opinions of it carry: Terraform addresses and files. */
  places: ReadonlySet<string>;
  /** Its Terraform types and Kubernetes kinds; what is neither is called as in Pulumi. */
  shown: readonly string[];
  /** What checkov cannot be shown. */
  hidden: readonly string[];
}

export interface Plantation {
  cases: readonly Planted[];
  objects: readonly Manifest[];
  plan: TerraformPlan;
}

/** Every good and bad case of the rules that name a check of checkov's, side by side in one pair of documents. */
export function plant(rules: readonly Rule[], fixtures: Readonly<Record<string, Fixture>>): Plantation {
  const objects: Manifest[] = [];
  const declared: Declared[] = [];
  const cases = rules.flatMap((rule) => {
    const fixture = fixtures[rule.id];
    if (fixture === undefined || (rule.refs.checkov ?? []).length === 0) return [];
    return casesOf(rule.id, fixture).map(({ kind, name, resources, environment, id }): Planted => {
      const found = judgeAll([rule], resources, { environment }).some(({ outcome }) => outcome === "violation");
      const files = resources.filter(isKubernetes).map((resource, i) => manifest(resource, id, i));
      const aws = resources
        .filter(({ type }) => type.startsWith("aws:"))
        .map((resource) => inPlan(resource, id, resources));
      const fault = faultOf(aws);
      const told = fault === undefined ? aws : [];
      objects.push(...files);
      declared.push(...told);
      const places = [...files.map(({ file }) => `/kubernetes/${file}`), ...addressesOf(told).values()];
      const others = resources.filter((resource) => !isKubernetes(resource) && !resource.type.startsWith("aws:"));
      return {
        rule: rule.id,
        kind,
        name,
        found,
        places: new Set(places),
        shown: [...new Set([...resources.filter(isKubernetes).map(kindOf), ...told.map(terraformTypeOf)])],
        hidden: [...new Set([...(fault === undefined ? [] : [fault]), ...others.map(({ type }) => type)])],
      };
    });
  });
  return { cases, objects, plan: terraformPlan(declared) };
}

interface FixtureCase {
  /** Tells rule and case, in letters that any name may have. */
  id: string;
  kind: Planted["kind"];
  name: string;
  resources: readonly Resource[];
  environment: Environment;
}

function casesOf(rule: string, fixture: Fixture): FixtureCase[] {
  const idOf = (kind: string, i: number) => `${rule}--${kind}-${i + 1}`;
  const each = <C, T>(cases: Readonly<Record<string, C>>, kind: Planted["kind"], make: (id: string, one: C) => T) =>
    Object.entries(cases).map(([name, one], i) => ({ id: idOf(kind, i), kind, name, ...make(idOf(kind, i), one) }));
  if ("type" in fixture) {
    const make = (id: string, one: Case) => {
      const { inputs, resource, environment } = one instanceof Given ? one : new Given(one, {});
      const { type } = fixture;
      const only = { type, name: id, protect: false, propertyDependencies: {}, ...resource, inputs };
      const urn = `urn:pulumi:fixtures::trading-platform::${only.type}::${id}`;
      return { resources: [{ ...only, name: id, urn }], environment };
    };
    return [...each(fixture.good, "good", make), ...each(fixture.bad, "bad", (id, [one]) => make(id, one))];
  }
  const environmentOf = (name: string) => fixture.environments?.[name] ?? "prod";
  return [
    ...each(fixture.good, "good", (_, resources) => ({ resources })),
    ...each(fixture.bad, "bad", (_, [resources]) => ({ resources })),
  ].map((one) => ({ ...one, environment: environmentOf(one.name) }));
}

/** Namespaces keep the cases apart, for some checks look at all that is in one. */
function manifest({ type, inputs }: Resource, id: string, i: number): Manifest {
  const [, group = "", kind = ""] = type.split(":");
  const apiVersion = group.replace(/^core\//, "");
  const given = isObject(inputs as Value) ? (inputs as Properties) : {};
  const { metadata = {}, ...rest } = given;
  const named = isObject(metadata) ? metadata : {};
  const apart = (namespace: Value | undefined) =>
    typeof namespace === "string" && !["default", "kube-system"].includes(namespace)
      ? { namespace: `${namespace}--${id}` }
      : {};
  const name =
    kind === "Namespace" ? `${textOf(named["name"]) ?? "namespace"}--${id}` : (named["name"] ?? `${id}-${i + 1}`);
  const object = { apiVersion, kind, metadata: { ...named, name, ...apart(named["namespace"]) }, ...rest };
  return { file: `${id}-${i + 1}.yaml`, text: stringify(object, { version: "1.1" }) };
}

function inPlan(resource: Resource, id: string, all: readonly Resource[]): Declared {
  const { urn, type, name, inputs, propertyDependencies } = resource;
  const own = (of: string) => `${of}::${id}`;
  const links = linksByName(resource, all);
  const keys = new Set([...Object.keys(propertyDependencies), ...Object.keys(links)]);
  const dependencies = Object.fromEntries(
    [...keys].map((key) => [key, [...(propertyDependencies[key] ?? []), ...(links[key] ?? [])].map(own)]),
  );
  const told = name === id ? name : `${id}--${name}`;
  const given = isObject(inputs as Value) ? (inputs as Properties) : {};
  // What a fixture only tells the origin of has a value all the same.
  const known = Object.fromEntries([...keys].map((key) => [key, "known after the update"]));
  const properties = { ...known, ...given };
  return { urn: own(urn), type, name: told, inputs: properties, propertyDependencies: dependencies };
}

/** Fixtures may name each other's resources by a literal; in Terraform that would be a reference. */
function linksByName(resource: Resource, all: readonly Resource[]): Record<string, string[]> {
  const texts = (value: unknown): unknown[] =>
    typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [value];
  const named = all.filter((one) => ownName(one) !== undefined);
  const references = Object.entries(resource.inputs ?? {}).filter(([key]) => key !== nameKey(resource));
  return Object.fromEntries(
    references.flatMap(([key, value]): [string, string[]][] => {
      const said = new Set(texts(value));
      const targets = named.filter((one) => said.has(ownName(one)));
      return targets.length === 0 ? [] : [[key, targets.map(({ urn }) => urn)]];
    }),
  );
}

/** The input that holds a resource's own name. */
function nameKey({ type }: Pick<Resource, "type">): string {
  if (/:Bucket(V2)?$/.test(type)) return "bucket";
  return type.startsWith("aws:rds/") ? "identifier" : "name";
}

function ownName(resource: Resource): unknown {
  const name: unknown = Reflect.get(Object(resource.inputs) as object, nameKey(resource));
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** Why a case cannot stand in a plan. */
function faultOf(aws: readonly Declared[]): string | undefined {
  const unknown = aws.find(({ type }) => terraformTypes[type] === undefined);
  if (unknown !== undefined) return unknown.type;
  try {
    terraformPlan(aws);
    return undefined;
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) return error.message.replaceAll(/\s+/g, " ");
    throw error;
  }
}

function isKubernetes({ type }: Pick<Resource, "type">): boolean {
  return /^kubernetes:[^:]+\/[^:]+:/.test(type);
}

function kindOf({ type }: Pick<Resource, "type">): string {
  return type.split(":")[2] ?? type;
}

function terraformTypeOf({ type }: Pick<Resource, "type">): string {
  return terraformTypes[type]?.type ?? type;
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
