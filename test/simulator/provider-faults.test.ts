import { status } from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import rpc from "@pulumi/pulumi/proto/status_pb.js";
import { describe, expect, it } from "vitest";
import { type Fault, parseFault } from "../../simulator/cloud/faults.ts";
import type { World } from "../../simulator/provider/provider.ts";
import { type Connection, withProviders } from "./provider-client.ts";

const vpc = "aws:ec2/vpc:Vpc";
const inputs = { cidrBlock: "10.0.0.0/16" };
const ownId = /^vpc-[0-9a-f]{17}$/;

/** A provider of AWS whose requests go wrong as these texts say. */
const withFaults = (texts: readonly string[], use: (aws: Connection, world: World) => Promise<void>) =>
  withProviders((connect, world) => use(connect("aws"), world), {
    faults: texts.map((text): Fault => parseFault(text)),
  });

/** The error of a call that must fail. */
async function errorOf(
  call: Promise<unknown>,
): Promise<{ code: number; details: string; init: proto.ErrorResourceInitFailed[] }> {
  const error = await call.then(
    () => expect.fail("the call did not fail"),
    (reason: unknown) => reason as { code: number; details: string; metadata: { get: (key: string) => Buffer[] } },
  );
  const init = error.metadata.get("grpc-status-details-bin").flatMap((bytes) =>
    rpc.Status.deserializeBinary(bytes)
      .getDetailsList()
      .map((detail) => {
        const decode = (message: Uint8Array) => proto.ErrorResourceInitFailed.deserializeBinary(message);
        const failed = detail.unpack(decode, "pulumirpc.ErrorResourceInitFailed");
        return failed ?? expect.fail("another detail");
      }),
  );
  return { code: error.code, details: error.details, init };
}

const planted = "(a planted fault)";

describe("a request that fails", () => {
  it("is refused, and nothing is done", () =>
    withFaults([`fail:create:${vpc}#1`], async (aws, { cloud, faults }) => {
      expect(await errorOf(aws.create(vpc, inputs))).toEqual({
        code: status.UNKNOWN,
        details: `InternalFailure: the create of ${vpc} was refused ${planted}`,
        init: [],
      });
      expect(cloud.all()).toEqual([]);
      expect(faults.waiting).toEqual([]);
      expect((await aws.create(vpc, inputs)).id).toMatch(ownId);
    }));

  it("may be any operation, each counted apart", () =>
    withFaults(
      ["fail:read", "fail:update", "fail:delete"].map((one) => `${one}:${vpc}#1`),
      async (aws, { cloud }) => {
        const { id } = await aws.create(vpc, inputs);
        expect(await errorOf(aws.read(vpc, id))).toMatchObject({
          details: expect.stringContaining("the read of") as string,
        });
        expect(await errorOf(aws.update(vpc, id, {}))).toMatchObject({
          details: expect.stringContaining("the update of") as string,
        });
        expect(await errorOf(aws.delete(vpc, id))).toMatchObject({
          details: expect.stringContaining("the delete of") as string,
        });
        expect(cloud.get(vpc, id)?.inputs).toEqual(inputs);
      },
    ));

  it("is none of a preview's, which asks nothing", () =>
    withFaults([`fail:create:${vpc}#1`, `fail:update:${vpc}#1`], async (aws, { faults }) => {
      await aws.create(vpc, inputs, { preview: true });
      await aws.update(vpc, "vpc-1", inputs, { preview: true });
      expect(faults.waiting).toHaveLength(2);
    }));
});

describe("a throttled request", () => {
  it("is made again, and done once", () =>
    withFaults([`throttle:create:${vpc}#1`, `throttle:delete:${vpc}#1x4`], async (aws, { cloud }) => {
      const begin = performance.now();
      const { id } = await aws.create(vpc, inputs);
      // Two refusals: 20 ms and 40 ms.
      expect(performance.now() - begin).toBeGreaterThan(55);
      expect(cloud.all()).toHaveLength(1);
      await aws.delete(vpc, id);
      expect(performance.now() - begin).toBeGreaterThan(350);
      expect(cloud.all()).toEqual([]);
    }));

  it("fails once the provider's patience is at its end, and nothing is done", () =>
    withFaults([`throttle:create:${vpc}#1x5`], async (aws, { cloud }) => {
      expect(await errorOf(aws.create(vpc, inputs))).toMatchObject({
        code: status.UNKNOWN,
        details: `Throttling: rate exceeded at the create of ${vpc}, 5 attempts ${planted}`,
      });
      expect(cloud.all()).toEqual([]);
    }));
});

describe("a request that times out", () => {
  it("has made the resource, and the error tells its id, state and reason", () =>
    withFaults([`time-out:create:${vpc}#1`], async (aws, { cloud }) => {
      const { code, details, init } = await errorOf(aws.create(vpc, inputs));
      const reason = `timed out while waiting for the create of ${vpc} ${planted}`;
      expect([code, details]).toEqual([status.UNKNOWN, reason]);
      const [failed] = init;
      const id = failed?.getId() ?? "";
      expect(id).toMatch(ownId);
      expect(failed?.getReasonsList()).toEqual([reason]);
      expect(failed?.getProperties()?.toJavaScript()).toMatchObject(inputs);
      expect(cloud.get(vpc, id)?.outputs).toEqual(failed?.getProperties()?.toJavaScript());
    }));

  it("has changed it, for an update", () =>
    withFaults([`time-out:update:${vpc}#1`], async (aws, { cloud }) => {
      const { id } = await aws.create(vpc, inputs);
      const { init } = await errorOf(aws.update(vpc, id, { ...inputs, enableDnsSupport: true }));
      expect(init.map((failed) => failed.getId())).toEqual([id]);
      expect(cloud.get(vpc, id)?.inputs).toEqual({ ...inputs, enableDnsSupport: true });
    }));

  it("has deleted it, with nothing to keep", () =>
    withFaults([`time-out:delete:${vpc}#1`], async (aws, { cloud }) => {
      const { id } = await aws.create(vpc, inputs);
      expect(await errorOf(aws.delete(vpc, id))).toEqual({
        code: status.UNKNOWN,
        details: `RequestTimeout: timed out while waiting for the delete of ${vpc} ${planted}`,
        init: [],
      });
      expect(cloud.all()).toEqual([]);
    }));
});

it("a lost answer leaves the resource behind, and the engine without its id", () =>
  withFaults([`lose-answer:create:${vpc}#1`], async (aws, { cloud }) => {
    expect(await errorOf(aws.create(vpc, inputs))).toEqual({
      code: status.UNAVAILABLE,
      details: `no answer to the create of ${vpc} ${planted}`,
      init: [],
    });
    expect(cloud.all().map(({ id, inputs: made }) => [ownId.test(id), made])).toEqual([[true, inputs]]);
  }));

it("a request that the cloud refuses is refused, fault or not", () =>
  withFaults([`lose-answer:update:${vpc}#1`], async (aws) => {
    expect(await errorOf(aws.update(vpc, "vpc-1", inputs))).toMatchObject({
      code: status.UNKNOWN,
      details: `NotFound: ${vpc} vpc-1 does not exist`,
    });
  }));

it("each request to the cloud takes as long as the world says, and no other does", () =>
  withProviders(
    async (connect) => {
      const [aws, random] = [connect("aws"), connect("random")];
      const time = async (act: () => Promise<unknown>) => {
        const begin = performance.now();
        await act();
        return performance.now() - begin;
      };
      await random.check("random:index/randomPassword:RandomPassword", { length: 1 });
      await aws.check(vpc, inputs);
      const [made, called, planned, own] = [
        await time(() => aws.create(vpc, inputs)),
        await time(() => aws.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})),
        await time(() => aws.create(vpc, inputs, { preview: true })),
        await time(() => random.create("random:index/randomPassword:RandomPassword", { length: 1 })),
      ];
      expect([made, called].map((ms) => ms > 395)).toEqual([true, true]);
      expect([planned, own].map((ms) => ms < 395)).toEqual([true, true]);
    },
    { latencyMs: 400 },
  ));
