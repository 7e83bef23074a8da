import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Asked } from "../answers/answer.ts";
import { call, tagged } from "../answers/functions.ts";
import { computedOutputs } from "../answers/computed.ts";
import { created, livesInState, made, planned } from "../answers/resources.ts";
import { check, type Checked } from "../check.ts";
import type { Clock } from "../cloud/clock.ts";
import { CloudError, type Kept, type SimulatedCloud } from "../cloud/cloud.ts";
import type { Fault, Faults, Operation } from "../cloud/faults.ts";
import { diff, type Diff } from "../diff.ts";
import { aged, renewal } from "../renewal.ts";
import { type Account, accountOf } from "./account.ts";
import { bare, isObject, merged, pick, type Properties } from "../wire.ts";

/** The resource exists, but did not become ready: the engine keeps it, and tries again in the next update. */
export class NotReady extends Error {
  readonly id: string;
  readonly state: Properties;

  constructor(id: string, state: Properties, reason: string) {
    super(reason);
    this.id = id;
    this.state = state;
  }
}

/** The request was carried out, but nobody hears of it. */
export class AnswerLost extends Error {}

/** What the providers of one run stand on. */
export interface World {
  cloud: SimulatedCloud;
  faults: Faults;
  clock: Clock;
  /** How long each request to the cloud takes, in milliseconds. */
  latencyMs: number;
}

/** A resource that a request is about. */
export interface Subject {
  urn: string;
  type: string;
  /** Logical name. */
  name: string;
  inputs: Properties;
}

/** How often a provider asks again after a refusal for too many requests, and how long it waits first (it doubles). */
const patience = { attempts: 5, firstWaitMs: 20 };

/** One configured provider: what aws, kubernetes, postgresql, random and tls have in common is all of it. */
export class SimulatedProvider {
  readonly #world: World;
  #account: Account = accountOf({});

  constructor(world: World) {
    this.#world = world;
  }

  configure(args: Properties): void {
    this.#account = accountOf(args);
  }

  check(subject: Subject, olds: Properties, seed: Uint8Array): Checked {
    return check({ ...subject, olds, seed });
  }

  diff({ type, inputs }: Subject, oldInputs: Properties, oldState: Properties): Diff {
    const found = diff(type, oldInputs, inputs);
    const tags = isObject(oldState["tagsAll"]) ? this.#tags(type, inputs) : undefined;
    const retagged = tags !== undefined && diff(type, { tagsAll: oldState["tagsAll"] ?? null }, { tagsAll: tags });
    const own = found.differences.some(({ path }) => path.startsWith("tags"));
    const more = retagged === false || own ? [] : retagged.differences;
    const renewed = renewal(type, inputs, oldState, this.#world.clock.now());
    return { ...found, differences: [...found.differences, ...more, ...renewed] };
  }

  async create(subject: Subject, preview: boolean): Promise<{ id: string; state: Properties }> {
    const asked = this.#asked(subject, preview ? "" : randomBytes(8).toString("hex"));
    if (preview) return { id: "", state: planned(asked, subject.inputs) };
    const { id, state } = made(asked, subject.inputs);
    if (!livesInState(subject.type)) {
      const kept: Kept = { type: subject.type, id, inputs: subject.inputs, outputs: state, nonce: asked.nonce };
      await this.#request("create", subject.type, kept, () => {
        this.#world.cloud.create(kept);
      });
    }
    return { id, state };
  }

  /** The resource as it is; undefined when it is gone. */
  async read(
    subject: Subject,
    id: string,
    known: Properties,
  ): Promise<{ id: string; inputs: Properties; state: Properties } | undefined> {
    if (livesInState(subject.type)) {
      return { id, inputs: subject.inputs, state: aged(subject.type, known, this.#world.clock.now()) };
    }
    await this.#request("read", subject.type);
    const kept = this.#world.cloud.find(subject.type, id);
    return kept === undefined ? undefined : { id: kept.id, inputs: kept.inputs, state: kept.outputs };
  }

  async update(subject: Subject, id: string, oldState: Properties, preview: boolean): Promise<Properties> {
    const old = this.#world.cloud.get(subject.type, id);
    const asked = this.#asked(subject, old?.nonce ?? "");
    if (livesInState(subject.type)) {
      const state = merged(pick(oldState, Object.keys(computedOutputs(asked, id))), subject.inputs);
      return aged(subject.type, state, this.#world.clock.now());
    }
    // What was computed stays, unless it follows from the inputs.
    const computed = old === undefined ? pick(oldState, Object.keys(created(asked).outputs)) : created(asked).outputs;
    const state = preview ? merged(computed, subject.inputs) : merged(subject.inputs, computed);
    if (preview) return state;
    const kept: Kept = { type: subject.type, id, inputs: subject.inputs, outputs: state, nonce: asked.nonce };
    await this.#request("update", subject.type, kept, () => {
      this.#world.cloud.update(kept);
    });
    return state;
  }

  async delete(type: string, id: string): Promise<void> {
    if (livesInState(type)) return;
    await this.#request("delete", type, undefined, () => {
      this.#world.cloud.delete(type, id);
    });
  }

  /** @throws Error for a function without an answer */
  async invoke(token: string, args: Properties): Promise<Properties> {
    await setTimeout(this.#world.latencyMs);
    return call(token, bare(args), { ...this.#account, tagged: tagged(this.#world.cloud.all()) });
  }

  /** Carries a request out, unless a fault strikes it. */
  async #request(on: Operation, type: string, kept?: Kept, act: () => void = () => undefined): Promise<void> {
    const fault = this.#world.faults.next(on, type);
    await setTimeout(this.#world.latencyMs);
    if (fault?.kind === "fail")
      throw new CloudError("InternalFailure", `the ${on} of ${type} was refused (a planted fault)`);
    if (fault?.kind === "throttle") await this.#waitOut(fault);
    act();
    if (fault?.kind === "lose-answer") throw new AnswerLost(`no answer to the ${on} of ${type} (a planted fault)`);
    if (fault?.kind === "time-out") {
      const reason = `timed out while waiting for the ${on} of ${type} (a planted fault)`;
      throw kept === undefined ? new CloudError("RequestTimeout", reason) : new NotReady(kept.id, kept.outputs, reason);
    }
  }

  async #waitOut({ type, on, times = 2 }: Fault): Promise<void> {
    for (let attempt = 1; attempt <= times; attempt++) {
      if (attempt === patience.attempts) {
        throw new CloudError(
          "Throttling",
          `rate exceeded at the ${on} of ${type}, ${attempt} attempts (a planted fault)`,
        );
      }
      await setTimeout(patience.firstWaitMs * 2 ** (attempt - 1));
    }
  }

  #tags(type: string, inputs: Properties): Properties {
    const { outputs } = created(this.#asked({ urn: "", type, name: "", inputs }, ""));
    return isObject(outputs["tagsAll"]) ? outputs["tagsAll"] : {};
  }

  #asked({ urn, type, name, inputs }: Subject, nonce: string): Asked {
    return { urn, type, name, inputs: bare(inputs), nonce, now: this.#world.clock.now(), ...this.#account };
  }
}
