import { text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Environment, StackRule } from "../../rule.ts";

export const stackGuard: StackRule = {
  id: "stack-guard",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-018", "MC-251"],
  refs: {},
  rationale: "A stack with the config of another takes over its names, or skips what only production is asked for.",
  fix: "Run the stack with its own config, and let every component and tag say the same environment.",
  exceptions: "none",
  checkStack: (graph) => [
    ...graph.of("pulumi:pulumi:Stack").flatMap((stack) => nameFaults(stack, graph.environment)),
    ...graph.of().flatMap((node) => saidFaults(node, graph)),
  ],
};

/** Words for what a stack is for. `test` and the like are none of ours, but certainly not production. */
const words: Readonly<Record<string, Environment | "other">> = {
  prod: "prod",
  production: "prod",
  live: "prod",
  staging: "staging",
  stage: "staging",
  stg: "staging",
  dev: "dev",
  development: "dev",
  test: "other",
  qa: "other",
  uat: "other",
  sandbox: "other",
};

/** What is said of the environment in a name, such as `trading-platform-prod`. */
function saidIn(name: string): readonly (Environment | "other")[] {
  return name
    .toLowerCase()
    .split(/[^a-z]+/)
    .flatMap((word) => words[word] ?? []);
}

function nameFaults({ urn, name }: Node, environment: Environment): StackFinding[] {
  // The project's own name says nothing of the stack.
  const [, project = ""] = urn.split("::");
  const own = name.startsWith(`${project}-`) ? name.slice(project.length + 1) : name;
  const wrong = saidIn(own).some((said) => (said === "other" ? environment === "prod" : said !== environment));
  return wrong ? [{ urn, path: "", message: `its name is not that of a stack for ${environment}` }] : [];
}

function saidFaults({ urn, type, reader }: Node, { environment }: Graph): StackFinding[] {
  const holders: readonly (readonly [Reader, string])[] = type.startsWith("trading:")
    ? [[reader, "environment"]]
    : type === "pulumi:providers:aws"
      ? [[reader.json("defaultTags"), "tags.environment"]]
      : type.startsWith("aws:")
        ? [[reader, "tags.environment"]]
        : [];
  return holders.flatMap(([holder, path]) => {
    const said = text(holder, path)?.toLowerCase();
    if (said === undefined || (words[said] ?? said) === environment) return [];
    return [{ urn, path: holder.at(path), message: `is not ${environment}` }];
  });
}
