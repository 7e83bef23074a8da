import type { Difference } from "./diff.ts";
import { bare, type Properties, type Value } from "./wire.ts";

/**
 * True from `earlyRenewalHours` before a certificate's end, that moment included; false while either is not known.
 * Source: `modifyPlanIfCertificateReadyForRenewal` in hashicorp/terraform-provider-tls internal/provider/common_cert.go
 * 1f1283d.
 */
export function isReadyForRenewal(
  validityEndTime: Value | undefined,
  earlyRenewalHours: Value | undefined,
  now: Date,
): boolean {
  const end = typeof validityEndTime === "string" ? Date.parse(validityEndTime) : Number.NaN;
  return now.getTime() >= end - Number(earlyRenewalHours ?? 0) * 3_600_000;
}

/** False for what does not renew itself. */
export function renewsItself(type: string): boolean {
  return /^tls:index\/(selfSigned|locallySigned)Cert:/.test(type);
}

/**
 * What a plan changes of a certificate although nobody changed its inputs: one that is ready is replaced; one that a
 * refresh found ready, and is not by the new inputs, stays.
 */
export function renewal(type: string, inputs: Properties, state: Properties, now: Date): readonly Difference[] {
  if (!renewsItself(type)) return [];
  const { validityEndTime, readyForRenewal } = bare(state);
  const replaces = isReadyForRenewal(validityEndTime, bare(inputs)["earlyRenewalHours"], now);
  const differs = replaces || readyForRenewal === true;
  return differs ? [{ path: "readyForRenewal", kind: "update", replaces, computed: true }] : [];
}

/** A certificate's state at this time. */
export function aged(type: string, state: Properties, now: Date): Properties {
  if (!renewsItself(type)) return state;
  const { validityEndTime, earlyRenewalHours } = bare(state);
  return { ...state, readyForRenewal: isReadyForRenewal(validityEndTime, earlyRenewalHours, now) };
}
