import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import language from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { program } from "../program.ts";

// Without declarations: the SDK keeps it for itself, and has no other that serves a program in its own process.
const { LanguageServer } = (await import("@pulumi/pulumi/automation/server.js")) as unknown as {
  LanguageServer: new (program: PulumiFn) => UntypedServiceImplementation;
};

// Started by the engine through `pulumi-language-nodejs`, which reads the port from the first line. The server is
// the one that the Automation API starts in its own process for an inline program.
const server = new Server({ "grpc.max_receive_message_length": -1 });
server.addService(language.LanguageRuntimeService, new LanguageServer(program));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
// The engine's end is this process's end, however it came.
process.stdin.resume().on("end", () => process.exit(0));
