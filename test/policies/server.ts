import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import analyzerRpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

export interface Diagnostic {
  policy: string;
  message: string;
  mandatory: boolean;
}

/** The pack as the engine meets it: a process of its own that answers over gRPC. */
export interface PackServer {
  info: () => Promise<InstanceType<typeof analyzer.AnalyzerInfo>>;
  /** What the pack says of one resource; inputs as on the wire, unknown values as the sentinel. */
  analyze: (type: string, inputs: Readonly<Record<string, unknown>>) => Promise<Diagnostic[]>;
}

const root = new URL("../../", import.meta.url);

/** Starts the pack with the SDK's own runner, lends it to `use`, and ends it whatever happens. */
export async function withPack(use: (server: PackServer) => Promise<void>): Promise<void> {
  const runner = fileURLToPath(new URL("node_modules/@pulumi/pulumi/cmd/run-policy-pack", root));
  // The address of an engine, which the pack never calls.
  const child = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
    cwd: fileURLToPath(new URL("policies/", root)),
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
      await use({
        info: () => answer((done) => client.getAnalyzerInfo(new empty.Empty(), done)),
        analyze: async (type, inputs) =>
          (
            await answer<InstanceType<typeof analyzer.AnalyzeResponse>>((done) =>
              client.analyze(request(type, inputs), done),
            )
          )
            .getDiagnosticsList()
            .map((diagnostic) => ({
              policy: diagnostic.getPolicyname(),
              message: diagnostic.getMessage(),
              mandatory: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY,
            })),
      });
    } finally {
      client.close();
    }
  } finally {
    child.kill();
    await exited;
  }
}

function expectPort(line: string): void {
  if (!/^\d+$/.test(line)) throw new Error(`the pack wrote "${line}" to stdout before its port; the engine would fail`);
}

function request(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
): InstanceType<typeof analyzer.AnalyzeRequest> {
  const message = new analyzer.AnalyzeRequest();
  message.setType(type);
  message.setName("fixture");
  message.setUrn(`urn:pulumi:test::trading-platform::${type}::fixture`);
  message.setProperties(struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(inputs)) as Record<string, never>));
  message.setOptions(new analyzer.AnalyzerResourceOptions());
  return message;
}

function answer<T>(call: (done: (error: ServiceError | null, response: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}
