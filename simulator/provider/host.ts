import { type Server, ServerCredentials, Server as GrpcServer } from "@grpc/grpc-js";
import protocol from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { schema } from "../../providers/schema.ts";
import type { World } from "./provider.ts";
import { providerService } from "./service.ts";

/** The packages that are simulated. */
export const packages = ["aws", "kubernetes", "postgresql", "random", "tls"] as const;

export interface ProviderHost {
  /** For the engine's environment: it attaches to these providers instead of starting plugins. */
  environment: Readonly<Record<string, string>>;
  stop: () => void;
}

/** Starts the simulated providers on loopback, each on a free port. They live in this process and end with it. */
export async function startProviders(world: World): Promise<ProviderHost> {
  const started = await Promise.all(
    packages.map(async (name) => {
      // The engine sends whole Deployments and policies; there is nobody here to protect from them.
      const server = new GrpcServer({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
      const service = providerService(world, schema.packages[name] ?? "");
      server.addService(protocol.ResourceProviderService, { ...service });
      return { name, server, port: await listen(server) };
    }),
  );
  return {
    environment: { PULUMI_DEBUG_PROVIDERS: started.map(({ name, port }) => `${name}:${port}`).join(",") },
    stop: () => {
      for (const { server } of started) server.forceShutdown();
    },
  };
}

async function listen(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error === null) resolve(port);
    else reject(error);
  });
  return promise;
}
