import { nameOf, type Stretch } from "../release/route.ts";
import type { Heard } from "../release/run/runner.ts";
import type { RequestRecord } from "./load.ts";
import type { Result } from "./result.ts";
import type { SocketEvent } from "./sockets.ts";

type Note = Result["notes"][number];

/** What people got, and what the runner did, while it goes on. `at` is in seconds of the release's clock. */
export interface Recording {
  requests: (RequestRecord & { at: number })[];
  sockets: (SocketEvent & { at: number })[];
  weights: { at: number; weight: number }[];
  stretches: { at: number; name: string }[];
  notes: Note[];
  now: () => number;
  note: (kind: Note["kind"], text: string) => void;
  hear: Heard;
}

/** @param scale seconds of the release's clock in one of the machine's */
export function startRecording(scale: number): Recording {
  const began = performance.now();
  const now = () => ((performance.now() - began) * scale) / 1000;
  const notes: Note[] = [];
  const stretches: Recording["stretches"] = [];
  const note = (kind: Note["kind"], text: string) => {
    notes.push({ at: now(), kind, text });
  };
  return {
    requests: [],
    sockets: [],
    weights: [{ at: 0, weight: 0 }],
    stretches,
    notes,
    now,
    note,
    hear: (what, state) => {
      if (what.kind === "judged") note("judge", `${what.verdict}: ${what.reasons.join("; ") || "nothing is wrong"}`);
      if (what.kind === "abort" || what.kind === "blind" || what.kind === "failed")
        note("event", `${what.kind}: ${what.why}`);
      const name = nameOfStretch(state.way[0]);
      if (stretches.at(-1)?.name !== name) stretches.push({ at: now(), name });
    },
  };
}

function nameOfStretch(stretch: Stretch | undefined): string {
  switch (stretch?.kind) {
    case undefined:
      return "end";
    case "task":
      return nameOf(stretch.task);
    case "hold":
      return `hold ${stretch.weight}`;
    case "wait":
      return `wait ${stretch.afterSeconds}`;
    case "signatures":
      return "signatures";
  }
}
