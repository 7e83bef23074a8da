import type {
  PolicyConfigSchema,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { exceptionRule, faultyExceptions, sift } from "./exceptions.ts";
import { judge, judgeStack, type Verdict } from "./judge.ts";
import { Memory } from "./memory.ts";
import { levelOf, type RuleConfig } from "./pack-config.ts";
import { exceptionAbout, withUnknowns } from "./report.ts";
import {
  type About,
  applies,
  type Finding,
  isStackRule,
  type ResourceRule,
  type Rule,
  type StackRule,
} from "./rule.ts";
import type { Settings } from "./settings.ts";

type Policy = ResourceValidationPolicy | StackValidationPolicy;

/**
 * The rules as the engine knows them. What a preview leaves undetermined is not reported unless the pack's config says
 * so: the engine asks again in the update, before it makes the resource, and then every input is known.
 */
export function adapt(rules: readonly Rule[], settings: Settings): Policy[] {
  const memory = new Memory();
  const policies = rules.map((rule) =>
    isStackRule(rule) ? stackPolicy(rule, settings, memory) : resourcePolicy(rule, settings, memory),
  );
  return [...policies, accepted(memory), witness(rules, settings, memory)];
}

function resourcePolicy(rule: ResourceRule, settings: Settings, memory: Memory): ResourceValidationPolicy {
  const policy: ResourceValidationPolicy = {
    ...about(rule, settings),
    validateResource: (args, report) => {
      // In silence: to say so of each rule that is about other types would be most of the pack's time.
      if (!applies(rule, args.type)) return;
      const verdict = judge(rule, memory.resourceOf(args), settings.environment);
      if (verdict.outcome === "not-applicable") turnAway(args);
      memory.verdicts.push(verdict);
      for (const line of lines(rule, verdict, args.getConfig<RuleConfig>(), settings, memory)) report(line);
    },
  };
  // Only what may remediate is told which inputs are secrets (pulumi-policy#241); it changes nothing.
  if (rule.needsSecrets === true && policy.enforcementLevel === "mandatory") {
    policy.enforcementLevel = "remediate";
    policy.remediateResource = (args) => {
      memory.noteSecrets(args);
    };
  }
  const [only, ...others] = typeof rule.types === "function" ? [] : rule.types;
  // The mark by which the SDK passes over other types without unpacking their inputs (policy.js, getPulumiType).
  if (only !== undefined && others.length === 0) Object.assign(policy.validateResource ?? {}, { __pulumiType: only });
  return policy;
}

/** The SDK is told by an error, of which nobody reads the stack trace. */
function turnAway(args: ResourceValidationArgs): void {
  const frames = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    args.notApplicable("it makes no demand on such a resource");
  } finally {
    Error.stackTraceLimit = frames;
  }
}

function stackPolicy(rule: StackRule, settings: Settings, memory: Memory): StackValidationPolicy {
  return {
    ...about(rule, settings),
    validateStack: (args, report) => {
      for (const verdict of judgeStack(rule, memory.resourcesOf(args), settings.environment)) {
        memory.verdicts.push(verdict);
        const config = args.getConfig<RuleConfig>();
        for (const line of lines(rule, verdict, config, settings, memory)) report(line, verdict.urn);
      }
    },
  };
}

/** Tells what is accepted, and until when. */
function accepted(memory: Memory): StackValidationPolicy {
  return {
    name: "exceptions-in-force",
    description: "What is accepted for now, so that every run shows it.",
    enforcementLevel: "advisory",
    severity: "low",
    validateStack: (_args: StackValidationArgs, report) => {
      for (const { rule, urn, finding, exception, daysLeft } of memory.excepted) {
        const until = `${exception.expires}, ${daysLeft} days left`;
        const who = `${exception.reason} (${exception.approvedBy}, until ${until})`;
        report(`${rule}: ${finding.path}: ${finding.message}; accepted: ${who}`, urn);
      }
    },
  };
}

/** Sees every resource, so that stack rules know its inputs; then judges the exceptions by what was found. */
function witness(rules: readonly Rule[], settings: Settings, memory: Memory): Policy {
  return {
    ...about(exceptionAbout, settings),
    name: exceptionRule,
    validateResource: (args: ResourceValidationArgs) => {
      memory.resourceOf(args);
    },
    validateStack: (_args: StackValidationArgs, report: (message: string, urn?: string) => void) => {
      for (const finding of faultyExceptions(rules, memory.verdicts, settings)) report(line(exceptionAbout, finding));
      memory.clear();
    },
  };
}

const configSchema: PolicyConfigSchema = {
  properties: { onUnknown: { type: "string", enum: ["pass", "violation"] } },
};

function about(rule: About, { environment }: Settings) {
  const level = levelOf(rule, environment);
  return {
    name: rule.id,
    description: rule.rationale,
    enforcementLevel: level as ResourceValidationPolicy["enforcementLevel"] & string,
    severity: rule.severity,
    tags: tags(rule),
    remediationSteps: rule.fix,
    configSchema,
  };
}

/** The requirement and reference ids, each with its kind: `requirement:MT-009`, `checkov:CKV_AWS_7`. */
function tags({ requirements, refs }: About): string[] {
  const references = Object.entries(refs).flatMap(([kind, ids]) => ids.map((id) => `${kind}:${id}`));
  return [...requirements.map((id) => `requirement:${id}`), ...references];
}

function lines(rule: Rule, verdict: Verdict, config: RuleConfig, settings: Settings, memory: Memory): string[] {
  const findings = withUnknowns(rule, verdict, { [rule.id]: config });
  const { standing, excepted } = sift(rule, { ...verdict, findings }, settings);
  memory.excepted.push(...excepted);
  return standing.map((finding) => line(rule, finding));
}

/** A finding as one line: where, what, the mend, what it serves. */
export function line({ fix, requirements }: Pick<About, "fix" | "requirements">, { path, message }: Finding): string {
  const where = path === "" ? "" : `${path}: `;
  const served = requirements.length === 0 ? "" : ` (${requirements.join(", ")})`;
  return `${where}${message}. ${fix}${served}`;
}
