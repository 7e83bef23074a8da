import type { Histogram, Share } from "./counts.ts";
import type { Dispersion } from "./dispersion.ts";
import { type Kind } from "./plan.ts";
import type { Gates } from "./profile.ts";
import type { Watch } from "./watch.ts";

/** A step of a release: what is judged, and for how long. */
export interface Step {
  /** Share of the traffic that the preview color is given, above 0 and at most 1. */
  weight: number;
  /** Seconds of judged time after which it may pass. */
  holdSeconds: number;
  /** Whether the preview color had traffic before, so that it is not slow for being new. */
  warmed: boolean;
  gates: Gates;
}

/** Events of each kind, with the requests that they are of. */
export type Tally = Readonly<Record<Kind, Share>>;

/** What is known of one endpoint. */
export interface EndpointState {
  readonly name: string;
  readonly watch: Watch;
  readonly preview: Share;
  readonly live: Share;
}

/** All that the judge remembers of a step: plain data, to be written into a journal and taken up again. */
export interface JudgeState {
  /** End of the last interval. */
  readonly t: number | undefined;
  /** Seconds in which both colors were seen and the live one kept the gates. */
  readonly judgedSeconds: number;
  /** Bound at which latencies are compared, milliseconds; undefined until enough of the live color was seen. */
  readonly comparedMs: number | undefined;
  /** Latencies of the live color as long as they are too few to choose it. */
  readonly latency: Histogram | undefined;
  readonly watches: Readonly<Record<Kind, Watch>>;
  /** In the order in which they came up. */
  readonly endpoints: readonly EndpointState[];
  /** Of the intervals that were judged. */
  readonly preview: Tally;
  readonly live: Tally;
  /** The live color's events by minute, history among them; an hour at most. */
  readonly minutes: readonly Minute[];
  /** How its events are spread, by the minutes that were whole. */
  readonly dispersion: Dispersion;
  /** Shares that it hardly exceeded before; for a preview color without a live one beside it. */
  readonly usual: Readonly<Record<Kind, number>> | undefined;
  /** Requests of the preview color that failed or were too slow, in all. */
  readonly harmed: number;
}

export interface Minute {
  /** Seconds that it has so far. */
  readonly seconds: number;
  readonly events: Tally;
}
