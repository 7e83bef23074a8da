import { credentials, type ServiceError } from "@grpc/grpc-js";
import protocol from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { Clock } from "../../simulator/cloud/clock.ts";
import { SimulatedCloud } from "../../simulator/cloud/cloud.ts";
import { type Fault, Faults } from "../../simulator/cloud/faults.ts";
import { startProviders } from "../../simulator/provider/host.ts";
import type { World } from "../../simulator/provider/provider.ts";
import { createUrn } from "../../simulator/resource.ts";
import type { Properties } from "../../simulator/wire.ts";

type Client = InstanceType<typeof protocol.ResourceProviderClient>;
type Done<T> = (error: ServiceError | null, response: T) => void;

/** One connection to a provider, as the engine has one for each provider resource. */
export interface Connection {
  /** For what the functions below do not cover. */
  client: Client;
  configure: (args: Properties) => Promise<void>;
  check: (type: string, inputs: Properties, more?: More) => Promise<{ inputs: Properties; failures: string[] }>;
  diff: (type: string, olds: Properties, news: Properties, state?: Properties) => Promise<Diffed>;
  create: (type: string, inputs: Properties, more?: More) => Promise<{ id: string; state: Properties }>;
  read: (type: string, id: string, more?: More) => Promise<{ id: string; inputs: Properties; state: Properties }>;
  update: (type: string, id: string, inputs: Properties, more?: More) => Promise<Properties>;
  delete: (type: string, id: string) => Promise<void>;
  invoke: (token: string, args: Properties) => Promise<{ result: Properties; failures: string[] }>;
}

export interface More {
  /** @default "n" */
  name?: string;
  olds?: Properties;
  seed?: Uint8Array;
  preview?: boolean;
}

export interface Diffed {
  changed: boolean;
  diffs: string[];
  replaces: string[];
  deleteBeforeReplace: boolean;
  detailed: Record<string, number>;
}

/** Starts the providers on a new cloud, lends connections to `use`, and ends everything whatever happens. */
export async function withProviders(
  use: (connect: (pkg: string) => Connection, world: World) => Promise<void>,
  {
    faults = [],
    clock = new Clock(),
    latencyMs = 0,
  }: { faults?: readonly Fault[]; clock?: Clock; latencyMs?: number } = {},
): Promise<void> {
  const world: World = { cloud: new SimulatedCloud(), faults: new Faults(faults), clock, latencyMs };
  const host = await startProviders(world);
  const clients: Client[] = [];
  const ports = new Map(
    host.environment["PULUMI_DEBUG_PROVIDERS"]?.split(",").map((one) => one.split(":") as [string, string]),
  );
  const connect = (pkg: string) => {
    // Else gRPC would use one connection for two clients.
    const options = { "grpc.use_local_subchannel_pool": 1 };
    const address = `127.0.0.1:${ports.get(pkg) ?? ""}`;
    const client = new protocol.ResourceProviderClient(address, credentials.createInsecure(), options);
    clients.push(client);
    return connection(client);
  };
  try {
    await use(connect, world);
  } finally {
    for (const client of clients) client.close();
    host.stop();
  }
}

/** What the provider of the platform's own account is told. */
export const production = {
  region: "eu-central-1",
  allowedAccountIds: '["111122223333"]',
  defaultTags: '{"tags":{"team":"a"}}',
};

/** Lends a provider of AWS that is configured so, on an empty cloud. */
export const withAws = (use: (aws: Connection, all: (pkg: string) => Connection) => Promise<void>) =>
  withProviders(async (connect) => {
    const aws = connect("aws");
    await aws.configure(production);
    await use(aws, connect);
  });

function connection(client: Client): Connection {
  return {
    client,
    configure: async (args) => {
      const request = new proto.ConfigureRequest();
      request.setArgs(sent(args));
      await ask((done) => client.configure(request, done));
    },
    check: async (type, inputs, { name = "n", olds, seed = new Uint8Array([1]) } = {}) => {
      const request = new proto.CheckRequest();
      request.setUrn(urnOf(type, name));
      request.setNews(sent(inputs));
      if (olds !== undefined) request.setOlds(sent(olds));
      request.setRandomseed(seed);
      const isProvider = type.startsWith("pulumi:providers:");
      const response = await ask<InstanceType<typeof proto.CheckResponse>>((done) =>
        isProvider ? client.checkConfig(request, done) : client.check(request, done),
      );
      return { inputs: received(response.getInputs()), failures: failuresOf(response.getFailuresList()) };
    },
    diff: async (type, olds, news, state = olds) => {
      const request = new proto.DiffRequest();
      request.setUrn(urnOf(type, "n"));
      request.setOldInputs(sent(olds));
      request.setNews(sent(news));
      request.setOlds(sent(state));
      const isProvider = type.startsWith("pulumi:providers:");
      const response = await ask<InstanceType<typeof proto.DiffResponse>>((done) =>
        isProvider ? client.diffConfig(request, done) : client.diff(request, done),
      );
      const details = [...response.getDetaileddiffMap().entries()];
      return {
        changed: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
        diffs: response.getDiffsList(),
        replaces: response.getReplacesList(),
        deleteBeforeReplace: response.getDeletebeforereplace(),
        detailed: Object.fromEntries(details.map(([path, detail]) => [path, detail.getKind()])),
      };
    },
    create: async (type, inputs, { name = "n", preview = false } = {}) => {
      const request = new proto.CreateRequest();
      request.setUrn(urnOf(type, name));
      request.setProperties(sent(inputs));
      request.setPreview(preview);
      const response = await ask<InstanceType<typeof proto.CreateResponse>>((done) => client.create(request, done));
      return { id: response.getId(), state: received(response.getProperties()) };
    },
    read: async (type, id, { olds = {} } = {}) => {
      const request = new proto.ReadRequest();
      request.setUrn(urnOf(type, "n"));
      request.setId(id);
      request.setInputs(sent(olds));
      request.setProperties(sent(olds));
      const response = await ask<InstanceType<typeof proto.ReadResponse>>((done) => client.read(request, done));
      const [inputs, state] = [response.getInputs(), response.getProperties()].map(received);
      return { id: response.getId(), inputs: inputs ?? {}, state: state ?? {} };
    },
    update: async (type, id, inputs, { name = "n", olds = {}, preview = false } = {}) => {
      const request = new proto.UpdateRequest();
      request.setUrn(urnOf(type, name));
      request.setId(id);
      request.setOlds(sent(olds));
      request.setNews(sent(inputs));
      request.setPreview(preview);
      const response = await ask<InstanceType<typeof proto.UpdateResponse>>((done) => client.update(request, done));
      return received(response.getProperties());
    },
    delete: async (type, id) => {
      const request = new proto.DeleteRequest();
      request.setUrn(urnOf(type, "n"));
      request.setId(id);
      await ask((done) => client.delete(request, done));
    },
    invoke: async (token, args) => {
      const request = new proto.InvokeRequest();
      request.setTok(token);
      request.setArgs(sent(args));
      const response = await ask<InstanceType<typeof proto.InvokeResponse>>((done) => client.invoke(request, done));
      return { result: received(response.getReturn()), failures: failuresOf(response.getFailuresList()) };
    },
  };
}

/** What a call without arguments answers. */
export function empties() {
  return new empty.Empty();
}

export function ask<T>(call: (done: Done<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

/** Below a component, as most resources are. */
function urnOf(type: string, name: string): string {
  return createUrn("test", "p", "urn:pulumi:test::p::trading:data:Part::part", type, name);
}

function sent(value: Properties) {
  return struct.Struct.fromJavaScript(value);
}

function received(value: struct.Struct | undefined): Properties {
  return value?.toJavaScript() ?? {};
}

function failuresOf(failures: readonly InstanceType<typeof proto.CheckFailure>[]): string[] {
  return failures.map((failure) => `${failure.getProperty()} ${failure.getReason()}`);
}
