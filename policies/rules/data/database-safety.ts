import { demand, is, isSet } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { ResourceRule, StackRule } from "../../rule.ts";
import { cluster, instance, member, naming, ofSource } from "./databases.ts";

export const rdsEncrypted: ResourceRule = {
  id: "rds-encrypted",
  types: [instance, cluster],
  severity: "critical",
  level: "mandatory",
  requirements: [],
  refs: { checkov: ["CKV_AWS_16", "CKV_AWS_96"], fsbp: ["RDS.3", "RDS.27"], cis: ["2.2.1"] },
  rationale: "A database's storage, backups and replicas are encrypted, which can only be chosen when it is made.",
  fix: "Set storageEncrypted to true; a database that is there already moves by a snapshot copied with a key.",
  check: (database) =>
    ofSource(database, () => {
      const encrypted = database.get("storageEncrypted");
      if (!encrypted.known || encrypted.value === true) return [];
      if (encrypted.value === undefined) {
        // Of all kinds only Aurora Serverless encrypts by itself.
        const mode = database.get("engineMode");
        if (!mode.known || mode.value === "serverless") return [];
      }
      return [{ path: "storageEncrypted", message: "its storage is not encrypted" }];
    }),
};

export const rdsPrivate: ResourceRule = {
  id: "rds-private",
  types: [instance, member],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { checkov: ["CKV_AWS_17"], fsbp: ["RDS.2"], cis: ["2.2.3"] },
  rationale: "A database has no address on the internet, so that a guessed password is not enough to read it.",
  fix: "Set publiclyAccessible to false, or leave it out.",
  exceptions: "none",
  check: (database) =>
    demand(database, "publiclyAccessible", is(undefined, false), "it has an address on the internet"),
};

export const rdsMultiAz: StackRule = {
  id: "rds-multi-az",
  severity: "high",
  level: "production",
  requirements: ["MT-079", "MC-270", "MC-282", "MC-289"],
  refs: { checkov: ["CKV_AWS_157"], fsbp: ["RDS.5", "RDS.15"], cis: ["2.2.4"] },
  rationale: "A standby in another zone takes over within minutes; a restored backup takes hours, and 99.9% is gone.",
  fix: "Set multiAz to true; give an Aurora cluster a second instance in another zone.",
  checkStack: (graph) => [
    ...graph.of(instance).flatMap(withoutStandby),
    ...graph.of(cluster).flatMap((node) => inOneZone(graph, node)),
  ],
};

function withoutStandby({ urn, reader }: Node): StackFinding[] {
  const found = ofSource(reader, () => demand(reader, "multiAz", is(true), "it has no standby in another zone"));
  return found === "not-applicable" ? [] : found.map((finding) => ({ urn, ...finding }));
}

function inOneZone(graph: Graph, node: Node): StackFinding[] {
  const { urn, reader } = node;
  const [size, mode] = [reader.get("dbClusterInstanceClass"), reader.get("engineMode")];
  // A Multi-AZ cluster is three instances in three zones, and Aurora Serverless moves to another zone by itself.
  if (!size.known || isSet(size.value) || !mode.known || mode.value === "serverless") return [];
  const members = naming(graph, node, "clusterIdentifier", member);
  if (members.length < 2) {
    return [{ urn, path: "", message: `it has ${members.length} of at least 2 instances` }];
  }
  // Where none is named, Aurora chooses a zone that the cluster is not in yet.
  const zones = members.map((one) => one.reader.get("availabilityZone"));
  const named = new Set(zones.flatMap((zone) => (zone.known && isSet(zone.value) ? [zone.value] : ["another"])));
  return named.size > 1 || named.has("another") ? [] : [{ urn, path: "", message: "its instances share one zone" }];
}

export const rdsDeletionProtection: ResourceRule = {
  id: "rds-deletion-protection",
  types: [instance, cluster],
  severity: "high",
  level: "production",
  requirements: ["MC-273"],
  refs: { checkov: ["CKV_AWS_293", "CKV_AWS_139"], fsbp: ["RDS.7", "RDS.8"] },
  rationale: "AWS itself refuses to delete the database, whoever asks and from whatever tool.",
  fix: "Set deletionProtection to true.",
  check: (database) => demand(database, "deletionProtection", is(true), "AWS would delete it when asked"),
};
