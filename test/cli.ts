import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { PreviewDocument } from "../preview/document.ts";

/** The folder of this project, as a path. */
export const project = fileURLToPath(new URL("../", import.meta.url));

export interface Finished {
  status: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a TypeScript file with this Node.js, as the npm scripts do. The environment is bare, so that it is the same
 * everywhere.
 *
 * @param environment variables to hand on besides
 */
export function runFile(
  file: string,
  args: readonly string[],
  folder = project,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Finished> {
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, ...environment };
  const options = { cwd: folder, env, timeout: 300_000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "./start.js", file, ...args], options, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code ?? Number.NaN);
      resolve({ status, stdout, stderr });
    });
  });
}

/** `npm run preview -- …` */
export function preview(args: readonly string[], folder = project): Promise<Finished> {
  return runFile("preview/cli.ts", args, folder);
}

/** The document of `npm run preview -- --json …`, which must succeed without a word on stderr. */
export async function previewJson(args: readonly string[], folder = project): Promise<PreviewDocument> {
  const { status, stdout, stderr } = await preview(["--json", ...args], folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as PreviewDocument;
}

/** URNs whose resource differs between two documents, or is in one alone; sorted. */
export function differing(one: PreviewDocument, other: PreviewDocument): string[] {
  const texts = (document: PreviewDocument) =>
    new Map(document.resources.map((resource) => [resource.urn, JSON.stringify(resource)]));
  const [left, right] = [texts(one), texts(other)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((urn) => left.get(urn) !== right.get(urn)).sort();
}
