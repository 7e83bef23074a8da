import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Journey, journeysAt } from "../release/checks/checks.ts";
import { checkColor } from "../release/checks/color.ts";
import type { Script } from "../release/checks/journeys.ts";
import type { Target } from "../release/checks/target.ts";
import { moved } from "../release/moved.ts";
import type { Plan } from "../release/plan/plan.ts";
import type { Task } from "../release/route.ts";
import type { Clock } from "../release/run/clock.ts";
import { type Hands, type Order, TryAgain } from "../release/run/hands.ts";
import type { Color } from "../systems/model/system.ts";
import { wellBehaved } from "./color.ts";
import type { Records } from "./exchange.ts";
import { dataFaults } from "./integrity.ts";
import type { Left } from "./outcome.ts";
import { isHealthy, probe } from "./probe.ts";
import type { Scenario } from "./scenarios.ts";
import { type Stage, testHeaders } from "./stage.ts";
import type { Through } from "./through.ts";

export interface RehearsalHands {
  hands: Hands;
  /** What the release has left so far. */
  left: () => Pick<Left, "weight" | "working" | "registration">;
  close: () => void;
}

interface Args {
  plan: Plan;
  stage: Stage;
  through: Through;
  clock: Clock;
  scale: number;
  migration: Scenario["migration"];
  /** Whether the preview color gets ready once it is deployed. */
  becomesReady: boolean;
  onWeight: (weight: number) => void;
  onDone: (task: Task) => void;
  onPage: (text: string) => void;
}

/** Stickiness of hubs while both colors have traffic, seconds of the machine's clock. */
const stickinessSeconds = 3;
const readySeconds = 300;
const graceSeconds = 30;
const pollSeconds = 5;
/** For a whole answer to a check. */
const answerMs = 5_000;
const script: Script = {
  command: process.execPath,
  arguments: [fileURLToPath(new URL("journeys.ts", import.meta.url))],
  folder: fileURLToPath(new URL("../", import.meta.url)),
  seconds: 60,
};
/** Requests of our own between two looks at a weight that is not proven. */
const probes = 50;

/** Hands on a stage of real servers. */
export function rehearsalHands(args: Args): RehearsalHands {
  const { plan, stage, through, clock, onWeight } = args;
  const { from, to } = plan;
  const { front, records } = stage;
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  const backup = join(folder, "backup.json");
  let working: Color | undefined = from.color;
  let highestEpoch = 0;
  let latestWrite = 0;
  let observedAtWrite = front.observed();
  let rules: readonly number[] = [0];

  const secret = Object.fromEntries(testHeaders.map(({ name, value }) => [name, value]));
  const pause = (seconds: number, signal: AbortSignal) => clock.until(clock.now() + seconds * 1000, signal);

  /** @param wanted the only color that may answer; any without it */
  const target = (wanted: Color | undefined, headers: Target["headers"] = {}): Target => ({
    address: `http://127.0.0.1:${front.port}`,
    headers,
    timeoutMs: answerMs,
    stranger: (said) => {
      const color = said.get("x-color");
      return wanted === undefined || color === wanted
        ? undefined
        : `was answered by ${color ?? "nobody"} instead of ${wanted}`;
    },
  });
  const ask = (asked: Target, journeys: readonly Journey[], signal: AbortSignal) =>
    checkColor(asked, { checks: plan.checks, waivers: plan.waivers, journeys, script }, signal);
  const expectData = (now: Records) => {
    const faults = dataFaults(JSON.parse(readFileSync(backup, "utf8")) as Records, now);
    if (faults.length > 0) throw new Error(faults.join("; "));
  };

  const setWeight = async (weight: number, { seq, epoch, signal }: Order) => {
    signal.throwIfAborted();
    if (seq < latestWrite || epoch < highestEpoch) throw new Error("a newer write was there first");
    latestWrite = seq;
    highestEpoch = epoch;
    const sticky = weight > 0 && weight < 100 ? stickinessSeconds : 0;
    rules = await through.setWeight(weight);
    const [applied = weight] = rules;
    const weights = { [to.color]: applied, [from.color]: 100 - applied } as Record<Color, number>;
    try {
      await front.setWeights(weights, { stickinessSeconds: sticky });
    } catch (error) {
      const throttled = error instanceof Error && error.name === "ThrottlingException";
      throw throttled ? new TryAgain(error.message) : error;
    }
    observedAtWrite = front.observed();
    onWeight(weight);
  };

  const sick = async (color: Color, signal: AbortSignal) => ((await isHealthy(stage[color].port, signal)) ? 0 : 1);

  const confirmWeight = async (weight: number, { waiting, signal }: Order) => {
    for (;;) {
      await pause(pollSeconds, signal);
      const seen = front.observed();
      const proof = moved(weight, {
        readBack: [...rules, front.weights()[to.color]],
        unhealthy: { preview: await sick(to.color, signal), live: await sick(from.color, signal) },
        preview: seen[to.color] - observedAtWrite[to.color],
        live: seen[from.color] - observedAtWrite[from.color],
      });
      if (proof.kind === "proven") return;
      if (proof.kind === "refuted") throw new Error(proof.why);
      waiting(proof.why);
      // Where people send too few requests to tell, ours are sent along the same way.
      await probe(front.port, probes, signal);
    }
  };

  const deploy = async (signal: AbortSignal) => {
    await through.deploy();
    const until = clock.now() + readySeconds * 1000;
    if (args.becomesReady) stage[to.color].setBehavior(wellBehaved);
    while (!(await isHealthy(stage[to.color].port, signal))) {
      if (clock.now() > until) throw new Error(`not ready within ${readySeconds} s`);
      await pause(pollSeconds, signal);
    }
  };

  const drain = async (signal: AbortSignal) => {
    await pause(graceSeconds, signal);
    while (front.connections()[from.color] > 0) await pause(pollSeconds, signal);
  };

  const perform = async (task: Task, order: Order): Promise<void> => {
    const { signal } = order;
    switch (task.do) {
      case "preflight":
      case "verify-names":
        return ask(target(undefined), [], signal);
      case "check":
        return ask(target(undefined), journeysAt("verification", plan), signal);
      case "verify-live":
        return ask(target(from.color), [], signal);
      case "verify":
        await ask(target(to.color), journeysAt("verification", plan), signal);
        expectData(records);
        return;
      case "back-up":
        writeFileSync(backup, JSON.stringify(records));
        return;
      case "restore-sample":
        expectData(JSON.parse(readFileSync(backup, "utf8")) as Records);
        return;
      case "migrate":
        if (args.migration === "fails") throw new Error('001-rehearsed: relation "accounts" is there already');
        if (args.migration === "loses an account") delete records.accounts["account-9@rehearsal.example"];
        records.schema = [...new Set([...records.schema, ...plan.migrations.map(({ name }) => name)])];
        return;
      case "deploy-preview":
        return deploy(signal);
      case "test-preview":
        await ask(target(to.color, secret), journeysAt("preview", plan), signal);
        expectData(records);
        return;
      case "set-weight":
        return setWeight(task.weight, order);
      case "confirm-weight":
        return confirmWeight(task.weight, order);
      case "fence-work":
        if (working === task.color) working = undefined;
        return;
      case "start-work":
        if (working !== undefined && working !== task.color) throw new Error(`${working} still works`);
        working = task.color;
        return;
      case "open-registration":
      case "close-registration":
        records.registration = task.do === "open-registration";
        return;
      case "test-registration":
        return ask(target(undefined), journeysAt("registration", plan), signal);
      case "drain":
        return drain(signal);
      case "retire":
        return stage[from.color].close();
      case "write-record":
        writeFileSync(join(folder, "record.json"), JSON.stringify({ plan }));
    }
  };

  return {
    hands: {
      perform: async (task, order) => {
        await perform(task, order);
        args.onDone(task);
      },
      watch: (tell, signal) => {
        const began = stage.past.at(-1)?.t ?? 0;
        const shifted = (t: number) => (t - began) * args.scale;
        for (const interval of stage.past) tell({ ...interval, t: shifted(interval.t) });
        const end = stage.onInterval((interval) => {
          tell({ ...interval, t: shifted(interval.t) });
        });
        signal.addEventListener("abort", end, { once: true });
        return Promise.resolve();
      },
      notify: (level, text) => {
        if (level === "page") args.onPage(text);
        return Promise.resolve();
      },
    },
    left: () => ({ weight: front.weights()[to.color], working, registration: records.registration }),
    close: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
