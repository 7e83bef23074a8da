import { parseArgs } from "node:util";
import { ConfigError } from "../config.ts";
import { nearest } from "../config/explain.ts";
import { parse } from "../preview/options.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

export interface RehearsalOptions {
  scenarios: readonly Scenario[];
  /** Each how many entries of a journal the sweep kills at; none for no sweep. */
  sweepEvery: number | undefined;
  report: string | undefined;
  json: boolean;
  /** File that counts are written to, for the gate. */
  counts: string | undefined;
  help: boolean;
}

export const rehearsalUsage = `Usage: npm run rehearse -- [--all | --scenario NAME …] [--report FILE] [--json]

Rehearses releases on this machine: the real runner, journal and judge against real HTTP and WebSocket traffic on two
colors behind a weighted front, 20 times as fast as in the world. Then kills runners at entries of their journals and
lets others take the releases up.

  --all            every scenario, and a kill at every entry     default: the short ones, and at every fourth entry
  --scenario NAME  this one, and no kills; may be repeated
  --report FILE    draws what happened as one HTML page
  --json           the results as one JSON document (use npm run --silent rehearse)
  --counts FILE    writes how many passed and failed, as JSON
  --help           this text

Exit status 1 when anything ended otherwise than it should.

Scenarios:
${scenarios.map(({ name, about, short }) => `  ${name.padEnd(20)} ${about}${short === true ? " (short)" : ""}`).join("\n")}`;

/** @throws ConfigError when an argument is not one of the usage's */
export function parseRehearsalOptions(args: string[]): RehearsalOptions {
  const { values } = parse(() =>
    parseArgs({
      args,
      options: {
        all: { type: "boolean", default: false },
        scenario: { type: "string", multiple: true, default: [] as string[] },
        report: { type: "string" },
        json: { type: "boolean", default: false },
        counts: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }),
  );
  const { all, scenario: names, report, json, counts, help } = values;
  if (all && names.length > 0) throw new ConfigError("--all: is every scenario; leave out --scenario");
  const chosen = names.map(named);
  const some = scenarios.filter(({ short }) => all || short === true);
  return {
    scenarios: chosen.length > 0 ? chosen : some,
    sweepEvery: chosen.length > 0 ? undefined : all ? 1 : 4,
    report,
    json,
    counts,
    help,
  };
}

function named(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (found !== undefined) return found;
  const all = scenarios.map((one) => one.name);
  const guess = nearest(name, all);
  throw new ConfigError(
    `--scenario ${name}: there is no such scenario; ${guess === undefined ? "" : `did you mean ${guess}? `}there are ${all.join(", ")}`,
  );
}
