import { afterAll, describe, expect, inject, test } from "vitest";
import { validity } from "../../components/foundation/private-ca.ts";
import { check, preview, up } from "../../engine/operations.ts";
import { changes, type EngineRecord } from "../../engine/record.ts";
import { withoutCheckpoints } from "./stacks.ts";
import { broughtUp, logged, simulation } from "./stage.ts";

const noCli = inject("noCli");
withoutCheckpoints();

const routed = ["mycrypto-blue-auth-service", "mycrypto-blue-trade-engine", "mycrypto-blue-wallet-service"];
const services = [...routed, "mytrader-blue-api"];
const signedType = "tls:index/locallySignedCert:LocallySignedCert";
const { validityPeriodHours, earlyRenewalHours } = validity.certificate;

/** Names by type, each once. */
const touched = (record: EngineRecord, type: string) =>
  [...new Set(changes(record).flatMap((step) => (step.type === type ? [step.name] : [])))].sort();

describe.skipIf(noCli !== "")(`certificates inside${noCli}`, () => {
  const folder = noCli === "" ? broughtUp("staging", afterAll) : "";

  test("are renewed by any update of their last quarter, with the pods that serve by them and nothing else", async () => {
    const simulated = await simulation({ stack: "staging", folder });
    simulated.clock.forwardHours(validityPeriodHours - earlyRenewalHours - 24);
    expect(changes(await preview(simulated.session, logged()))).toEqual([]);
    simulated.clock.forwardHours(48);
    await expect(check(simulated.session, logged())).rejects.toThrow(new RegExp(`${signedType}::${services[0] ?? ""}`));
    const record = await up(simulated.session, logged());
    expect(new Set(changes(record).map(({ type }) => type))).toEqual(
      new Set([signedType, "kubernetes:core/v1:Secret", "kubernetes:apps/v1:Deployment"]),
    );
    for (const type of [signedType, "kubernetes:core/v1:Secret", "kubernetes:apps/v1:Deployment"])
      expect(touched(record, type)).toEqual(services);
    // A Deployment rolls; it is not replaced.
    const rolled = changes(record).filter(({ type }) => type === "kubernetes:apps/v1:Deployment");
    expect(new Set(rolled.map(({ op }) => op))).toEqual(new Set(["update"]));
    expect(changes(await preview(simulated.session, logged()))).toEqual([]);
  });

  test("all follow when their authority is renewed", async () => {
    const simulated = await simulation({ stack: "staging", folder });
    const { authority } = validity;
    simulated.clock.forwardHours(authority.validityPeriodHours - authority.earlyRenewalHours + 24);
    const record = await up(simulated.session, logged());
    expect(touched(record, "tls:index/selfSignedCert:SelfSignedCert")).toEqual(["mycrypto-ca", "mytrader-ca"]);
    expect(touched(record, signedType)).toEqual(services);
    expect(touched(record, "tls:index/privateKey:PrivateKey")).toEqual([]);
    expect(changes(await preview(simulated.session, logged()))).toEqual([]);
  });
});
