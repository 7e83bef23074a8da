/** What a caller may ask of a cloud about one resource. */
export const operations = ["create", "read", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

/**
 * How one request goes wrong.
 * - `fail`: refused; nothing is done.
 * - `throttle`: refused for being too many; providers wait and ask again, in vain when it goes on for too long.
 * - `time-out`: done, but not ready within the provider's patience.
 * - `lose-answer`: done, but the answer never arrives.
 */
export const faultKinds = ["fail", "throttle", "time-out", "lose-answer"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  on: Operation;
  /** Type token. */
  type: string;
  /** Which request of that operation and type, counted from 1 in the life of this process. */
  nth: number;
  /** For `throttle`: how many times in a row it is refused. @default 2 */
  times?: number;
}

/** The fault as it is written on a command line: `kind:operation:type#n`, a throttle with `xTIMES` behind it. */
const written = /^([a-z-]+):([a-z]+):(.+?)#(\d+)(?:x(\d+))?$/;

/** @throws Error that says what is wrong with the text and how a fault is written */
export function parseFault(text: string): Fault {
  const [, kind = "", on = "", type = "", nth = "", times] = written.exec(text) ?? [];
  const complaint =
    kind === ""
      ? "is not written as kind:operation:type#n"
      : !isOneOf(faultKinds, kind)
        ? `"${kind}" must be one of ${faultKinds.join(", ")}`
        : !isOneOf(operations, on)
          ? `"${on}" must be one of ${operations.join(", ")}`
          : !/^[a-z0-9-]+:[^:]+:\w+$/.test(type)
            ? `"${type}" must be a type token such as aws:lb/listenerRule:ListenerRule`
            : Number(nth) < 1
              ? "n counts from 1"
              : times !== undefined && kind !== "throttle"
                ? "only a throttle is repeated"
                : undefined;
  if (complaint !== undefined || !isOneOf(faultKinds, kind) || !isOneOf(operations, on)) {
    throw new Error(`fault ${text}: ${complaint}; example: fail:create:aws:ec2/vpc:Vpc#1`);
  }
  return { kind, on, type, nth: Number(nth), ...(times === undefined ? {} : { times: Number(times) }) };
}

/** Hands out faults as requests come: each strikes once. */
export class Faults {
  #waiting: Fault[];
  readonly #seen = new Map<string, number>();

  constructor(faults: readonly Fault[] = []) {
    this.#waiting = [...faults];
  }

  /** The faults that have not struck. */
  get waiting(): readonly Fault[] {
    return this.#waiting;
  }

  add(fault: Fault): void {
    this.#waiting.push(fault);
  }

  /** Counts a request; the fault that strikes it, if one does. */
  next(on: Operation, type: string): Fault | undefined {
    const key = `${on} ${type}`;
    const nth = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, nth);
    const fault = this.#waiting.find((one) => one.on === on && one.type === type && one.nth === nth);
    this.#waiting = this.#waiting.filter((one) => one !== fault);
    return fault;
  }
}

function isOneOf<T extends string>(all: readonly T[], text: string): text is T {
  return (all as readonly string[]).includes(text);
}
