import { readdirSync, readFileSync } from "node:fs";

export interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Action: string | readonly string[];
  Resource?: string | readonly string[];
  Principal?: unknown;
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyFile {
  name: string;
  text: string;
  statements: readonly Statement[];
}

const folder = new URL("../../docs/aws/", import.meta.url);

/** The policies that are given as files, without what the files leave open filled in. */
export const policyFiles: readonly PolicyFile[] = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    return { name: file.replace(".json", ""), text, statements: (JSON.parse(text) as Policy).Statement };
  });

interface Policy {
  Statement: readonly Statement[];
}

/** Statements of the files whose name begins so. */
export function statements(...beginnings: readonly string[]): Statement[] {
  return policyFiles
    .filter(({ name }) => beginnings.some((beginning) => name.startsWith(beginning)))
    .flatMap((file) => file.statements);
}

export function list(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === "string" ? [value] : (value ?? []);
}

/** IAM's own matching: a star stands for anything. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

/** Whether a statement allows an action, its resources and conditions aside. */
export function allows({ Effect, Action }: Statement, action: string): boolean {
  return Effect === "Allow" && list(Action).some((pattern) => matches(pattern, action));
}
