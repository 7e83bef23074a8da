import type { Reader, Reading } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { demand, isSet, known, matches } from "../../demand.ts";
import { texts } from "./found.ts";

/** Whether a type is an Ingress, of any version: a patch and a list too. */
export function isIngress(type: string): boolean {
  return /^kubernetes:(networking\.k8s\.io|extensions)\/v1(beta1)?:Ingress(Patch|List)?$/.test(type);
}

/** One reader for each Ingress: several for a list. */
export function ingresses(type: string, inputs: Reader): readonly Reader[] {
  return type.endsWith("List") ? inputs.items("items") : [inputs];
}

/** The path of an annotation. */
export function annotation(name: string): string {
  return `metadata.annotations[${JSON.stringify(name)}]`;
}

const alb = "alb.ingress.kubernetes.io/";
const nginx = "nginx.ingress.kubernetes.io/";

export const ingressTls: ResourceRule = {
  id: "ingress-tls",
  types: isIngress,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-037"],
  refs: { "eks-cis": ["5.4.5"] },
  rationale: "An Ingress without TLS answers plain HTTP to whoever finds it.",
  fix: "List every host under spec.tls, or set the load balancer's certificate-arn and ssl-redirect.",
  check: (inputs, { type }) =>
    ingresses(type, inputs).flatMap((ingress) => [...uncovered(ingress, type.endsWith("Patch")), ...plain(ingress)]),
};

/** Hosts without a certificate. */
function uncovered(ingress: Reader, isPatch: boolean): Finding[] {
  const entries = ingress.items("spec.tls");
  const hosts = ingress.items("spec.rules").map((rule) => ({ path: rule.at("host"), host: rule.get("host") }));
  const listed = entries.length > 0 ? entries.every((one) => one.get("hosts").known) : ingress.get("spec.tls").known;
  if (!listed) return [];
  // Without rules, whatever host is asked for is served.
  const every = hosts.length > 0 || isPatch || !ingress.get("spec.rules").known ? [] : [anyHost(ingress)];
  const missing = [...hosts, ...every].filter(
    ({ host }) => host.known && !entries.some((entry) => covers(entry, host.value)),
  );
  // Only for such hosts do the annotations matter.
  if (missing.length === 0 || isServedByBalancer(ingress)) return [];
  return missing.map(({ path }) => ({ path, message: "no certificate covers this host" }));
}

function anyHost(ingress: Reader): { path: string; host: Reading } {
  return { path: ingress.at("spec.tls"), host: { known: true, value: undefined } };
}

/** Whether a load balancer has a certificate for all hosts and redirects to it, as far as is known. */
function isServedByBalancer(ingress: Reader): boolean {
  const values = ["certificate-arn", "ssl-redirect"].map((name) => ingress.get(annotation(alb + name)));
  return values.every((value) => !value.known || isSet(value.value));
}

function covers(entry: Reader, host: unknown): boolean {
  const hosts = texts(entry, "hosts").map(({ value }) => value);
  // An entry without hosts is for all of them.
  if (hosts.length === 0) return true;
  return typeof host === "string" && (hosts.includes(host) || hosts.includes(host.replace(/^[^.]+/, "*")));
}

/** What answers plain HTTP beside TLS. */
function plain(ingress: Reader): Finding[] {
  const message = "plain HTTP is answered and not redirected";
  const redirects = ["ssl-redirect", "force-ssl-redirect"].flatMap((name) =>
    demand(ingress, annotation(nginx + name), (value) => value !== "false", message),
  );
  const ports = annotation(`${alb}listen-ports`);
  if (!known(ingress, ports, matches(/"HTTP"\s*:/))) return redirects;
  const redirected = ingress.get(annotation(`${alb}ssl-redirect`));
  const answered = redirected.known && !isSet(redirected.value);
  return answered ? [...redirects, { path: ingress.at(ports), message }] : redirects;
}
