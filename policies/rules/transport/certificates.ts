import { demand, is, isSet, known } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import { encrypts, listenerCertificateTypes, listenerRuleTypes, listenerTypes } from "./balancers.ts";
import { distributionType } from "./behaviors.ts";
import { demandEach, on, texts } from "./found.ts";

const certificateType = "aws:acm/certificate:Certificate";
const validationType = "aws:acm/certificateValidation:CertificateValidation";

export const certValid: StackRule = {
  id: "cert-valid",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-002", "MC-026", "MC-107"],
  refs: { fsbp: ["ACM.1", "ACM.2"] },
  rationale:
    "A certificate that DNS proves renews itself; one that lacks a host, or is never proven, takes the host down.",
  fix: "Use DNS validation with a record for each name and a CertificateValidation, a key of 2048 bits or EC, and list every host.",
  checkStack: (graph) => [
    ...graph.of(certificateType).flatMap((one) => on(one, [...keyFaults(one), ...proofFaults(graph, one)])),
    ...graph.of(...listenerTypes).flatMap((listener) => listenerFaults(graph, listener)),
    ...graph.of(distributionType).flatMap((distribution) => aliasFaults(graph, distribution)),
  ],
};

/** Of those that ACM offers all but RSA with 1024 bits. */
const strongKeys = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"];

function keyFaults({ reader }: Node): Finding[] {
  return demand(
    reader,
    "keyAlgorithm",
    is(undefined, ...strongKeys),
    "the key is neither EC nor RSA of 2048 bits or more",
  );
}

function proofFaults(graph: Graph, certificate: Node): Finding[] {
  const { reader } = certificate;
  const authority = reader.get("certificateAuthorityArn");
  // A private authority asks for no proof.
  if (!authority.known || isSet(authority.value)) return [];
  const method = reader.get("validationMethod");
  if (!method.known) return [];
  if (method.value !== "DNS") {
    return [{ path: "validationMethod", message: "not proven by DNS, so ACM cannot renew it" }];
  }
  const validations = graph.referring(certificate, "certificateArn", validationType);
  if (validations.length === 0) return [{ path: "", message: "no CertificateValidation waits for it to be issued" }];
  const records = new Set(
    [
      ...validations.flatMap((validation) => graph.targets(validation, "validationRecordFqdns")),
      ...graph.of().filter((one) => dependsOn(one, certificate)),
    ].filter(({ type }) => /record/i.test(type)),
  );
  const { names, complete } = namesOf(certificate);
  // A wildcard and its parent are proven by the same record.
  const proven = new Set(names.map((name) => name.replace(/^\*\./, "")));
  return complete && records.size < proven.size
    ? [{ path: "", message: `${records.size} validation records for ${proven.size} names` }]
    : [];
}

function dependsOn({ propertyDependencies }: Node, { urn }: Node): boolean {
  return Object.values(propertyDependencies).some((urns) => urns.includes(urn));
}

/** The names of a certificate, and whether that is all of them. */
function namesOf({ reader }: Node): { names: string[]; complete: boolean } {
  const readings = [reader.get("domainName"), ...reader.items("subjectAlternativeNames").map((name) => name.get(""))];
  const names = readings.flatMap((name) => (name.known && typeof name.value === "string" ? [name.value] : []));
  const listed = reader.get("subjectAlternativeNames").known;
  return { names: names.map((name) => name.toLowerCase()), complete: listed && readings.every(({ known }) => known) };
}

/** The certificates that an input refers to: most often to their validations, so that it waits for them. */
function certificatesAt(graph: Graph, node: Node, input: string): Node[] {
  return graph
    .targets(node, input, certificateType, validationType)
    .flatMap((target) =>
      target.type === certificateType ? [target] : graph.targets(target, "certificateArn", certificateType),
    );
}

function covers(name: string, host: string): boolean {
  return name === host || name === host.replace(/^[^.]+/, "*");
}

/** Hosts that no certificate covers. Nothing where a certificate is not of this stack, or a name of one is unknown. */
function uncovered(certificates: readonly Node[], hosts: readonly { path: string; value: string }[]): Finding[] {
  const all = certificates.map(namesOf);
  if (all.length === 0 || all.some(({ complete }) => !complete)) return [];
  const names = all.flatMap((one) => one.names);
  return hosts
    .filter(({ value }) => value !== "*" && !names.some((name) => covers(name, value.toLowerCase())))
    .map(({ path }) => ({ path, message: "no certificate covers this host" }));
}

function listenerFaults(graph: Graph, listener: Node): StackFinding[] {
  if (!known(listener.reader, "protocol", encrypts)) return [];
  const own = certificatesAt(graph, listener, "certificateArn");
  if (own.length === 0) {
    // One of another stack, or none.
    return on(listener, demand(listener.reader, "certificateArn", isSet, "encrypts without a certificate"));
  }
  const others = graph
    .referring(listener, "listenerArn", ...listenerCertificateTypes)
    .map((attachment) => certificatesAt(graph, attachment, "certificateArn"));
  if (others.some((certificates) => certificates.length === 0)) return [];
  const certificates = [...own, ...others.flat()];
  return graph.referring(listener, "listenerArn", ...listenerRuleTypes).flatMap((rule) => {
    const hosts = rule.reader.items("conditions").flatMap((condition) => texts(condition, "hostHeader.values"));
    return on(rule, uncovered(certificates, hosts));
  });
}

function aliasFaults(graph: Graph, distribution: Node): StackFinding[] {
  const certificates = certificatesAt(graph, distribution, "viewerCertificate");
  return on(distribution, uncovered(certificates, texts(distribution.reader, "aliases")));
}

export const certNoWildcard: ResourceRule = {
  id: "cert-no-wildcard",
  types: [certificateType],
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { checkov: ["CKV2_AWS_71"] },
  rationale: "The key of a wildcard speaks for every host of the domain, also for those that do not exist yet.",
  fix: "Name each host in subjectAlternativeNames.",
  check: (certificate) => {
    const single = (value: unknown) => typeof value !== "string" || !value.startsWith("*.");
    const message = "covers every host of a domain";
    return [
      ...demand(certificate, "domainName", single, message),
      ...demandEach(certificate, "subjectAlternativeNames", single, message),
    ];
  },
};
