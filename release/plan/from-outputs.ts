import { type ReleaseDocument, releaseSchema } from "../../contract/release.ts";
import { ConfigError } from "../../config.ts";
import { type Fault, faultsOf, report, wording } from "../../config/explain.ts";
import { type Gates, gatesOf } from "../judge/profile.ts";
import { judgeable, type Traffic } from "./holds.ts";
import { type Plan, planSchema } from "./plan.ts";

/** What a release adds to what the stack says of itself. */
export interface Wanted {
  /** Of the preview color: from the commit that is released. */
  version: string;
  images: Readonly<Record<string, string>>;
  /** SHA-256 of the preview that was reviewed. */
  preview: string;
  /** What the live color's metrics show: the holds are made long enough for it. */
  traffic: Traffic;
  /** Service level that gates the canary. @default canary */
  profile?: string;
  /** What else the plan shall say otherwise than by default. */
  changes?: Readonly<Record<string, unknown>>;
}

/**
 * The plan of a release, from the stack's outputs.
 *
 * @param outputs the `release` output of one system, as the engine gives it
 * @param source where they come from, for messages, such as `release.mycrypto of stack prod`
 * @throws ConfigError naming everything that keeps a release from beginning
 */
export function planOf(outputs: unknown, wanted: Wanted, source: string): Plan {
  const parsed = releaseSchema.safeParse(outputs, { error: wording });
  if (!parsed.success) throw new ConfigError(report(source, faultsOf(parsed.error.issues)));
  const document = parsed.data;
  const { profile = "canary" } = wanted;
  const { live, preview, colors, work } = document;
  const gated = gatesIn(document, profile);
  const held =
    "fault" in gated
      ? { canary: document.canary, faults: [gated.fault] }
      : judgeable(document.canary, wanted.traffic, gated);
  const faults = [...unready(document, wanted), ...held.faults];
  const plan = planSchema.safeParse(
    {
      system: document.system,
      environment: document.environment,
      from: { color: live, version: colors[live]?.version ?? "" },
      to: { color: preview, version: wanted.version, images: wanted.images },
      preview: wanted.preview,
      firstLaunch: document.firstLaunch,
      migrations: document.migrations,
      canary: held.canary,
      checks: checksOf(document),
      leases: work.map(({ lease }) => lease),
      profile,
      signatures: document.signOff,
      ...wanted.changes,
    },
    { error: wording },
  );
  const all = [...faults, ...(plan.success ? [] : faultsOf(plan.error.issues))];
  if (!plan.success || all.length > 0) throw new ConfigError(report(source, all));
  return plan.data;
}

function unready(document: ReleaseDocument, { version }: Wanted): Fault[] {
  const { weights, weightsAgree, live, preview, colors, work, workColor, signOff, signers } = document;
  const faults: Fault[] = [];
  const say = (path: PropertyKey[], message: string) => faults.push({ path, message });
  if (!weightsAgree) say(["weightsAgree"], "the listener rules disagree; run an update of the weights first");
  if (weights[live] !== 100) {
    say(["weights"], `another release is under way, at ${weights[preview]} % for ${preview}; resume or abort it first`);
  }
  if (colors[live] === undefined) say(["colors", live], "the live color runs nothing: there is nothing to go back to");
  if (colors[live]?.version === version) say(["colors", live, "version"], `${version} is live already`);
  if (workColor !== live) say(["workColor"], `${workColor} works though ${live} is live; hand its leases over first`);
  const missing = new Set(
    signOff.map(({ role }) => role).filter((role) => !signers.some(({ roles }) => roles.includes(role))),
  );
  for (const role of missing) {
    say(
      ["signers"],
      `nobody may sign as ${role}; add whoever may to systems.${document.system}.signers of the stack's config`,
    );
  }
  for (const { lease, color } of work) {
    if (color !== live) say(["work", lease], `is held by ${color} though ${live} is live; hand it over first`);
  }
  return faults;
}

/** Where registration stays closed, nobody can try what makes an account. */
function checksOf({ healthPaths, hubs, fallbacks, journeys, firstLaunch, registrationEnabled }: ReleaseDocument) {
  const open = firstLaunch || registrationEnabled;
  return { healthPaths, hubs, fallbacks, journeys: journeys.filter(({ registers }) => open || !registers) };
}

function gatesIn({ slo }: ReleaseDocument, profile: string): Gates | { fault: Fault } {
  const path = ["slo", profile];
  const level = Object.hasOwn(slo, profile) ? slo[profile] : undefined;
  if (level === undefined) {
    return { fault: { path, message: `is not there; the system has ${Object.keys(slo).join(", ")}` } };
  }
  try {
    const { latency, errorPercent, requirements } = level;
    return gatesOf(
      {
        requirements,
        ...(latency === undefined ? {} : { latency }),
        ...(errorPercent === undefined ? {} : { errorPercent }),
      },
      profile,
    );
  } catch (error) {
    return { fault: { path, message: (error as Error).message } };
  }
}
