import { X509Certificate } from "node:crypto";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it } from "vitest";
import { Clock } from "../../simulator/cloud/clock.ts";
import { isReadyForRenewal } from "../../simulator/renewal.ts";
import { createUrn } from "../../simulator/resource.ts";
import { type Properties, secret, unknown, type Value } from "../../simulator/wire.ts";
import { ask, type Connection, withProviders } from "./provider-client.ts";
import { key, types } from "./tls-resources.ts";

const { Kind } = proto.PropertyDiff;
const start = Date.UTC(2026, 10, 23, 12);
const later = (hours: number, ms = 0) => new Date(start + hours * 3_600_000 + ms);

it.each<[string, Value, Value | undefined, Date, boolean]>([
  ["a moment before the end", later(10).toISOString(), 0, later(10, -1), false],
  ["at the end", later(10).toISOString(), 0, later(10), true],
  ["a moment before it may be early", later(10).toISOString(), 4, later(6, -1), false],
  ["when it may be early", later(10).toISOString(), "4", later(6), true],
  ["without a word about early", later(10).toISOString(), undefined, later(10, -1), false],
  ["from the beginning, when it may be as early as it is long", later(10).toISOString(), 10, later(0), true],
  ["while nobody knows the end", unknown, 0, later(99), false],
  ["while nobody knows how early", later(10).toISOString(), unknown, later(99), false],
])("a certificate is ready or not %s", (_, end, early, now, ready) => {
  expect(isReadyForRenewal(end, early, now)).toBe(ready);
});

it("a clock goes with the machine, and may be turned forward", () => {
  let machine = start;
  const clock = new Clock(() => machine);
  clock.forwardHours(1.5);
  expect(clock.now()).toEqual(later(1.5));
  machine += 60_000;
  clock.forwardHours(2);
  expect(clock.now()).toEqual(later(3.5, 60_000));
  const before = Date.now();
  expect(new Clock().now().getTime() - before).toBeLessThan(5_000);
});

/** A certificate that ends after ten hours and may be replaced four hours before, on a clock that stands still. */
async function withCertificate(
  use: (tls: Connection, one: { inputs: Properties; id: string; state: Properties }, clock: Clock) => Promise<void>,
): Promise<void> {
  const clock = new Clock(() => start);
  await withProviders(
    async (connect) => {
      const tls = connect("tls");
      const given = {
        privateKeyPem: secret(key()),
        subject: { commonName: "authority" },
        allowedUses: ["cert_signing"],
        isCaCertificate: true,
        validityPeriodHours: 10,
        earlyRenewalHours: 4,
      };
      const { inputs, failures } = await tls.check(types.selfSigned, given);
      expect(failures).toEqual([]);
      await use(tls, { inputs, ...(await tls.create(types.selfSigned, inputs)) }, clock);
    },
    { clock },
  );
}

const unchanged = { changed: false, diffs: [], replaces: [], deleteBeforeReplace: false, detailed: {} };
const replaced = {
  changed: true,
  diffs: ["readyForRenewal"],
  replaces: ["readyForRenewal"],
  deleteBeforeReplace: false,
  detailed: { readyForRenewal: Kind.UPDATE_REPLACE },
};

describe("a certificate", () => {
  it("begins now, and says so in both ways", () =>
    withCertificate((_, { state }) => {
      expect(state).toMatchObject({
        validityStartTime: later(0).toISOString(),
        validityEndTime: later(10).toISOString(),
        readyForRenewal: false,
      });
      const { validFromDate, validToDate } = new X509Certificate(state["certPem"] as string);
      expect([validFromDate, validToDate]).toEqual([later(0), later(10)]);
      return Promise.resolve();
    }));

  it("is replaced in the first plan after the time has come, not before", () =>
    withCertificate(async (tls, { inputs, state }, clock) => {
      expect(await tls.diff(types.selfSigned, inputs, inputs, state)).toEqual(unchanged);
      clock.forwardHours(6 - 1e-6);
      expect(await tls.diff(types.selfSigned, inputs, inputs, state)).toEqual(unchanged);
      clock.forwardHours(1e-6);
      expect(await tls.diff(types.selfSigned, inputs, inputs, state)).toEqual(replaced);
      const next = await tls.create(types.selfSigned, inputs);
      expect(next.state).toMatchObject({ validityStartTime: later(6).toISOString(), readyForRenewal: false });
      expect(await tls.diff(types.selfSigned, inputs, inputs, next.state)).toEqual(unchanged);
    }));

  it("is replaced too when an authority signed it", () =>
    withCertificate(async (tls, { inputs, state }, clock) => {
      const { privateKeyPem = "", earlyRenewalHours = 0 } = inputs;
      const asked = await tls.create(types.request, { privateKeyPem, dnsNames: ["a"] });
      const order = {
        caPrivateKeyPem: privateKeyPem,
        caCertPem: state["certPem"] ?? "",
        certRequestPem: asked.state["certRequestPem"] ?? "",
        allowedUses: ["server_auth"],
        validityPeriodHours: 8,
        earlyRenewalHours,
      };
      const made = await tls.create(types.locallySigned, order);
      expect(await tls.diff(types.locallySigned, order, order, made.state)).toEqual(unchanged);
      clock.forwardHours(4);
      expect(await tls.diff(types.locallySigned, order, order, made.state)).toEqual(replaced);
      // A request never ends.
      clock.forwardHours(1_000_000);
      const { state: old } = asked;
      expect(await tls.diff(types.request, { dnsNames: ["a"] }, { dnsNames: ["a"] }, old)).toEqual(unchanged);
    }));

  it("is found ready by a refresh, and replaced then", () =>
    withCertificate(async (tls, { id, inputs, state }, clock) => {
      expect((await tls.read(types.selfSigned, id, { olds: state })).state).toEqual(state);
      clock.forwardHours(6);
      const { state: found } = await tls.read(types.selfSigned, id, { olds: state });
      expect(found).toEqual({ ...state, readyForRenewal: true });
      expect(await tls.diff(types.selfSigned, inputs, inputs, found)).toEqual(replaced);
    }));

  it("stays when only the time of its renewal changes", () =>
    withCertificate(async (tls, { id, inputs, state }, clock) => {
      clock.forwardHours(5);
      const shorter = { ...inputs, earlyRenewalHours: 2 };
      const change = {
        ...unchanged,
        changed: true,
        diffs: ["earlyRenewalHours"],
        detailed: { earlyRenewalHours: Kind.UPDATE },
      };
      expect(await tls.diff(types.selfSigned, inputs, shorter, state)).toEqual(change);
      for (const preview of [true, false]) {
        const updated = await tls.update(types.selfSigned, id, shorter, { olds: state, preview });
        expect(updated).toEqual({ ...state, earlyRenewalHours: 2 });
      }
      // What is no input any more is nothing that stays.
      expect(await tls.update(types.selfSigned, id, inputs, { olds: { ...state, uris: ["a:b"] } })).toEqual(state);
    }));

  it("is replaced at once when its renewal becomes due by the change", () =>
    withCertificate(async (tls, { inputs, state }, clock) => {
      clock.forwardHours(5);
      const found = await tls.diff(types.selfSigned, inputs, { ...inputs, earlyRenewalHours: 5 }, state);
      expect(found).toMatchObject({
        replaces: ["readyForRenewal"],
        detailed: { earlyRenewalHours: Kind.UPDATE, readyForRenewal: Kind.UPDATE_REPLACE },
      });
    }));

  it("that a refresh found ready stays when it need not be so early any more", () =>
    withCertificate(async (tls, { id, inputs, state }, clock) => {
      clock.forwardHours(7);
      const { state: found } = await tls.read(types.selfSigned, id, { olds: state });
      const shorter = { ...inputs, earlyRenewalHours: 2 };
      const change = await tls.diff(types.selfSigned, inputs, shorter, found);
      expect(change).toMatchObject({
        replaces: [],
        detailed: { earlyRenewalHours: Kind.UPDATE, readyForRenewal: Kind.UPDATE },
      });
      const updated = await tls.update(types.selfSigned, id, shorter, { olds: found });
      expect(updated).toEqual({ ...state, earlyRenewalHours: 2 });
    }));

  it("is replaced when something else of it changes, whatever the time", () =>
    withCertificate(async (tls, { inputs, state }) => {
      const changes: Properties[] = [
        { validityPeriodHours: 11 },
        { subject: { commonName: "other" } },
        { allowedUses: ["crl_signing"] },
        { isCaCertificate: false },
        { dnsNames: ["a"] },
        { privateKeyPem: unknown },
      ];
      for (const change of changes) {
        const { replaces } = await tls.diff(types.selfSigned, inputs, { ...inputs, ...change }, state);
        expect(replaces).toEqual(Object.keys(change));
      }
    }));
});

it("says of an output that it is no input, in which the engine would look for it", () =>
  withCertificate(async ({ client }, { inputs, state }, clock) => {
    clock.forwardHours(6);
    const request = new proto.DiffRequest();
    request.setUrn(createUrn("test", "p", "", types.selfSigned, "n"));
    request.setOldInputs(struct.Struct.fromJavaScript(inputs));
    request.setNews(struct.Struct.fromJavaScript({ ...inputs, earlyRenewalHours: 5 }));
    request.setOlds(struct.Struct.fromJavaScript(state));
    const response = await ask<InstanceType<typeof proto.DiffResponse>>((done) => client.diff(request, done));
    const told = [...response.getDetaileddiffMap().entries()].map(([path, detail]) => [path, detail.getInputdiff()]);
    expect(Object.fromEntries(told)).toEqual({ earlyRenewalHours: true, readyForRenewal: false });
  }));
