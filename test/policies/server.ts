import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import analyzerRpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { compileCache } from "../../engine/compile-cache.ts";
import type { PackConfig } from "../../policies/pack-config.ts";
import type { Resource } from "../../policies/resource.ts";
import { secret, type Value } from "../../simulator/wire.ts";

export interface Diagnostic {
  policy: string;
  message: string;
  mandatory: boolean;
}

/** The pack as the engine meets it: a process of its own that answers over gRPC. */
export interface PackServer {
  info: () => Promise<InstanceType<typeof analyzer.AnalyzerInfo>>;
  /** The cheapest question there is: of which version the pack's SDK is. */
  version: () => Promise<string>;
  /** Levels of rules and their own settings, as the engine reads them from the file of `--policy-pack-config`. */
  configure: (config: PackConfig) => Promise<void>;
  /** The engine's way of asking whether the pack knows a newer protocol; a pack need not know the question. */
  handshake: () => Promise<"answered" | "unimplemented">;
  /** What the pack says of one resource, as it is registered. Secrets are told first, as to a remediation. */
  analyze: (resource: Resource | Request) => Promise<Diagnostic[]>;
  /** One of its questions, already in bytes, and the answer left unread: what remains is the pack's own time. */
  ask: (question: "remediate" | "analyze", request: Uint8Array) => Promise<void>;
  /** What the pack says of all resources, which it was asked about before. */
  analyzeStack: (resources: readonly Resource[] | StackRequest) => Promise<(Diagnostic & { urn: string })[]>;
}

type Request = InstanceType<typeof analyzer.AnalyzeRequest>;
type StackRequest = InstanceType<typeof analyzer.AnalyzeStackRequest>;

const root = new URL("../../", import.meta.url);

const levels = {
  mandatory: analyzer.EnforcementLevel.MANDATORY,
  advisory: analyzer.EnforcementLevel.ADVISORY,
  disabled: analyzer.EnforcementLevel.DISABLED,
} as const;

/**
 * Starts the pack with the SDK's own runner, lends it to `use`, and ends it whatever happens.
 *
 * @param stackConfig full key to text, as the engine passes it on
 */
export async function withPack(
  use: (server: PackServer) => Promise<void>,
  stackConfig: Readonly<Record<string, string>> = {},
): Promise<void> {
  const runner = fileURLToPath(new URL("node_modules/@pulumi/pulumi/cmd/run-policy-pack", root));
  // The address of an engine, which the pack never calls.
  const child = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
    cwd: fileURLToPath(new URL("policies/", root)),
    env: { ...process.env, ...compileCache(), PULUMI_CONFIG: JSON.stringify(stackConfig) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  try {
    const port = await Promise.race([
      once(createInterface(child.stdout), "line").then(([line]) => String(line)),
      exited.then(() => Promise.reject(new Error("the pack ended before it named its port"))),
    ]);
    expectPort(port);
    const client = new analyzerRpc.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    try {
      await use(serverOf(client));
    } finally {
      client.close();
    }
  } finally {
    child.kill();
    await exited;
  }
}

function serverOf(client: InstanceType<typeof analyzerRpc.AnalyzerClient>): PackServer {
  return {
    info: () => answer((done) => client.getAnalyzerInfo(new empty.Empty(), done)),
    version: async () => {
      const told = await answer<InstanceType<typeof plugin.PluginInfo>>((done) =>
        client.getPluginInfo(new empty.Empty(), done),
      );
      return told.getVersion();
    },
    configure: async (config) => {
      const request = new analyzer.ConfigureAnalyzerRequest();
      for (const [id, { enforcementLevel, ...properties }] of Object.entries(config)) {
        const one = new analyzer.PolicyConfig();
        if (enforcementLevel !== undefined) one.setEnforcementlevel(levels[enforcementLevel]);
        one.setProperties(struct.Struct.fromJavaScript(properties));
        request.getPolicyconfigMap().set(id, one);
      }
      await answer((done) => client.configure(request, done));
    },
    handshake: async () => {
      try {
        await answer((done) => client.handshake(new analyzer.AnalyzerHandshakeRequest(), done));
        return "answered";
      } catch (error) {
        if ((error as ServiceError).code === status.UNIMPLEMENTED) return "unimplemented";
        throw error;
      }
    },
    analyze: async (resource) => {
      const request = resource instanceof analyzer.AnalyzeRequest ? resource : requestOf(resource);
      await answer((done) => client.remediate(request, done));
      const response = await answer<InstanceType<typeof analyzer.AnalyzeResponse>>((done) =>
        client.analyze(request, done),
      );
      return response.getDiagnosticsList().map(diagnostic);
    },
    ask: async (question, request) => {
      const { path } = analyzerRpc.AnalyzerService[question];
      await answer((done) => client.makeUnaryRequest(path, bytes, bytes, Buffer.from(request), done));
    },
    analyzeStack: async (resources) => {
      const request = resources instanceof analyzer.AnalyzeStackRequest ? resources : stackRequestOf(resources);
      const response = await answer<InstanceType<typeof analyzer.AnalyzeResponse>>((done) =>
        client.analyzeStack(request, done),
      );
      return response.getDiagnosticsList().map((one) => ({ ...diagnostic(one), urn: one.getUrn() }));
    },
  };
}

const bytes = (message: Buffer) => message;

function diagnostic(one: InstanceType<typeof analyzer.AnalyzeDiagnostic>): Diagnostic {
  return {
    policy: one.getPolicyname(),
    // The SDK puts the policy's description on a line of its own in front.
    message: one.getMessage().split("\n").at(-1) ?? "",
    mandatory: one.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY,
  };
}

function expectPort(line: string): void {
  if (!/^\d+$/.test(line)) throw new Error(`the pack wrote "${line}" to stdout before its port; the engine would fail`);
}

/** The engine's question about one resource. */
export function requestOf(resource: Resource): Request {
  const message = new analyzer.AnalyzeRequest();
  message.setType(resource.type);
  message.setName(resource.name);
  message.setUrn(resource.urn);
  message.setProperties(wire(resource));
  message.setOptions(optionsOf(resource));
  if (resource.provider !== undefined) message.setProvider(providerOf(resource.provider));
  return message;
}

/** Its question about all of them, at the end of a run. */
export function stackRequestOf(resources: readonly Resource[]): StackRequest {
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList(resources.map(stackResourceOf));
  return request;
}

/** As the engine shows it at the end of a first preview: outputs, of which those of a half-known input are missing. */
function stackResourceOf(resource: Resource): InstanceType<typeof analyzer.AnalyzerResource> {
  const message = new analyzer.AnalyzerResource();
  message.setType(resource.type);
  message.setName(resource.name);
  message.setUrn(resource.urn);
  message.setParent(resource.parent ?? "");
  message.setProperties(new struct.Struct());
  message.setOptions(optionsOf(resource));
  message.setDependenciesList([]);
  for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
    const dependencies = new analyzer.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(key, dependencies);
  }
  if (resource.provider !== undefined) message.setProvider(providerOf(resource.provider));
  return message;
}

function providerOf(urn: string): InstanceType<typeof analyzer.AnalyzerProviderResource> {
  const provider = new analyzer.AnalyzerProviderResource();
  const [, , type = "", name = ""] = urn.split("::");
  provider.setUrn(urn);
  provider.setType(type);
  provider.setName(name);
  provider.setProperties(new struct.Struct());
  return provider;
}

function optionsOf({ protect, parent = "" }: Resource): InstanceType<typeof analyzer.AnalyzerResourceOptions> {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(protect);
  options.setParent(parent);
  return options;
}

/** Inputs as on the wire: secrets wrapped, unknown values as the sentinel. */
function wire({ inputs, secrets = new Set() }: Resource): InstanceType<typeof struct.Struct> {
  const wrapped = (value: unknown, path: string): unknown => {
    const inner = Array.isArray(value)
      ? value.map((item: unknown, i) => wrapped(item, `${path}[${i}]`))
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([key, item]) => [key, wrapped(item, path + step(key, path === ""))]),
          )
        : value;
    return secrets.has(path) ? secret(inner as Value) : inner;
  };
  const plain = JSON.parse(JSON.stringify(wrapped(inputs, ""))) as Record<string, never>;
  return struct.Struct.fromJavaScript(plain);
}

/** How a key is written behind a path, as in `policies/read.ts`. */
function step(key: string, first: boolean): string {
  if (/[.[\]"]/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
}

function answer<T>(call: (done: (error: ServiceError | null, response: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}
