import * as pulumi from "@pulumi/pulumi";
import type * as proto from "@pulumi/pulumi/proto/resource_pb.js";
import { call } from "./answers/functions.ts";
import { livesInState, made, planned } from "./answers/resources.ts";
import { check, checkCall } from "./check.ts";
import { type Account, accountOf } from "./provider/account.ts";
import { createUrn, type Registration } from "./resource.ts";
import { bare, isSecret, merged, type Properties, secret, unknown, type Value } from "./wire.ts";

export interface SimulatorOptions {
  project: string;
  stack: string;
  /** `preview` leaves unknown what a cloud would compute; `update` computes it. */
  mode: "preview" | "update";
  /** What a StackReference to this stack finds: the outputs of its last update. @default none */
  lastOutputs?: Properties;
  /** What earlier updates made that lives in a stack's state alone, by URN; this one adds to it. @default nothing */
  kept?: Map<string, Kept>;
}

/** A random value, a key or a certificate, which stays what it is while its inputs do. */
export interface Kept {
  inputs: string;
  id: string;
  state: Properties;
}

type Callback<T> = (error: Error | undefined, response: T | undefined) => void;

/** A wire struct as the SDK reads it. */
const struct = (value: Properties) => ({ toJavaScript: () => value });

/**
 * The engine's side of a program run in this process: records every registration and answers it as the providers
 * would. Attach it, run the program, disconnect; then read `registrations` and `outputs`.
 */
export class Simulator {
  readonly registrations = new Map<string, Registration>();
  /** Outputs that components and the stack registered, by URN. */
  readonly outputs = new Map<string, Properties>();
  /** What the providers refuse, one line each: resource, input, reason. */
  readonly refusals: string[] = [];
  readonly #options: SimulatorOptions;

  constructor(options: SimulatorOptions) {
    this.#options = options;
  }

  /** Makes the SDK in this process talk to this simulator. */
  async attach(): Promise<void> {
    const { project, stack, mode } = this.#options;
    const unreachable = () => {
      throw new Error("the simulator answers in place of the mocks");
    };
    // The SDK's own mock monitor announces the features; its answers are replaced by ours.
    const mocks = { newResource: unreachable, call: unreachable };
    await pulumi.runtime.setMocks(mocks, project, stack, mode === "preview", "organization");
    Object.assign(pulumi.runtime.getMonitor() ?? {}, {
      registerResource: (request: proto.RegisterResourceRequest, done: Callback<unknown>) => {
        answer(done, () => this.#register(request));
      },
      registerResourceOutputs: (request: proto.RegisterResourceOutputsRequest, done: Callback<unknown>) => {
        answer(done, () => {
          this.outputs.set(request.getUrn(), properties(request.getOutputs()));
          return {};
        });
      },
      readResource: (request: proto.ReadResourceRequest, done: Callback<unknown>) => {
        answer(done, () => this.#read(request));
      },
      invoke: (request: proto.ResourceInvokeRequest, done: Callback<unknown>) => {
        answer(done, () => this.#invoke(request));
      },
    });
  }

  #register(request: proto.RegisterResourceRequest) {
    const { project, stack } = this.#options;
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = createUrn(stack, project, parent, type, name);
    if (this.registrations.has(urn)) {
      throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    }
    const [custom, inputs] = [request.getCustom(), properties(request.getObject())];
    const { inputs: checked, failures } = custom ? check({ type, name, inputs }) : { inputs, failures: [] };
    this.refusals.push(...failures.map(({ property, reason }) => `${urn}: ${`${property} ${reason}`.trimStart()}`));
    const registration: Registration = {
      urn,
      type,
      name,
      ...(parent === "" ? {} : { parent }),
      custom,
      protect: request.getProtect() ?? false,
      dependencies: [...request.getDependenciesList()].sort(),
      propertyDependencies: propertyDependencies(request),
      inputs,
      checked,
      ignoreChanges: request.getIgnorechangesList(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      retainOnDelete: request.getRetainondelete() ?? false,
      createTimeout: request.getCustomtimeouts()?.getCreate() ?? "",
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      provider: request.getProvider(),
    };
    this.registrations.set(urn, registration);
    const { id, state } = this.#state(registration);
    return {
      getUrn: () => urn,
      getId: () => id,
      getObject: () => struct(state),
      getPropertydependenciesMap: () => undefined,
      getResult: () => 0,
      getUnknown: () => false,
    };
  }

  /** Outputs as the provider returns them: its inputs, what it computes, and what its schema calls secret. */
  #state(registration: Registration): { id: string; state: Properties } {
    const { checked, additionalSecretOutputs, custom } = registration;
    if (!custom) return { id: "", state: {} };
    const asked = { ...registration, inputs: bare(checked), nonce: "", ...this.#account(registration.provider) };
    const unseen = Object.fromEntries(additionalSecretOutputs.map((key) => [key, unknown]));
    const { id, state } =
      this.#options.mode === "preview"
        ? { id: "", state: merged(unseen, planned(asked, checked)) }
        : this.#kept(registration, () => made(asked, checked));
    const marked = Object.entries(state).map(([key, value]): [string, Value] => [
      key,
      additionalSecretOutputs.includes(key) && !isSecret(value) ? secret(value) : value,
    ]);
    return { id, state: Object.fromEntries(marked) };
  }

  #kept({ urn, type, checked }: Registration, make: () => { id: string; state: Properties }) {
    const { kept } = this.#options;
    if (kept === undefined || !livesInState(type)) return make();
    const inputs = JSON.stringify(checked);
    const before = kept.get(urn);
    if (before?.inputs === inputs) return before;
    const now = { inputs, ...make() };
    kept.set(urn, now);
    return now;
  }

  /** Of the provider that a resource or call names. */
  #account(reference: string): Account {
    return accountOf(this.registrations.get(reference.slice(0, reference.lastIndexOf("::")))?.inputs ?? {});
  }

  #read(request: proto.ReadResourceRequest) {
    const { project, stack, lastOutputs = {} } = this.#options;
    const [type, name] = [request.getType(), request.getName()];
    if (type !== "pulumi:pulumi:StackReference") {
      throw new Error(
        `the simulator has no ${type} "${request.getId()}" to read; it knows only what the program declares`,
      );
    }
    const urn = createUrn(stack, project, request.getParent(), type, name);
    this.registrations.set(urn, {
      urn,
      type,
      name,
      parent: request.getParent(),
      custom: true,
      protect: false,
      dependencies: [...request.getDependenciesList()].sort(),
      propertyDependencies: {},
      inputs: properties(request.getProperties()),
      checked: properties(request.getProperties()),
      ignoreChanges: [],
      deleteBeforeReplace: false,
      retainOnDelete: false,
      createTimeout: "",
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      provider: request.getProvider(),
    });
    const state = { name: request.getId(), outputs: lastOutputs, secretOutputNames: [] };
    return {
      getUrn: () => urn,
      getProperties: () => struct(state),
      getUnknown: () => false,
    };
  }

  #invoke(request: proto.ResourceInvokeRequest) {
    const [token, args] = [request.getTok(), properties(request.getArgs())];
    const failures = checkCall(token, args);
    const place = { ...this.#account(request.getProvider()), tagged: new Map<string, Properties>() };
    const result = failures.length > 0 ? {} : call(token, bare(args), place);
    return {
      getReturn: () => struct(result),
      getFailuresList: () =>
        failures.map(({ property, reason }) => ({ getProperty: () => property, getReason: () => reason })),
      getUnknown: () => false,
    };
  }
}

function answer(done: Callback<unknown>, compute: () => unknown): void {
  try {
    done(undefined, compute());
  } catch (error) {
    const problem = error instanceof Error ? error : new Error(String(error));
    // A call's error reaches the program through `details`, as from a gRPC server.
    done(Object.assign(problem, { details: problem.message }), undefined);
  }
}

function properties(sent: { toJavaScript(): unknown } | undefined): Properties {
  return (sent?.toJavaScript() ?? {}) as Properties;
}

function propertyDependencies(request: proto.RegisterResourceRequest): Record<string, readonly string[]> {
  const sorted = [...request.getPropertydependenciesMap().entries()]
    .map(([key, value]): [string, string[]] => [key, [...value.getUrnsList()].sort()])
    .filter(([, urns]) => urns.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted);
}
