import type { Block, Field } from "../schema.ts";
import type { Declarations, Member } from "./declarations.ts";
import { read } from "./documentation.ts";
import { isOptional, kindOf, textsOf } from "./kind.ts";

/** Fields whose documentation lists values as if there were no others. */
export const openLists: ReadonlySet<string> = new Set([
  // KEY_AGREEMENT is missing.
  "aws:kms/key:Key.keyUsage",
  // Several in one text: "GET, POST".
  "aws:lb/listener:Listener.routingHttpResponseAccessControlAllowMethodsHeaderValue",
  // AWS adds partners without a new provider.
  "aws:secretsmanager/secret:Secret.type",
]);

/** A resource, by the file that declares it. */
export function resource(declarations: Declarations, file: string, token: string): Block {
  const name = token.startsWith("pulumi:providers:") ? "Provider" : nameOf(token);
  const inputs = declarations.members(file, `${name}Args`);
  const outputs = declarations.members(file, name);
  if (inputs === undefined || outputs === undefined) throw new Error(`${file}.d.ts does not declare ${token}`);
  return { inputs: fieldsOf(declarations, token, inputs), ...computedOf(declarations, inputs, outputs) };
}

/** A function. Its result repeats its arguments, and all of it is computed. */
export function functionOf(declarations: Declarations, file: string, token: string): Block {
  const name = nameOf(token).replace(/^get/, "Get");
  const results = declarations.members(file, `${name}Result`);
  if (results === undefined) throw new Error(`${file}.d.ts does not declare ${token}`);
  const inputs = declarations.members(file, `${name}Args`) ?? [];
  return { inputs: fieldsOf(declarations, token, inputs), ...computedOf(declarations, [], results) };
}

/** A nested block: what is given and what comes back are declared apart, under one name. */
export function nested(declarations: Declarations, path: string): Block {
  const key = `${declarations.name}:${path}`;
  const inputs = declarations.members("types/input", path);
  const outputs = declarations.members("types/output", path);
  if (inputs === undefined && outputs === undefined) throw new Error(`@pulumi/${declarations.name} has no ${path}`);
  return {
    inputs: fieldsOf(declarations, key, inputs ?? []),
    ...computedOf(declarations, inputs ?? [], outputs ?? []),
  };
}

/** The last part of a token. */
export function nameOf(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

function fieldsOf(declarations: Declarations, key: string, inputs: readonly Member[]): Record<string, Field> {
  const isOpen = (name: string) => openLists.has(`${key}.${name}`);
  return Object.fromEntries(inputs.map((input) => [input.name, fieldOf(declarations, input, isOpen(input.name))]));
}

function fieldOf(declarations: Declarations, { name, optional, type, documentation }: Member, isOpen: boolean): Field {
  const kind = kindOf(type, declarations.name);
  const isScalar = kind === "string" || kind === "number" || kind === "boolean";
  const documented = isScalar ? read(documentation, kind) : {};
  const isKubernetes = declarations.name === "kubernetes";
  const values = textsOf(type, isKubernetes, (path) => declarations.enumeration(path)) ?? documented.values;
  // A cluster's server fills in its defaults, not the provider; a region comes from the provider's configuration.
  const fallback = isKubernetes || !optional || name === "region" ? undefined : documented.default;
  return {
    kind,
    ...(!optional && { required: true }),
    ...(values && !isOpen && { values }),
    ...(fallback !== undefined && { default: fallback }),
  };
}

/** What always comes back: not given at all, or not necessarily. Kubernetes' types promise more than its server does. */
function computedOf({ name }: Declarations, inputs: readonly Member[], outputs: readonly Member[]) {
  const given = new Set(inputs.filter(({ optional }) => !optional).map((input) => input.name));
  const computed = outputs
    .filter((output) => !given.has(output.name) && !output.optional && !isOptional(output.type))
    .map((output) => [output.name, kindOf(output.type, name)] as const);
  return name === "kubernetes" || computed.length === 0 ? {} : { computed: Object.fromEntries(computed) };
}
