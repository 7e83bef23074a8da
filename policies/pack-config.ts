import type { About, Environment, Rule } from "./rule.ts";

/** What Pulumi calls a level. `disabled` comes from a pack's config alone. */
export type EnforcementLevel = "mandatory" | "advisory" | "disabled";

/** What a pack's config may say of one rule. */
export interface RuleConfig {
  enforcementLevel?: EnforcementLevel;
  /** `violation` makes what a preview cannot know a finding: the rule fails closed. @default "pass" */
  onUnknown?: "pass" | "violation";
}

/** By rule id; `all` speaks for those that are not named. */
export type PackConfig = Readonly<Record<string, RuleConfig>>;

/** The config of a pack is not one. */
export class PackConfigError extends Error {}

const levels: readonly unknown[] = ["mandatory", "advisory", "disabled"];
const answers: readonly unknown[] = ["pass", "violation"];

/**
 * Reads the config of a pack in the form that `pulumi --policy-pack-config` takes: rule id to a level, or to a block
 * with `enforcementLevel` and `onUnknown`.
 *
 * @param source what to call it in errors
 * @throws PackConfigError with every fault at once
 */
export function parsePackConfig(value: unknown, rules: readonly Rule[], source: string): PackConfig {
  if (!isBlock(value)) throw new PackConfigError(`${source}: must be an object of rule ids`);
  const ids = new Set(rules.map(({ id }) => id));
  const faults: string[] = [];
  const parsed = Object.entries(value).map(([id, entry]): [string, RuleConfig] => {
    if (id !== "all" && !ids.has(id)) faults.push(`${id}: there is no such rule; see docs/policies.md`);
    const config = typeof entry === "string" ? { enforcementLevel: entry } : entry;
    if (!isBlock(config)) {
      faults.push(`${id}: must be a level or an object`);
      return [id, {}];
    }
    for (const [key, given] of Object.entries(config)) {
      const allowed = { enforcementLevel: levels, onUnknown: answers }[key];
      if (allowed === undefined) faults.push(`${id}.${key}: unknown; takes enforcementLevel and onUnknown`);
      else if (!allowed.includes(given)) faults.push(`${id}.${key}: must be one of ${allowed.join(", ")}`);
    }
    return [id, config];
  });
  if (faults.length > 0) throw new PackConfigError([`${source}:`, ...faults].join("\n  "));
  return Object.fromEntries(parsed);
}

/** What a finding of the rule does on a stack, the pack's config considered. */
export function levelOf(
  { id, level }: Pick<About, "id" | "level">,
  environment: Environment,
  config: PackConfig = {},
): EnforcementLevel {
  const usual = level === "production" ? (environment === "prod" ? "mandatory" : "advisory") : level;
  return config[id]?.enforcementLevel ?? config["all"]?.enforcementLevel ?? usual;
}

function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
