import type { Checks, Fallback, Waiver } from "./checks.ts";
import { type Answered, ask, type Target } from "./target.ts";

/** Health paths that do not answer 200 (MT-013, MC-142 to MC-144). */
export async function healthFaults(
  target: Target,
  paths: Checks["healthPaths"],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const faults = paths.map(async (path) => {
    const answer = bodyOf(await ask(target, path, signal), `GET ${path}`);
    return "faults" in answer ? answer.faults : [];
  });
  return (await Promise.all(faults)).flat();
}

/**
 * Lists that are not there (MT-041). Where the plan waives it, a list may fail in its known way, and then what clients
 * show instead must be there (MT-087).
 */
export async function listFaults(
  target: Target,
  { fallbacks }: Checks,
  waivers: readonly Waiver[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const faults = fallbacks.map(async (fallback) => {
    const next = afterList(fallback, await ask(target, fallback.path, signal), waivers);
    if (next !== "instead") return next;
    const { instead } = fallback;
    return listedOr(await ask(target, instead, signal), `GET ${instead}, in place of ${fallback.path}`);
  });
  return (await Promise.all(faults)).flat();
}

/** What to make of the answer of a list: its faults, or that what stands in for it is to be asked. */
export function afterList(
  { path, status, requirements: [known = ""] }: Fallback,
  answer: Answered | string,
  waivers: readonly Waiver[],
): readonly string[] | "instead" {
  const what = `GET ${path}`;
  if (typeof answer === "string" || answer.status !== status) return listedOr(answer, what);
  if (waivers.some(({ requirement }) => requirement === known)) return "instead";
  return [`${what}: answered ${status}, which is known; a waiver of ${known} in the plan lets it pass`];
}

function listedOr(answered: Answered | string, what: string): readonly string[] {
  const answer = bodyOf(answered, what);
  if ("faults" in answer) return answer.faults;
  const entries = entriesOf(answer.body);
  if (entries === undefined) return [`${what}: its answer holds no list`];
  return entries === 0 ? [`${what}: its list is empty`] : [];
}

/** What a good answer holds, or why it is none. */
function bodyOf(answer: Answered | string, what: string): { body: string } | { faults: readonly string[] } {
  if (typeof answer === "string") return { faults: [`${what}: ${answer}`] };
  if (answer.status !== 200) return { faults: [`${what}: answered ${answer.status}, must be 200`] };
  return { body: answer.body };
}

/** Entries of a JSON list, bare or as the one list of an object; undefined where there is none. */
export function entriesOf(body: string): number | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const held = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : [value];
  const [first, ...others] = held.filter((one) => Array.isArray(one));
  return others.length === 0 ? first?.length : undefined;
}
