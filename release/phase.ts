import type { Plan } from "./plan/plan.ts";
import { routeOf, type Stretch, type Task, type Touched, wayBack } from "./route.ts";
import { type Effect, type Event, hasEnded, type Move, peopleOnPreview, type State, wakeAt } from "./state.ts";

/** Where a release stands after what happened: it begins with its first event. @returns undefined before that */
export function replay(plan: Plan, events: readonly Event[]): State | undefined {
  const [first] = events;
  if (first === undefined) return undefined;
  return events.reduce((state, event) => next(plan, state, event).state, begin(plan, first.at).state);
}

/** A release that waits for its signatures. */
export function begin(plan: Plan, at: number): Move {
  const state: State = {
    at,
    phase: "forward",
    way: routeOf(plan),
    since: at,
    seq: 0,
    attempts: 0,
    signatures: [],
    touched: { weight: false, work: false, registration: false },
    weight: 0,
    liveAt: undefined,
    retired: false,
    harmed: 0,
    reasons: [],
    troubles: [],
  };
  return enter(plan, state);
}

/** Pure: the same state and event give the same state and effects. */
export function next(plan: Plan, before: State, event: Event): Move {
  const state = { ...before, at: Math.max(before.at, event.at) };
  if (event.kind === "abort") return abort(plan, state, `${event.by}: ${event.why}`);
  const [stretch] = state.way;
  if (hasEnded(state) || stretch === undefined) return { state, effects: [] };
  switch (event.kind) {
    case "signed":
      return sign(plan, state, stretch, `${event.role} ${event.decision}`);
    case "refused":
      return abort(plan, state, `${event.by}, ${event.role}, says no-go`);
    case "done":
      return event.seq === state.seq && stretch.kind === "task"
        ? done(plan, state, stretch.task)
        : { state, effects: [] };
    case "failed":
      if (event.seq !== state.seq || stretch.kind !== "task") return { state, effects: [] };
      return event.again || state.phase === "back"
        ? again(state, stretch.task, event.why)
        : miss(plan, state, stretch, event.why);
    case "judged":
      return judged(plan, state, stretch, event);
    case "blind":
      return peopleOnPreview(state) && event.seconds >= plan.blindSeconds
        ? turnBack(plan, state, `no metrics for ${Math.round(event.seconds)} s: ${event.why}`)
        : { state, effects: [] };
    case "taken":
      return takeUp(plan, state, before.at);
    case "tick":
      return tick(plan, state, stretch, event.waiting);
    case "torn":
      return torn(plan, state);
  }
}

function sign(plan: Plan, state: State, stretch: Stretch, signature: string): Move {
  const signed = { ...state, signatures: [...new Set([...state.signatures, signature])] };
  const ready = stretch.kind === "signatures" && missing(plan, signed).length === 0;
  return ready ? advance(plan, signed) : { state: signed, effects: [] };
}

function done(plan: Plan, state: State, task: Task): Move {
  if (task.do !== "confirm-weight") return advance(plan, state);
  const liveAt = task.weight === 100 ? state.at : state.liveAt;
  return advance(plan, { ...state, weight: task.weight, liveAt });
}

/** Longer each time, so that a throttled service recovers: 1, 2, 4, 8, at most 15 s. */
function again(state: State, task: Task, why: string): Move {
  const attempts = state.attempts + 1;
  const seq = state.seq + 1;
  const notBefore = state.at + Math.min(15, 2 ** (attempts - 1)) * 1000;
  const perform: Effect = { kind: "perform", seq, task, notBefore };
  const notice: Effect = { kind: "notify", level: "info", text: `${task.do} is tried again: ${why}` };
  return { state: { ...state, attempts, seq }, effects: attempts === 1 ? [notice, perform] : [perform] };
}

function judged(plan: Plan, before: State, stretch: Stretch, event: Event & { kind: "judged" }): Move {
  const state = { ...before, harmed: Math.max(before.harmed, event.harmed) };
  // Whatever it was asked about: what it saw was this release.
  if (event.verdict === "abort" && peopleOnPreview(state)) return turnBack(plan, state, ...event.reasons);
  if (stretch.kind !== "hold" || event.seq !== state.seq) return { state, effects: [] };
  return event.verdict === "pass" ? advance(plan, state) : turnBack(plan, state, ...event.reasons);
}

function tick(plan: Plan, state: State, stretch: Stretch, waiting: string | undefined): Move {
  const until = wakeAt(state);
  if (until === undefined || state.at < until) return { state, effects: [] };
  switch (stretch.kind) {
    case "wait":
      return advance(plan, state);
    case "signatures":
      return turnBack(plan, state, `not signed within ${stretch.seconds} s: ${missing(plan, state).join(", ")}`);
    case "hold":
      return turnBack(plan, state, `no verdict at ${stretch.weight} % within ${stretch.seconds} s`);
    case "task":
      return miss(plan, state, stretch, late(stretch.seconds, waiting));
  }
}

function late(seconds: number, waiting: string | undefined): string {
  return `not done within ${seconds} s${waiting === undefined ? "" : `: ${waiting}`}`;
}

function missing({ signatures }: Plan, state: State): string[] {
  return signatures
    .map(({ role, decision }) => `${role} ${decision}`)
    .filter((signature) => !state.signatures.includes(signature));
}

/** A task that will not be done. */
function miss(plan: Plan, state: State, { task }: Stretch & { kind: "task" }, why: string): Move {
  const trouble = `${task.do}: ${why}`;
  const canReturn = state.phase === "forward" && !state.retired;
  // Connections that stay open are no fault of the new color; they end with the old one.
  if (canReturn && task.do !== "drain") return turnBack(plan, state, trouble);
  const troubles = task.do === "drain" ? state.troubles : [...state.troubles, trouble];
  const { state: after, effects } = advance(plan, { ...state, troubles });
  const level = task.do === "drain" ? "info" : "page";
  return { state: after, effects: [{ kind: "cancel" }, { kind: "notify", level, text: trouble }, ...effects] };
}

function abort(plan: Plan, state: State, why: string): Move {
  if (state.phase === "back" || state.phase === "succeeded" || state.phase === "aborted") return { state, effects: [] };
  if (!state.retired) return turnBack(plan, state, why);
  if (state.phase === "failed") return { state, effects: [] };
  const { color, version } = plan.from;
  const trouble = `${color} is retired: to go back, release ${version} anew`;
  const { state: ended, effects } = finish({
    ...state,
    seq: state.seq + 1,
    reasons: [...state.reasons, why],
    troubles: [...state.troubles, trouble],
  });
  return { state: ended, effects: [{ kind: "cancel" }, ...effects] };
}

function turnBack(plan: Plan, state: State, ...reasons: string[]): Move {
  const { state: turned, effects } = enter(plan, {
    ...state,
    phase: "back",
    way: wayBack(plan, state.touched),
    since: state.at,
    attempts: 0,
    reasons: [...state.reasons, ...reasons],
    troubles: [],
  });
  const text = `${plan.system} ${plan.to.version} is aborted: ${reasons.join("; ")}`;
  const notice: Effect = { kind: "notify", level: "page", text };
  return { state: turned, effects: [{ kind: "cancel" }, { kind: "stop-judging" }, ...effects, notice] };
}

function takeUp(plan: Plan, state: State, last: number): Move {
  const alone = (state.at - last) / 1000;
  if (peopleOnPreview(state) && alone > plan.blindSeconds) {
    return turnBack(plan, state, `nobody judged for ${Math.round(alone)} s while people used the preview color`);
  }
  const [stretch] = state.way;
  // What a hold had judged went with the runner, so it begins anew.
  const since = stretch?.kind === "hold" ? state.at : state.since;
  const move = enter(plan, { ...state, since, attempts: 0 });
  return peopleOnPreview(state) && stretch?.kind !== "hold"
    ? { ...move, effects: [guard(move.state, state.weight), ...move.effects] }
    : move;
}

/** As though what was waited for had come, and the next stretch had begun: nothing that may have been done is forgotten. */
function torn(plan: Plan, state: State): Move {
  const coming = state.way[1];
  const worst = { ...state, ...(coming === undefined ? {} : marks(state, coming)), seq: state.seq + 1 };
  return abort(plan, worst, "the last entry of the journal is damaged");
}

function advance(plan: Plan, state: State): Move {
  const [past, coming] = state.way;
  const move = enter(plan, { ...state, way: state.way.slice(1), since: state.at, attempts: 0 });
  const unguarded = past?.kind === "hold" && !(coming?.kind === "task" && coming.task.do === "set-weight");
  return unguarded ? { ...move, effects: [guard(move.state, past.weight), ...move.effects] } : move;
}

function guard({ seq }: State, weight: number): Effect {
  return { kind: "judge", seq, mode: "guard", weight, holdSeconds: 0, warmed: true };
}

/** Begins the present stretch. */
function enter(plan: Plan, before: State): Move {
  const [stretch] = before.way;
  if (stretch === undefined) return finish(before);
  const seq = before.seq + 1;
  const state: State = { ...before, seq, ...marks(before, stretch) };
  switch (stretch.kind) {
    case "signatures":
    case "wait":
      return { state, effects: [] };
    case "hold": {
      const { weight, holdSeconds } = stretch;
      const warmed = weight !== plan.canary[0]?.weight;
      return { state, effects: [{ kind: "judge", seq, mode: "hold", weight, holdSeconds, warmed }] };
    }
    case "task":
      return { state, effects: begun(state, stretch.task) };
  }
}

function begun(state: State, task: Task): Effect[] {
  const perform: Effect = { kind: "perform", seq: state.seq, task, notBefore: state.at };
  if (state.phase === "back") return [perform];
  // Judged from the first request on that may reach it.
  if (task.do === "set-weight") return [guard(state, task.weight), perform];
  return task.do === "retire" ? [{ kind: "stop-judging" }, perform] : [perform];
}

/** What the beginning of a stretch may change, whether or not its answer is ever seen. */
function marks({ phase, touched, retired }: State, stretch: Stretch): Pick<State, "touched" | "retired"> {
  if (stretch.kind !== "task" || phase === "back") return { touched, retired };
  const changes: Partial<Touched> = {
    ...(stretch.task.do === "set-weight" ? { weight: true } : {}),
    ...(stretch.task.do === "fence-work" ? { work: true } : {}),
    ...(stretch.task.do === "open-registration" ? { registration: true } : {}),
  };
  return { touched: { ...touched, ...changes }, retired: retired || stretch.task.do === "retire" };
}

function finish(state: State): Move {
  const well = state.phase === "back" ? "aborted" : "succeeded";
  const phase = state.troubles.length > 0 ? "failed" : well;
  const text = [`the release has ${phase}`, ...state.troubles].join("; ");
  return {
    state: { ...state, phase, way: [] },
    effects: [
      { kind: "stop-judging" },
      { kind: "notify", level: phase === "failed" ? "page" : "info", text },
      { kind: "end", phase },
    ],
  };
}
