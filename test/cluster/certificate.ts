import { answer, key, text } from "../simulator/tls-resources.ts";
import type { Kube, Values } from "./objects.ts";

const privateKeyPem = key();
const certPem = text(
  answer("selfSigned", { privateKeyPem, allowedUses: ["server_auth"], validityPeriodHours: 1 }),
  "certPem",
);

/** The same, with a certificate in the place of `[secret]`: the server looks into Secrets of this type. */
export function certified(object: Kube): Kube {
  if (!("type" in object) || object.type !== "kubernetes.io/tls") return object;
  const { stringData } = object as Values;
  return { ...object, stringData: { ...stringData, "tls.crt": certPem, "tls.key": privateKeyPem } } as Kube;
}
