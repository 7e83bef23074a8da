import type { Resource } from "../../policies/resource.ts";
import type { Environment } from "../../policies/rule.ts";

// What fixtures are made of. `unknown` is how the engine writes a value that only the cloud will say.

export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Inputs = Readonly<Record<string, unknown>>;

/** Inputs, and what else of the resource or stack matters to a rule. */
export class Given {
  readonly inputs: Inputs;
  readonly resource: Partial<Resource>;
  readonly environment: Environment;

  constructor(
    inputs: Inputs,
    { environment = "prod", ...resource }: Partial<Resource> & { environment?: Environment },
  ) {
    this.inputs = inputs;
    this.resource = resource;
    this.environment = environment;
  }
}

export type Case = Inputs | Given;

/** Cases of a rule about one resource. */
export interface ResourceFixture {
  /** The type that the cases are of, where a case says nothing else. */
  type: string;
  /** Each must pass, and nothing of it may be undetermined. */
  good: Readonly<Record<string, Case>>;
  /** Paths of the findings, in order. */
  bad: Readonly<Record<string, readonly [Case, ...paths: string[]]>>;
  /** Paths of what cannot be said, and of what is found all the same. Empty only where nothing can be unknown. */
  unknown: Readonly<Record<string, readonly [Case, { undetermined: string[]; found: string[] }]>>;
  /** Findings when nothing at all is set: what the provider would default to. */
  absent: readonly string[];
  /** What the rule makes no demand on. */
  notApplicable?: Readonly<Record<string, Case>>;
}

/** Cases of a rule about resources together. Findings and undetermined paths are `name: path`. */
export interface StackFixture {
  good: Readonly<Record<string, readonly Resource[]>>;
  bad: Readonly<Record<string, readonly [readonly Resource[], ...found: string[]]>>;
  unknown: Readonly<Record<string, readonly [readonly Resource[], { undetermined: string[]; found: string[] }]>>;
  /** Cases that are of a stack for something else than production. */
  environments?: Readonly<Record<string, Environment>>;
}

export type Fixture = ResourceFixture | StackFixture;

/** The resources of one case; those that a fixture gave one name are told apart, as a stack would demand. */
export function together(resources: readonly Resource[]): Resource[] {
  const seen = new Set<string>();
  return resources.map((one, i) => {
    const urn = seen.has(one.urn) ? `${one.urn}-${i}` : one.urn;
    seen.add(urn);
    return { ...one, urn };
  });
}

/** A resource of a stack in a test. */
export function resource(
  type: string,
  name: string,
  inputs: Inputs = {},
  { refersTo = {}, ...rest }: Partial<Resource> & { refersTo?: Readonly<Record<string, readonly Resource[]>> } = {},
): Resource {
  return {
    urn: `urn:pulumi:test::trading-platform::${type}::${name}`,
    type,
    name,
    protect: false,
    inputs,
    propertyDependencies: Object.fromEntries(
      Object.entries(refersTo).map(([key, targets]) => [key, targets.map(({ urn }) => urn)]),
    ),
    ...rest,
  };
}
