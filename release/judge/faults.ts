import { falseAlarm, type Kind, kinds } from "./plan.ts";
import type { JudgeState, Step } from "./state.ts";
import { certainty } from "./watch.ts";

const words: Readonly<Record<Kind, string>> = {
  errors: "requests fail more often than with the live color",
  slow: "requests exceed the latency gate more often than with the live color",
  high: "requests are slower than with the live color",
  tail: "requests take over a second more often than with the live color",
};

/** Why the release is bad for certain; none while that is open. */
export function certain({ watches, endpoints, preview, live }: JudgeState): string[] {
  const faults = kinds
    .filter((kind) => certainty(watches[kind]) >= 1 / falseAlarm[kind])
    .map((kind) => {
      const [ours, theirs] = [preview[kind], live[kind]];
      return `${words[kind]}: ${ours.above} of ${ours.of} against ${theirs.above} of ${theirs.of}`;
    });
  const needed = endpoints.length / falseAlarm.endpoints;
  const single = endpoints
    .filter(({ watch }) => certainty(watch) >= needed)
    .map(
      ({ name, preview: ours, live: theirs }) =>
        `${name}: ${words.errors}: ${ours.above} of ${ours.of} against ${theirs.above} of ${theirs.of}`,
    );
  return [...faults, ...single];
}

/** Failed requests beyond three times what is allowed or usual that end a release whatever their spread says. */
const budget = 20;

/** The blast radius: it ends a release even where events come in such clumps that nothing is certain. */
export function overBudget({ gates, weight }: Step, { preview, live, dispersion }: JudgeState): string[] {
  const { above, of } = preview.errors;
  const usual = weight < 1 && live.errors.of > 0 ? live.errors.above / live.errors.of : 0;
  const expected = of * 3 * Math.max(gates.errorShare, usual);
  const excess = above - expected;
  const most = Math.max(budget, 4 * Math.sqrt(dispersion.errors.variance * expected));
  return excess >= most
    ? [`${Math.round(excess)} requests failed beyond what could be usual; the budget is ${Math.round(most)}`]
    : [];
}
