/** What time it is in a simulated world: the machine's time, and by how much it was turned forward. */
export class Clock {
  readonly #machine: () => number;
  #aheadMs = 0;

  /** @param machine milliseconds since 1970 */
  constructor(machine: () => number = Date.now) {
    this.#machine = machine;
  }

  now(): Date {
    return new Date(this.#machine() + this.#aheadMs);
  }

  forwardHours(hours: number): void {
    this.#aheadMs += hours * 3_600_000;
  }
}
