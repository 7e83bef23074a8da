import { type handleUnaryCall, Metadata, type sendUnaryData, status } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import rpc from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { checkCall } from "../check.ts";
import type { Difference } from "../diff.ts";
import { nameOf } from "../resource.ts";
import type { Properties } from "../wire.ts";
import { AnswerLost, NotReady, SimulatedProvider, type Subject, type World } from "./provider.ts";

/** The part of the protocol that the engine speaks with a provider of custom resources. */
export type ProviderService = Pick<
  IResourceProviderServer,
  | "handshake"
  | "attach"
  | "getPluginInfo"
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "invoke"
  | "cancel"
>;

/**
 * The provider protocol for one package. The engine opens a connection for each provider resource, and configures it
 * before anything else, so a connection is a provider.
 *
 * @param version of the package, as the program's SDK has it
 */
export function providerService(world: World, version: string): ProviderService {
  const providers = new Map<string, SimulatedProvider>();
  const of = (peer: string): SimulatedProvider => {
    const provider = providers.get(peer) ?? new SimulatedProvider(world);
    providers.set(peer, provider);
    return provider;
  };
  return {
    handshake: answer(() => {
      const response = new proto.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(false);
      response.setAcceptOutputs(false);
      return response;
    }),
    attach: answer(() => new empty.Empty()),
    getPluginInfo: answer(() => {
      const info = new plugin.PluginInfo();
      info.setVersion(version);
      return info;
    }),
    checkConfig: answer((request: proto.CheckRequest) =>
      checked(of("").check(subjectOf(request), {}, new Uint8Array())),
    ),
    diffConfig: answer((request: proto.DiffRequest) => {
      const { differences } = of("").diff(subjectOf(request), properties(request.getOldInputs()), {});
      return diffed(differences, false);
    }),
    configure: answer((request: proto.ConfigureRequest, peer) => {
      of(peer).configure(properties(request.getArgs()));
      const response = new proto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      response.setSupportspreview(true);
      return response;
    }),
    check: answer((request: proto.CheckRequest, peer) =>
      checked(of(peer).check(subjectOf(request), properties(request.getOlds()), request.getRandomseed_asU8())),
    ),
    diff: answer((request: proto.DiffRequest, peer) => {
      const oldInputs = properties(request.getOldInputs());
      const found = of(peer).diff(subjectOf(request), oldInputs, properties(request.getOlds()));
      return diffed(found.differences, found.deleteBeforeReplace);
    }),
    create: answer(async (request: proto.CreateRequest, peer) => {
      const subject = { ...namesOf(request.getUrn()), inputs: properties(request.getProperties()) };
      const { id, state } = await of(peer).create(subject, request.getPreview());
      const response = new proto.CreateResponse();
      response.setId(id);
      response.setProperties(struct.Struct.fromJavaScript(state));
      return response;
    }),
    read: answer(async (request: proto.ReadRequest, peer) => {
      const subject = { ...namesOf(request.getUrn()), inputs: properties(request.getInputs()) };
      const found = await of(peer).read(subject, request.getId(), properties(request.getProperties()));
      const response = new proto.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setInputs(struct.Struct.fromJavaScript(found.inputs));
      response.setProperties(struct.Struct.fromJavaScript(found.state));
      return response;
    }),
    update: answer(async (request: proto.UpdateRequest, peer) => {
      const olds = properties(request.getOlds());
      const state = await of(peer).update(subjectOf(request), request.getId(), olds, request.getPreview());
      const response = new proto.UpdateResponse();
      response.setProperties(struct.Struct.fromJavaScript(state));
      return response;
    }),
    delete: answer(async (request: proto.DeleteRequest, peer) => {
      await of(peer).delete(namesOf(request.getUrn()).type, request.getId());
      return new empty.Empty();
    }),
    invoke: answer(async (request: proto.InvokeRequest, peer) => {
      const args = properties(request.getArgs());
      const response = new proto.InvokeResponse();
      const failures = checkCall(request.getTok(), args);
      response.setFailuresList(failures.map(failure));
      if (failures.length > 0) return response;
      const result = await of(peer).invoke(request.getTok(), args);
      response.setReturn(struct.Struct.fromJavaScript(result));
      return response;
    }),
    cancel: answer(() => new empty.Empty()),
  };
}

type Handler<Request, Response> = (request: Request, peer: string) => Response | Promise<Response>;

function answer<Request, Response>(handle: Handler<Request, Response>): handleUnaryCall<Request, Response> {
  return (call, done) => {
    Promise.resolve()
      .then(() => handle(call.request, call.getPeer()))
      .then(
        (response) => {
          done(null, response);
        },
        (error: unknown) => {
          refuse(error, done);
        },
      );
  };
}

/** An error as a provider reports it. That a resource was made but is not ready travels as a detail of the status. */
function refuse(error: unknown, done: sendUnaryData<never>): void {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new Metadata();
  if (error instanceof NotReady) {
    const failed = new proto.ErrorResourceInitFailed();
    failed.setId(error.id);
    failed.setProperties(struct.Struct.fromJavaScript(error.state));
    failed.setReasonsList([message]);
    const detail = new any.Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const response = new rpc.Status();
    response.setCode(status.UNKNOWN);
    response.setMessage(message);
    response.addDetails(detail);
    metadata.add("grpc-status-details-bin", Buffer.from(response.serializeBinary()));
  }
  const code = error instanceof AnswerLost ? status.UNAVAILABLE : status.UNKNOWN;
  done({ code, details: message, metadata });
}

function namesOf(urn: string): { urn: string; type: string; name: string } {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return { urn, type, name: nameOf(urn) };
}

function subjectOf(request: { getUrn(): string; getNews(): struct.Struct | undefined }): Subject {
  return { ...namesOf(request.getUrn()), inputs: properties(request.getNews()) };
}

function properties(sent: struct.Struct | undefined): Properties {
  return sent?.toJavaScript() ?? {};
}

function checked({ inputs, failures }: ReturnType<SimulatedProvider["check"]>): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(struct.Struct.fromJavaScript(inputs));
  response.setFailuresList(failures.map(failure));
  return response;
}

function failure({ property, reason }: { property: string; reason: string }): proto.CheckFailure {
  const result = new proto.CheckFailure();
  result.setProperty(property);
  result.setReason(reason);
  return result;
}

function diffed(differences: readonly Difference[], deleteBeforeReplace: boolean): proto.DiffResponse {
  const { DiffChanges } = proto.DiffResponse;
  const response = new proto.DiffResponse();
  response.setChanges(differences.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  const tops = differences.map(({ path, replaces }) => ({ top: path.split(/[.[]/)[0] ?? path, replaces }));
  response.setDiffsList([...new Set(tops.map(({ top }) => top))]);
  response.setReplacesList([...new Set(tops.filter(({ replaces }) => replaces).map(({ top }) => top))]);
  for (const { path, kind, replaces, computed = false } of differences) {
    const detail = new proto.PropertyDiff();
    detail.setKind(kindOf(kind, replaces));
    detail.setInputdiff(!computed);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

function kindOf(kind: Difference["kind"], replaces: boolean) {
  const { Kind } = proto.PropertyDiff;
  if (kind === "add") return replaces ? Kind.ADD_REPLACE : Kind.ADD;
  if (kind === "delete") return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
  return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}
