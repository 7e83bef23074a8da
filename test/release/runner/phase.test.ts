import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../release/plan/plan.ts";
import { begin, next } from "../../../release/phase.ts";
import { nameOf, type Task } from "../../../release/route.ts";
import { type Effect, type Event, hasEnded, type Move, type State, wakeAt } from "../../../release/state.ts";
import { planWith } from "./plans.ts";

const start = 1_000_000;

/** What happens next, in relation to where the release stands. */
type Choice =
  | { go: "on" }
  | { go: "fail"; again: boolean }
  | { go: "late"; back: number }
  | { go: "judge"; verdict: "pass" | "abort" | "insufficient"; stale: boolean }
  | { go: "time"; seconds: number }
  | { go: "deadline" }
  | { go: "abort" }
  | { go: "no-go" }
  | { go: "blind"; seconds: number }
  | { go: "killed"; seconds: number };

const choices: fc.Arbitrary<Choice> = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Choice>({ go: "on" }) },
  { weight: 2, arbitrary: fc.record({ go: fc.constant("fail" as const), again: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ go: fc.constant("late" as const), back: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      go: fc.constant("judge" as const),
      verdict: fc.constantFrom("pass" as const, "abort" as const, "insufficient" as const),
      stale: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ go: fc.constant("time" as const), seconds: fc.integer({ min: -900, max: 900 }) }),
  },
  { weight: 1, arbitrary: fc.constant<Choice>({ go: "deadline" }) },
  { weight: 1, arbitrary: fc.constant<Choice>({ go: "abort" }) },
  { weight: 1, arbitrary: fc.constant<Choice>({ go: "no-go" }) },
  { weight: 1, arbitrary: fc.record({ go: fc.constant("blind" as const), seconds: fc.integer({ min: 1, max: 300 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ go: fc.constant("killed" as const), seconds: fc.integer({ min: 0, max: 300 }) }),
  },
);

/** The event that a choice means here. */
function eventOf(plan: Plan, state: State, clock: number, choice: Choice): Event {
  const at = clock;
  const [stretch] = state.way;
  switch (choice.go) {
    case "on": {
      if (stretch?.kind === "signatures") {
        const open = plan.signatures.find(({ role, decision }) => !state.signatures.includes(`${role} ${decision}`));
        if (open !== undefined) return { at, kind: "signed", ...open, by: "somebody" };
      }
      if (stretch?.kind === "hold") {
        return { at, kind: "judged", seq: state.seq, verdict: "pass", reasons: [], harmed: 1 };
      }
      if (stretch?.kind === "wait") return { at: Math.max(at, wakeAt(state) ?? at), kind: "tick" };
      return { at, kind: "done", seq: state.seq };
    }
    case "fail":
      return { at, kind: "failed", seq: state.seq, why: "it broke", again: choice.again };
    case "late":
      return { at, kind: "done", seq: state.seq - choice.back };
    case "judge":
      return {
        at,
        kind: "judged",
        seq: state.seq - (choice.stale ? 1 : 0),
        verdict: choice.verdict,
        reasons: ["as judged"],
        harmed: 3,
      };
    case "time":
      return { at: at + choice.seconds * 1000, kind: "tick" };
    case "deadline":
      return { at: wakeAt(state) ?? at, kind: "tick" };
    case "abort":
      return { at, kind: "abort", by: "somebody", why: "it looks bad" };
    case "no-go":
      return { at, kind: "refused", role: "qa-lead", by: "somebody" };
    case "blind":
      return { at, kind: "blind", seconds: choice.seconds, why: "no answer" };
    case "killed":
      return { at: at + choice.seconds * 1000, kind: "taken", by: "another runner" };
  }
}

interface Seen {
  before: State;
  event: Event;
  move: Move;
}

/** Plays choices, and what happens at each of them. */
function play(plan: Plan, played: readonly Choice[]): Seen[] {
  const first = begin(plan, start);
  const seen: Seen[] = [{ before: first.state, event: { at: start, kind: "tick" }, move: first }];
  let { state } = first;
  let clock = start;
  for (const choice of played) {
    clock += 1000;
    const event = eventOf(plan, state, clock, choice);
    clock = Math.max(clock, event.at);
    const move = next(plan, state, event);
    seen.push({ before: state, event, move });
    state = move.state;
  }
  return seen;
}

const performs = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === "perform" ? [effect] : []));
const tasks = (seen: readonly Seen[]) => seen.flatMap(({ move }) => performs(move.effects).map(({ task }) => task));

const plans = fc
  .record({ firstLaunch: fc.boolean(), leases: fc.constantFrom<string[]>([], ["feed"]), migrations: fc.boolean() })
  .map(({ firstLaunch, leases, migrations }) =>
    planWith({ firstLaunch, leases, migrations: migrations ? [{ name: "001-enums", kind: "expand" }] : [] }),
  );
/** Whatever happens, after a part of the way on which all went well. */
const stories = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.array(choices, { minLength: 1, maxLength: 40 }))
  .map(([well, then]) => [...Array<Choice>(well).fill({ go: "on" }), ...then]);

function always(property: (plan: Plan, seen: readonly Seen[]) => void): void {
  fc.assert(
    fc.property(plans, stories, (plan, played) => {
      property(plan, play(plan, played));
    }),
    { numRuns: 1500 },
  );
}

describe("the way forward", () => {
  it("is the one of the requirements", () => {
    const seen = play(planWith(), Array<Choice>(40).fill({ go: "on" }));
    expect(seen.at(-1)?.move.state.phase).toBe("succeeded");
    expect(tasks(seen).map(nameOf)).toEqual([
      "preflight",
      "verify-names",
      "back-up",
      "restore-sample",
      "migrate",
      "deploy-preview",
      "test-preview",
      ...[10, 50, 100].flatMap((weight) => [`set-weight ${weight}`, `confirm-weight ${weight}`]),
      "fence-work blue",
      "start-work green",
      "open-registration",
      "test-registration",
      "verify",
      "drain",
      "retire",
      "check 86400",
      "check 172800",
      "write-record",
    ]);
  });

  it("judges from the first weight to the old color's retirement, each hold by itself", () => {
    const seen = play(planWith({ firstLaunch: false, leases: [] }), Array<Choice>(40).fill({ go: "on" }));
    const judging = seen.flatMap(({ move }) =>
      move.effects.flatMap((effect) => {
        if (effect.kind === "judge") return [`${effect.mode} ${effect.weight}${effect.warmed ? "" : " cold"}`];
        return effect.kind === "stop-judging" ? ["stop"] : [];
      }),
    );
    const holds = ["guard 10", "hold 10 cold", "guard 50", "hold 50", "guard 100", "hold 100", "guard 100"];
    expect(judging).toEqual([...holds, "stop", "stop"]);
  });

  it("touches nothing before every signature is there", () => {
    always((plan, seen) => {
      for (const { move } of seen) {
        if (performs(move.effects).some(({ task }) => task.do !== "write-record")) {
          expect(
            plan.signatures.every(({ role, decision }) => move.state.signatures.includes(`${role} ${decision}`)),
          ).toBe(true);
        }
      }
    });
  });
});

describe("live traffic", () => {
  const checks: Task["do"][] = [
    "preflight",
    "verify-names",
    "back-up",
    "restore-sample",
    "deploy-preview",
    "test-preview",
  ];

  it("never goes to a color that failed a check, a judgement or a deadline, or that nobody proved", () => {
    always((_plan, seen) => {
      const done: string[] = [];
      for (const { before, event, move } of seen) {
        const [stretch] = before.way;
        if (event.kind === "done" && event.seq === before.seq && stretch?.kind === "task") done.push(stretch.task.do);
        for (const { task } of performs(move.effects)) {
          if (task.do !== "set-weight" || task.weight === 0) continue;
          expect(done).toEqual(expect.arrayContaining(checks));
          expect(move.state.reasons).toEqual([]);
        }
      }
    });
  });

  it("rises by one step of the canary after a hold that passed, its weight proven before", () => {
    always((plan, seen) => {
      let passed = 0;
      for (const { before, event, move } of seen) {
        const [stretch] = before.way;
        if (event.kind === "judged" && stretch?.kind === "hold" && move.state.way.length < before.way.length) {
          if (move.state.phase === "forward") {
            expect(event).toMatchObject({ verdict: "pass", seq: before.seq });
            expect(before.weight).toBe(stretch.weight);
            passed = stretch.weight;
          }
        }
        for (const { task } of performs(move.effects)) {
          if (task.do !== "set-weight" || task.weight === 0) continue;
          const i = plan.canary.findIndex(({ weight }) => weight === task.weight);
          expect(passed).toBe(i === 0 ? 0 : plan.canary[i - 1]?.weight);
        }
      }
    });
  });

  it("is called live once all of it was proven to be on the new color", () => {
    const seen = play(planWith(), Array<Choice>(40).fill({ go: "on" }));
    const proof = seen.find(({ before }) => {
      const [stretch] = before.way;
      return stretch?.kind === "task" && stretch.task.do === "confirm-weight" && stretch.task.weight === 100;
    });
    expect(proof?.before.liveAt).toBeUndefined();
    expect(seen.at(-1)?.move.state.liveAt).toBe(proof?.event.at);
  });

  it("does not return for connections that the old color keeps: they end with it", () => {
    const plan = planWith();
    const seen = play(plan, Array<Choice>(26).fill({ go: "on" }));
    const drain = seen.find(({ before: { way } }) => way[0]?.kind === "task" && way[0].task.do === "drain")?.before;
    if (drain === undefined) throw new Error("the old color is not drained");
    const { state, effects } = next(plan, drain, { kind: "tick", at: drain.since + 900_000 });
    expect(state).toMatchObject({ phase: "forward", troubles: [] });
    expect(performs(effects).map(({ task }) => task)).toEqual([{ do: "retire" }]);
  });

  it("does not return to a color that may be gone, and that goes only after its window and the verification", () => {
    always((plan, seen) => {
      let retired = false;
      let verified = false;
      for (const { before, event, move } of seen) {
        const [stretch] = before.way;
        if (event.kind === "done" && event.seq === before.seq && stretch?.kind === "task") {
          verified ||= stretch.task.do === "verify";
        }
        for (const { task } of performs(move.effects)) {
          if (task.do === "set-weight") expect(retired).toBe(false);
          if (task.do === "retire" && !retired) {
            retired = true;
            expect(verified).toBe(true);
            const { at, liveAt = Number.NaN } = move.state;
            expect(at - liveAt).toBeGreaterThanOrEqual(plan.decisionWindowSeconds * 1000);
          }
        }
      }
    });
  });
});

describe("the way back", () => {
  it("begins at once with an abort, and with the weight when people may be on the preview color", () => {
    always((_plan, seen) => {
      for (const { before, event, move } of seen) {
        if (event.kind !== "abort" || before.phase !== "forward" || before.retired) continue;
        expect(move.state.phase).toBe("back");
        const [first] = performs(move.effects);
        expect(first?.task).toEqual(before.touched.weight ? { do: "set-weight", weight: 0 } : { do: "write-record" });
        expect(move.effects[0]).toEqual({ kind: "cancel" });
      }
    });
  });

  it("undoes what was begun, and lets nobody work before the other was fenced", () => {
    always((plan, seen) => {
      let working = plan.from.color;
      let fenced: string | undefined;
      for (const { before, event, move } of seen) {
        const [stretch] = before.way;
        const answered = event.kind === "done" && event.seq === before.seq && stretch?.kind === "task";
        if (answered && stretch.task.do === "fence-work") fenced = stretch.task.color;
        for (const { task } of performs(move.effects)) {
          if (task.do !== "start-work") continue;
          const other = task.color === "blue" ? "green" : "blue";
          // What could not be fenced on the way back is told to people.
          if (move.state.troubles.length === 0) expect(fenced).toBe(other);
          working = task.color;
        }
      }
      const end = seen.at(-1)?.move.state;
      if (end?.phase === "aborted") expect(working).toBe(plan.from.color);
    });
  });

  it("is aborted only when the old color was proven to have all traffic, and registration is as before", () => {
    always((_plan, seen) => {
      const end = seen.at(-1)?.move.state;
      if (end?.phase !== "aborted") return;
      expect(end.weight).toBe(0);
      const told = tasks(seen).map((task) => task.do);
      expect(told.lastIndexOf("close-registration")).toBeGreaterThanOrEqual(told.lastIndexOf("open-registration"));
    });
  });

  it("goes on when a part of it cannot be done, calls people and ends as failed", () => {
    const plan = planWith();
    const toHold: Choice[] = Array<Choice>(11).fill({ go: "on" });
    const stuck = play(plan, [
      ...toHold,
      { go: "abort" },
      { go: "deadline" },
      { go: "on" },
      { go: "on" },
      { go: "on" },
    ]);
    const end = stuck.at(-1)?.move.state;
    expect(end).toMatchObject({ phase: "failed", troubles: ["set-weight: not done within 120 s"] });
    expect(tasks(stuck).at(-1)).toEqual({ do: "write-record" });
    // People may order the way back once more.
    const once = next(plan, end ?? begin(plan, 0).state, { kind: "abort", at: start * 2, by: "x", why: "again" });
    expect(performs(once.effects)[0]?.task).toEqual({ do: "set-weight", weight: 0 });
  });

  it("tries again whatever fails on the way back, until its time is over", () => {
    const plan = planWith();
    const back = play(plan, [...Array<Choice>(11).fill({ go: "on" }), { go: "abort" }, { go: "fail", again: false }]);
    expect(tasks(back).slice(-2)).toEqual([
      { do: "set-weight", weight: 0 },
      { do: "set-weight", weight: 0 },
    ]);
    expect(back.at(-1)?.move.state).toMatchObject({ phase: "back", troubles: [] });
  });

  it("tries again what may work, later each time", () => {
    const plan = planWith();
    const failed: Choice = { go: "fail", again: true };
    const seen = play(plan, [{ go: "on" }, { go: "on" }, failed, failed, failed, failed, failed, failed]);
    const waits = seen
      .slice(3)
      .flatMap(({ move }) => performs(move.effects).map(({ notBefore }) => notBefore - move.state.at));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(new Set(tasks(seen).map((task) => task.do))).toEqual(new Set(["preflight"]));
  });
});

describe("a runner that was killed", () => {
  it("goes back when nobody judged for longer than allowed while people were on the preview color, else takes up", () => {
    const plan = planWith();
    const atHold = play(plan, Array<Choice>(11).fill({ go: "on" })).at(-1)?.move.state ?? begin(plan, 0).state;
    expect(atHold.way[0]).toMatchObject({ kind: "hold", weight: 10 });
    const soon = next(plan, atHold, { kind: "taken", at: atHold.at + 60_000, by: "b" });
    expect(soon.effects).toMatchObject([{ kind: "judge", mode: "hold", weight: 10 }]);
    expect(soon.state.since).toBe(atHold.at + 60_000);
    const late = next(plan, atHold, { kind: "taken", at: atHold.at + 121_000, by: "b" });
    expect(late.state.reasons).toEqual(["nobody judged for 121 s while people used the preview color"]);
    expect(performs(late.effects)[0]?.task).toEqual({ do: "set-weight", weight: 0 });
  });

  it("does again what it was at, guarded where people are on the preview color", () => {
    always((_plan, seen) => {
      for (const { before, event, move } of seen) {
        const [stretch] = before.way;
        if (event.kind !== "taken" || stretch?.kind !== "task" || move.state.phase !== before.phase) continue;
        expect(performs(move.effects).map(({ task }) => task)).toEqual([stretch.task]);
        const people = before.phase === "forward" && before.touched.weight && !before.retired;
        expect(move.effects.some(({ kind }) => kind === "judge")).toBe(people);
      }
    });
  });
});

describe("every sequence of events", () => {
  it("reaches an end by the passing of time alone", () => {
    always((plan, seen) => {
      let state = seen.at(-1)?.move.state ?? begin(plan, start).state;
      for (let i = 0; i < 100 && !hasEnded(state); i++) {
        const at = wakeAt(state);
        if (at === undefined) throw new Error("it waits for nothing");
        ({ state } = next(plan, state, { kind: "tick", at }));
      }
      expect(hasEnded(state)).toBe(true);
    });
  });

  it("numbers what it begins upwards, keeps its clock, says its end once, and is plain data", () => {
    always((plan, seen) => {
      let last = 0;
      let ends = 0;
      for (const { before, event, move } of seen) {
        expect(move.state.at).toBe(Math.max(before.at, event.at));
        for (const { seq } of performs(move.effects)) {
          expect(seq).toBeGreaterThan(last);
          expect(seq).toBe(move.state.seq);
          last = seq;
        }
        if (hasEnded(before) && !hasEnded(move.state)) ends = 0;
        ends += move.effects.filter(({ kind }) => kind === "end").length;
        expect(ends).toBeLessThanOrEqual(1);
        expect(ends === 1).toBe(hasEnded(move.state));
        const read = JSON.parse(JSON.stringify(before)) as State;
        if (before !== move.state) expect(next(plan, read, event)).toEqual(move);
      }
    });
  });

  it("is answered alike each time", () => {
    fc.assert(
      fc.property(plans, stories, (plan, played) => {
        expect(play(plan, played)).toEqual(play(plan, played));
      }),
      { numRuns: 200 },
    );
  });

  it("at an end changes nothing more, but for an abort of one that failed", () => {
    always((_plan, seen) => {
      for (const { before, event, move } of seen) {
        if (!hasEnded(before)) continue;
        if (before.phase === "failed" && (event.kind === "abort" || event.kind === "refused")) continue;
        expect(move.effects).toEqual([]);
        expect({ ...move.state, at: 0 }).toEqual({ ...before, at: 0 });
      }
    });
  });
});
