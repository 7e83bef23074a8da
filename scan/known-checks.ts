import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { listOfChecks } from "./checkov-home.ts";

/** What is known of one of checkov's checks. */
export interface KnownCheck {
  /** The Terraform types and Kubernetes kinds that it looks at. */
  types: ReadonlySet<string>;
  /** Whether it goes from one resource to another. */
  follows: boolean;
}

/** A check that is written as data. */
const graphCheck = z.object({ metadata: z.object({ id: z.string() }), definition: z.unknown() });

/** Every check of an installed checkov that is about Terraform or Kubernetes. */
export function knownChecks(home: string): Map<string, KnownCheck> {
  const files = globSync("lib/*/site-packages/checkov/{kubernetes,terraform}/checks/graph_checks/**/*.json", {
    cwd: home,
  });
  const following = new Set(files.flatMap((file) => followingCheck(readFileSync(join(home, file), "utf8")) ?? []));
  const types = typesByCheck(readFileSync(listOfChecks(home), "utf8"));
  return new Map([...types].map(([id, types]) => [id, { types, follows: following.has(id) }]));
}

/** What each check looks at, from the table that `checkov --list` prints. */
export function typesByCheck(table: string): Map<string, ReadonlySet<string>> {
  const checks = new Map<string, Set<string>>();
  for (const line of table.split("\n")) {
    const [, , id = "", , type = "", , language = ""] = line.split("|").map((cell) => cell.trim());
    if (language !== "Terraform" && language !== "Kubernetes") continue;
    const types = checks.get(id) ?? new Set();
    checks.set(id, types.add(type));
  }
  return checks;
}

/** The id of a check that is written as data, if it follows connections between resources. */
export function followingCheck(text: string): string | undefined {
  const { metadata, definition } = graphCheck.parse(JSON.parse(text));
  return JSON.stringify(definition).includes('"cond_type":"connection"') ? metadata.id : undefined;
}
