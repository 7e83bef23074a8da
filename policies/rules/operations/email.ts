import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { StackRule } from "../../rule.ts";
import { demand, is, isSet, known, text } from "../../demand.ts";
import { each, glance, hostname, isOpen, names, on } from "./values.ts";

const record = "aws:route53/record:Record";
/** An identity of SES, with the key of its domain; the older API has its signature as a resource of its own. */
const identities: Readonly<Record<string, string>> = {
  "aws:sesv2/emailIdentity:EmailIdentity": "emailIdentity",
  "aws:ses/domainIdentity:DomainIdentity": "domain",
};
const mailFromTypes: Readonly<Record<string, string>> = {
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": "emailIdentity",
  "aws:ses/mailFrom:MailFrom": "domain",
};
/** Easy DKIM's: SES changes them one at a time. */
const easyKeys = 3;

export const emailAuthenticated: StackRule = {
  id: "email-authenticated",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-029", "MC-170"],
  refs: {},
  rationale:
    "Receivers drop or hide mail that they cannot tell from a forgery, and AWS stops a sender whose mail bounces.",
  fix: "Declare the records of DKIM, SPF and DMARC, a MAIL FROM domain, and where bounces are sent to.",
  checkStack: (graph) => graph.of(...Object.keys(identities)).flatMap((identity) => faultsOf(graph, identity)),
};

function faultsOf(graph: Graph, identity: Node): StackFinding[] {
  const domain = text(identity.reader, identities[identity.type] ?? "");
  // An address is vouched for by its domain.
  if (domain?.includes("@") === true) return [];
  return [
    ...keyFaults(graph, identity, domain),
    ...envelopeFaults(graph, identity),
    ...(domain === undefined ? [] : dmarcFaults(graph, identity, domain)),
    ...bounceFaults(graph, identity),
  ];
}

function keyFaults(graph: Graph, identity: Node, domain: string | undefined): StackFinding[] {
  const own = identity.reader.get("dkimSigningAttributes.domainSigningSelector");
  const wanted = own.known && !isSet(own.value) ? easyKeys : 1;
  const sources = [identity, ...graph.referring(identity, "domain", "aws:ses/domainDkim:DomainDkim")];
  const found = graph.of(record).filter((one) => {
    const name = glance(one, "name");
    if (name !== undefined && domain !== undefined) return hostname(name).endsWith(`._domainkey.${hostname(domain)}`);
    // Before SES has made the keys up, only where the record's parts come from tells.
    return (
      isOr(glance(one, "type"), "CNAME", "TXT") &&
      sources.some((source) => ["name", "records"].some((input) => graph.refers(one, input, source)))
    );
  });
  return found.length >= wanted
    ? []
    : on(identity, [{ path: "", message: `${found.length} of the ${wanted} records of its DKIM keys are declared` }]);
}

function envelopeFaults(graph: Graph, identity: Node): StackFinding[] {
  const key = identities[identity.type] ?? "";
  const all = graph.of(...Object.keys(mailFromTypes));
  const envelopes = all.filter((one) => names(graph, one, mailFromTypes[one.type] ?? "", identity, key));
  if (envelopes.length === 0) {
    if (all.some((one) => isOpen(one, mailFromTypes[one.type] ?? ""))) return [];
    return on(identity, [{ path: "", message: "no MAIL FROM domain: SPF speaks for Amazon's, not for this one" }]);
  }
  return envelopes.flatMap((envelope) => {
    const from = text(envelope.reader, "mailFromDomain");
    return from === undefined || from === ""
      ? on(envelope, demand(envelope.reader, "mailFromDomain", isSet, "no MAIL FROM domain"))
      : [mx, spf].flatMap((wanted) => recordFaults(graph, envelope, [from], wanted));
  });
}

interface Wanted {
  kind: string;
  type: string;
  text: RegExp;
}

const mx: Wanted = { kind: "MX", type: "MX", text: /feedback-smtp\.[\w-]+\.amazonses\.com/ };
/** It names SES, and what to do with all others. */
const spf: Wanted = { kind: "SPF", type: "TXT", text: /^"?v=spf1\s.*\binclude:amazonses\.com\b.*[~-]all\b/i };
const dmarc: Wanted = {
  kind: "DMARC",
  type: "TXT",
  text: /^"?v=DMARC1\s*;.*\bp\s*=\s*(none|quarantine|reject)\b/,
};

/** Receivers ask the domain itself, and then the one that it is part of. */
function dmarcFaults(graph: Graph, identity: Node, domain: string): StackFinding[] {
  const labels = hostname(domain).split(".");
  const domains = labels.slice(0, -1).map((_, i) => labels.slice(i).join("."));
  return recordFaults(
    graph,
    identity,
    domains.map((name) => `_dmarc.${name}`),
    dmarc,
  );
}

/** What is wrong with a record that stands under one of some names, or that there is none, which its owner is told. */
function recordFaults(
  graph: Graph,
  owner: Node,
  hosts: readonly string[],
  { kind, type, text }: Wanted,
): StackFinding[] {
  const wanted = hosts.map(hostname);
  const records = graph.of(record).filter((one) => isOr(glance(one, "type"), type));
  const named = records.filter((one) => wanted.includes(hostname(glance(one, "name") ?? "")));
  const isIt = (line: unknown) => typeof line === "string" && text.test(line);
  if (named.some(({ reader }) => each(reader, "records").some((value) => known(value, "", isIt)))) return [];
  if (named.length > 0) {
    const message = `it is no ${kind} record`;
    return named.flatMap((one) =>
      on(
        one,
        demand(one.reader, "records", () => false, message),
      ),
    );
  }
  // A name that only the update tells may be the one, but not where the text is a resource's, as that of a proof is.
  const open = records.filter((one) => glance(one, "name") === undefined && !("records" in one.propertyDependencies));
  for (const { reader } of open) reader.get("name");
  return open.length > 0 ? [] : on(owner, [{ path: "", message: `there is no ${kind} record for it` }]);
}

/** A text that is one of some, or unknown. */
function isOr(text: string | undefined, ...some: readonly string[]): boolean {
  return text === undefined || some.includes(text);
}

/** Where events of a set of SES go: with the address, so not those that CloudWatch merely counts. */
const destinations: Readonly<Record<string, { events: string; enabled: string; to: readonly string[] }>> = {
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": {
    events: "eventDestination.matchingEventTypes",
    enabled: "eventDestination.enabled",
    to: ["snsDestination", "eventBridgeDestination", "kinesisFirehoseDestination"].map(
      (key) => `eventDestination.${key}`,
    ),
  },
  "aws:ses/eventDestination:EventDestination": {
    events: "matchingTypes",
    enabled: "enabled",
    to: ["snsDestination", "kinesisDestination"],
  },
};

function bounceFaults(graph: Graph, identity: Node): StackFinding[] {
  const key = identities[identity.type] ?? "";
  const notified = graph
    .of("aws:ses/identityNotificationTopic:IdentityNotificationTopic")
    .filter((one) => names(graph, one, "identity", identity, key))
    .filter(({ reader }) => !known(reader, "notificationType", (kind) => kind !== "Bounce"));
  if (notified.some((one) => "topicArn" in one.propertyDependencies || !known(one.reader, "topicArn", is(undefined)))) {
    return [];
  }
  const path = key === "domain" ? "" : "configurationSetName";
  const sets = setsOf(graph, identity);
  // A set of another stack says for itself what becomes of bounces.
  if (sets.length === 0 && path !== "" && !known(identity.reader, path, is(undefined))) return [];
  const named = "configurationSetName";
  const carried = graph
    .of(...Object.keys(destinations))
    .filter((one) => sets.some((set) => names(graph, one, named, set, named)) || isOpen(one, named))
    .some(carriesBounces);
  return carried ? [] : on(identity, [{ path, message: "bounces are told to nobody" }]);
}

/** The sets that an identity's mail goes by; the older API says so in each message, so it may be any. */
function setsOf(graph: Graph, identity: Node): Node[] {
  const types = ["aws:sesv2/configurationSet:ConfigurationSet", "aws:ses/configurationSet:ConfigurationSet"];
  if (identities[identity.type] === "domain") return graph.of(...types);
  const key = "configurationSetName";
  return graph.of(...types).filter((set) => names(graph, identity, key, set, key));
}

/** Whether a destination gets bounces, or may: what is unknown of it stands in the notes. */
function carriesBounces({ type, reader }: Node): boolean {
  const { events, enabled, to } = destinations[type] ?? { events: "", enabled: "", to: [] };
  const on = !known(reader, enabled, (value) => value !== true);
  const bounces = each(reader, events).some(
    (event) => !known(event, "", (name) => String(name).toUpperCase() !== "BOUNCE"),
  );
  return on && bounces && to.some((path) => reader.entries(path).length > 0);
}
