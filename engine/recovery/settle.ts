import * as pulumi from "@pulumi/pulumi";
import { nameOf } from "../../simulator/resource.ts";
import type { Step } from "../record.ts";
import { runCli, type Session } from "../session.ts";
import { exported, type Pending, type State } from "../state.ts";
import { importArguments, importLine } from "./import.ts";
import { type Candidate, isAnonymous, locate, type Location } from "./locate.ts";
import { taggedResources } from "./tagged.ts";

/** Something exists that the state does not know, and only a person can say whether it is the stack's. */
export class OrphanError extends pulumi.RunError {}

/**
 * Settles what an interrupted run left open, before the next one begins: creates whose answer never came. What has a
 * name of its own is taken into the state where it exists; what carries only tags is named, with the line that imports
 * it; what does not exist is forgotten.
 *
 * @param note tells the person what is done
 * @throws OrphanError naming each resource that a person must decide on
 */
export async function settlePending(session: Session, note: (line: string) => void): Promise<void> {
  const whole = await exported(session);
  const creating = (whole.deployment.pending_operations ?? []).filter(({ type }) => type === "creating");
  if (creating.length === 0) return;
  note(`an earlier update was cut off while it created ${creating.length} resources; looking for them`);
  const candidates = creating.map(({ resource }) => candidateOf(resource));
  const located = await lookFor(session, candidates, whole.deployment);
  refuseOrphans(session, located);
  // The engine would carry them along as unknown for ever, but a state that is taken back loses them (SaveSnapshot in
  // pkg/cmd/pulumi/stack/io.go): from here on each is either imported or made again.
  await session.stack.importStack(whole);
  await adoptNamed(session, located, note);
}

/**
 * Takes what a failed run may have made without hearing of it into the state, where its own name proves that it is ours.
 * What cannot be imported does not exist, and is left to the next update.
 */
export async function adoptAfterFailure(
  session: Session,
  failed: readonly Step[],
  note: (line: string) => void,
): Promise<void> {
  const candidates = failed.filter(({ op, custom }) => custom && /^create/.test(op));
  if (candidates.length === 0) return;
  const { deployment } = await exported(session);
  await adoptNamed(session, await lookFor(session, candidates, deployment), note);
}

/**
 * Refuses an update that would make a second one of something that stands in the account with the same tags, unknown to
 * the state: an answer was lost, and the state with it.
 *
 * @throws OrphanError
 */
export async function refuseSecondOnes(session: Session, planned: readonly Step[]): Promise<void> {
  const candidates = planned.filter((step) => step.custom && step.op === "create" && isAnonymous(step));
  if (candidates.length === 0) return;
  const { deployment } = await exported(session);
  refuseOrphans(session, await lookFor(session, candidates, deployment));
}

interface Located {
  candidate: Candidate;
  location: Location;
}

/** The account's tags are asked for only where nothing else tells. */
async function lookFor(
  session: Session,
  candidates: readonly Candidate[],
  { resources = [] }: State,
): Promise<Located[]> {
  const tagged = candidates.some(isAnonymous) ? await taggedResources(session) : [];
  const known = new Set(resources.flatMap(({ id }) => id ?? []));
  return candidates.map((candidate) => ({ candidate, location: locate(candidate, tagged, known) }));
}

function refuseOrphans({ options }: Session, located: readonly Located[]): void {
  const lines = located.flatMap(({ candidate, location }) => {
    if (location.kind !== "found" || location.ownName) return [];
    const choice = location.ids.length === 1 ? "" : `, one of ${location.ids.length}`;
    return [
      `${candidate.urn}: exists${choice} with the same tags, and the state does not know it; take it in with`,
      ...location.ids.map((id) => `    ${importLine(candidate, id, options.stack)}`),
      "  or delete it by hand, then run this again",
    ];
  });
  if (lines.length > 0) throw new OrphanError(lines.join("\n"));
}

async function adoptNamed(
  { options }: Session,
  located: readonly Located[],
  note: (line: string) => void,
): Promise<void> {
  for (const { candidate, location } of located) {
    const id =
      location.kind === "named"
        ? location.id
        : location.kind === "found" && location.ownName
          ? location.ids[0]
          : undefined;
    if (id === undefined) continue;
    try {
      await runCli(options, importArguments(candidate, id, options.stack));
      note(`${candidate.urn}: existed already, and is in the state now`);
    } catch {
      note(`${candidate.urn}: was not made; the next update makes it`);
    }
  }
}

function candidateOf({ urn, type, parent = "", provider = "", protect = false, inputs = {} }: Pending): Candidate {
  return { urn, type, name: nameOf(urn), parent, provider, protect, inputs };
}
