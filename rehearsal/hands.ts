import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { moved } from "../release/moved.ts";
import type { Plan } from "../release/plan/plan.ts";
import type { Task } from "../release/route.ts";
import type { Clock } from "../release/run/clock.ts";
import { type Hands, type Order, TryAgain } from "../release/run/hands.ts";
import type { Color } from "../systems/model/system.ts";
import { wellBehaved } from "./color.ts";
import type { Left } from "./outcome.ts";
import { expectAnswers, isHealthy, probe } from "./probe.ts";
import { type Stage, testHeaders } from "./stage.ts";
import type { Through } from "./through.ts";
import { backUp, expectSame, migrate, newStore } from "./store.ts";

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
  brokenMigration: boolean;
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
/** Requests of our own between two looks at a weight that is not proven. */
const probes = 50;

/** Hands on a stage of real servers. */
export function rehearsalHands(args: Args): RehearsalHands {
  const { plan, stage, through, clock, onWeight } = args;
  const { from, to } = plan;
  const { front } = stage;
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  const [store, backup, restored] = ["store", "backup", "restored"].map((name) => join(folder, `${name}.json`)) as [
    string,
    string,
    string,
  ];
  newStore(store);
  let working: Color | undefined = from.color;
  let registration = false;
  let highestEpoch = 0;
  let latestWrite = 0;
  let observedAtWrite = front.observed();
  let rules: readonly number[] = [0];

  const secret = Object.fromEntries(testHeaders.map(({ name, value }) => [name, value]));
  const pause = (seconds: number, signal: AbortSignal) => clock.until(clock.now() + seconds * 1000, signal);

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

  const confirmWeight = async (weight: number, signal: AbortSignal) => {
    for (;;) {
      await pause(pollSeconds, signal);
      const seen = front.observed();
      const proof = moved(weight, {
        readBack: [...rules, front.weights()[to.color]],
        unhealthy: (await isHealthy(stage[to.color].port, signal)) ? 0 : 1,
        preview: seen[to.color] - observedAtWrite[to.color],
        live: seen[from.color] - observedAtWrite[from.color],
      });
      if (proof.kind === "proven") return;
      if (proof.kind === "refuted") throw new Error(proof.why);
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
      case "check":
        return expectAnswers(front.port, {}, undefined, signal);
      case "verify-live":
        return expectAnswers(front.port, {}, from.color, signal);
      case "verify":
        expectSame(store, backup);
        return expectAnswers(front.port, {}, to.color, signal);
      case "back-up":
        backUp(store, backup);
        return;
      case "restore-sample":
        backUp(backup, restored);
        expectSame(store, restored);
        return;
      case "migrate":
        if (args.brokenMigration) throw new Error('001-rehearsed: relation "accounts" is there already');
        migrate(
          store,
          plan.migrations.map(({ name }) => name),
        );
        return;
      case "deploy-preview":
        return deploy(signal);
      case "test-preview":
        expectSame(store, backup);
        return expectAnswers(front.port, secret, to.color, signal);
      case "set-weight":
        return setWeight(task.weight, order);
      case "confirm-weight":
        return confirmWeight(task.weight, signal);
      case "fence-work":
        if (working === task.color) working = undefined;
        return;
      case "start-work":
        if (working !== undefined && working !== task.color) throw new Error(`${working} still works`);
        working = task.color;
        return;
      case "open-registration":
      case "close-registration":
        registration = task.do === "open-registration";
        return;
      case "test-registration":
        if (!registration) throw new Error("registration is closed");
        return;
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
    left: () => ({ weight: front.weights()[to.color], working, registration }),
    close: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
