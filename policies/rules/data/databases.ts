import { isSet } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding } from "../../rule.ts";

export const instance = "aws:rds/instance:Instance";
/** An Aurora cluster, whose instances are resources of their own, or a Multi-AZ one of RDS, whose are not. */
export const cluster = "aws:rds/cluster:Cluster";
/** One of an Aurora cluster's instances. */
export const member = "aws:rds/clusterInstance:ClusterInstance";

/** Judges a database that is no read replica: those take from their source what the check asks for. */
export function ofSource(database: Reader, check: () => readonly Finding[]): readonly Finding[] | "not-applicable" {
  const source = database.get("replicateSourceDb");
  if (!source.known) return [];
  return isSet(source.value) ? "not-applicable" : check();
}

/** The resources of a type whose input names a database, which the graph does not know by a cluster's identifier. */
export function naming(graph: Graph, database: Node, input: string, type: string): Node[] {
  const names = database.reader.literals("clusterIdentifier").map(({ value }) => value);
  const isNamed = ({ reader }: Node) => reader.literals(input).some(({ value }) => names.includes(value));
  return graph.of(type).filter((node) => graph.refers(node, input, database) || isNamed(node));
}
