import * as pulumi from "@pulumi/pulumi";
import { isObject, type Properties, type Value } from "../simulator/wire.ts";
import { type TerraformType, terraformTypes } from "./terraform-types.ts";

/** What checkov is to be told of an AWS resource. No secrets: the plan is a file. */
export interface Declared {
  urn: string;
  type: string;
  name: string;
  inputs: Properties;
  /** URNs that the values of each input came from. */
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Expressions = Record<string, { references: string[] }>;

export interface PlannedResource {
  address: string;
  mode: "managed";
  type: string;
  name: string;
  provider_name: string;
}

/** What `terraform show -json` writes of a plan, as far as checkov reads it. */
export interface TerraformPlan {
  format_version: string;
  terraform_version: string;
  planned_values: { root_module: { resources: (PlannedResource & { values: Json })[] } };
  resource_changes: (PlannedResource & { change: { actions: string[]; before: null; after: Json } })[];
  configuration: { root_module: { resources: (PlannedResource & { expressions: Expressions })[] } };
}

/** Inputs that Terraform takes as JSON text, and Pulumi as a block too. */
const documents: ReadonlySet<string> = new Set(["assumeRolePolicy", "policy", "policyDocument"]);

/** Mappings that are no blocks. */
const mappings: ReadonlySet<string> = new Set(["authenticationRequestExtraParams", "metadata", "tags", "tagsAll"]);

/**
 * The plan that Terraform would make of the same resources.
 *
 * @throws RunError naming every type and list that Terraform's name is not known of
 */
export function terraformPlan(resources: readonly Declared[]): TerraformPlan {
  const faults = new Set<string>();
  const addresses = addressesOf(resources);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const planned = resources.flatMap((resource) => {
    const address = addresses.get(resource.urn);
    const known = terraformTypes[resource.type];
    if (known === undefined || address === undefined) {
      faults.add(`${resource.type}: has no entry in scan/terraform-types.ts; add its Terraform type`);
      return [];
    }
    const of = new Translation(resource.type, known, faults);
    const [type = "", name = ""] = address.split(".");
    const provider_name = "registry.terraform.io/hashicorp/aws";
    const head: PlannedResource = { address, mode: "managed", type, name, provider_name };
    return [{ head, values: of.block(resource.inputs), expressions: expressionsOf(resource, of, addresses, byUrn) }];
  });
  if (faults.size > 0) {
    throw new pulumi.RunError(["no Terraform name is known of:", ...[...faults].sort()].join("\n  "));
  }
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: { root_module: { resources: planned.map(({ head, values }) => ({ ...head, values })) } },
    resource_changes: planned.map(({ head, values }) => ({
      ...head,
      change: { actions: ["create"], before: null, after: values },
    })),
    configuration: { root_module: { resources: planned.map(({ head, expressions }) => ({ ...head, expressions })) } },
  };
}

/** By URN, such as `aws_lb.trading-prod`; of types that are known. Names that Terraform does not take are changed. */
export function addressesOf(resources: readonly Pick<Declared, "urn" | "type" | "name">[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    resources.flatMap(({ urn, type, name }): [string, string][] => {
      const known = terraformTypes[type];
      if (known === undefined) return [];
      const wanted = `${known.type}.${name.replace(/[^\w-]/g, "_")}`;
      let address = wanted;
      for (let i = 2; taken.has(address); i += 1) address = `${wanted}_${i}`;
      taken.add(address);
      return [[urn, address]];
    }),
  );
}

/** A camel-case name as Terraform writes it: `cidrIpv4` is `cidr_ipv4`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Where a value comes from in the end: one resource may hand on what it was given, as a bucket's policy does with the
 * bucket's name so that others wait for it, and checkov follows a single step.
 *
 * @param passed URNs on the way, for fixtures in which two resources name each other
 */
function origins(
  key: string,
  value: Value,
  urn: string,
  byUrn: ReadonlyMap<string, Declared>,
  passed: readonly string[] = [],
): readonly string[] {
  const given = byUrn.get(urn);
  const sources = given?.propertyDependencies[key] ?? [];
  if (given?.inputs[key] !== value || sources.length === 0 || passed.includes(urn)) return [urn];
  return sources.flatMap((source) => origins(key, value, source, byUrn, [...passed, urn]));
}

/**
 * Of inputs that have a value: Pulumi tells of an input that came to nothing what it came from too, and checkov would
 * take the reference for the value.
 */
function expressionsOf(
  { inputs, propertyDependencies }: Declared,
  of: Translation,
  addresses: ReadonlyMap<string, string>,
  byUrn: ReadonlyMap<string, Declared>,
): Expressions {
  return Object.fromEntries(
    Object.entries(propertyDependencies).flatMap(([key, urns]) => {
      const value = inputs[key];
      if (!of.isSet(key, value)) return [];
      const all = new Set(urns.flatMap((urn) => origins(key, value, urn, byUrn)));
      const targets = [...all].flatMap((urn) => addresses.get(urn) ?? []);
      if (targets.length === 0) return [];
      // As Terraform does: the attribute, then the resource. Which attribute it was, Pulumi does not tell.
      return [[of.name(key), { references: targets.flatMap((address) => [`${address}.id`, address]) }]];
    }),
  );
}

/** From the names and shapes of one Pulumi type to Terraform's. */
class Translation {
  readonly #token: string;
  readonly #lists: Readonly<Record<string, string>>;
  readonly #faults: Set<string>;

  constructor(token: string, { lists = {} }: TerraformType, faults: Set<string>) {
    this.#token = token;
    this.#lists = lists;
    this.#faults = faults;
  }

  name(key: string): string {
    return this.#lists[key] ?? snakeCase(key);
  }

  /** No block at all is an empty list to Pulumi, and nothing to Terraform. */
  isSet(key: string, value: Value | undefined): value is Value {
    const isNoBlock = Array.isArray(value) && value.length === 0 && key in this.#lists;
    return value !== undefined && value !== null && !isNoBlock;
  }

  block(properties: Properties): { [key: string]: Json } {
    return Object.fromEntries(
      Object.entries(properties)
        .filter(([key, value]) => this.isSet(key, value))
        .map(([key, value]) => [this.name(key), this.#value(key, value)]),
    );
  }

  #value(key: string, value: Value): Json {
    if (isObject(value)) {
      if (documents.has(key)) return JSON.stringify(value);
      return mappings.has(key) ? json(value) : [this.block(value)];
    }
    if (!Array.isArray(value) || !value.some(isObject)) return json(value);
    if (!(key in this.#lists)) {
      this.#faults.add(`${this.#token}: its list ${key} has no entry in scan/terraform-types.ts; add its name`);
    }
    return value.map((item: Value) => (isObject(item) ? this.block(item) : json(item)));
  }
}

function json(value: Value): Json {
  if (Array.isArray(value)) return value.map(json);
  if (!isObject(value)) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, json(item)]));
}
