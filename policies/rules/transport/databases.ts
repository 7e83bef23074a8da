import { demand, is, known, matches, text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import { on } from "./found.ts";

interface Kind {
  type: string;
  /** The input that names the group. */
  input: string;
  group: string;
}

const kinds: readonly Kind[] = [
  {
    type: "aws:rds/instance:Instance",
    input: "parameterGroupName",
    group: "aws:rds/parameterGroup:ParameterGroup",
  },
  {
    type: "aws:rds/cluster:Cluster",
    input: "dbClusterParameterGroupName",
    group: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
  },
];

export const rdsForceSsl: StackRule = {
  id: "rds-force-ssl",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-008", "MC-037"],
  refs: { checkov: ["CKV2_AWS_69"] },
  rationale: "The database refuses plain connections itself, and says so: the default differs from version to version.",
  fix: "Set rds.force_ssl to 1 (require_secure_transport for MySQL) in a parameter group of this stack, and use that group.",
  checkStack: (graph) =>
    kinds.flatMap((kind) => [
      ...graph.of(kind.group).flatMap((group) => on(group, groupFaults(group.reader))),
      ...graph.of(kind.type).flatMap((database) => databaseFaults(graph, database, kind)),
    ]),
};

/** The parameter that forces TLS, by engine or by family such as `postgres17`; Oracle and Db2 have none. */
function switchOf(engine: string | undefined): string | undefined {
  if (engine === undefined || /postgres|sqlserver/.test(engine)) return "rds.force_ssl";
  return /mysql|mariadb/.test(engine) ? "require_secure_transport" : undefined;
}

function groupFaults(group: Reader): Finding[] {
  const family = group.get("family");
  const name = family.known ? switchOf(text(group, "family")) : undefined;
  if (name === undefined) return [];
  const parameters = group.items("parameters");
  const names = parameters.map((parameter) => parameter.get("name"));
  const [forced] = parameters.filter((_, i) => names[i]?.known === true && names[i].value === name);
  if (forced !== undefined) return demand(forced, "value", matches(/^(1|on|true)$/i), "does not force TLS");
  // It may be among those whose names are unknown.
  const whole = group.get("parameters").known;
  return whole ? [{ path: "parameters", message: "none of them forces TLS" }] : [];
}

function databaseFaults(graph: Graph, database: Node, { input, group }: Kind): StackFinding[] {
  if (graph.targets(database, input, group).length > 0) return [];
  const { reader } = database;
  // A replica has its source's group when it names none.
  const isReplica = graph.targets(database, "replicateSourceDb", database.type).length > 0;
  if (isReplica && known(reader, input, is(undefined))) return [];
  const engine = reader.get("engine");
  if (!engine.known || switchOf(text(reader, "engine")) === undefined) return [];
  return on(
    database,
    demand(reader, input, () => false, "no parameter group of this stack forces TLS"),
  );
}

export const rdsProxyTls: ResourceRule = {
  id: "rds-proxy-tls",
  types: ["aws:rds/proxy:Proxy"],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-037", "MC-050"],
  refs: { fsbp: ["RDS.43"] },
  rationale:
    "Every service reaches the database through the proxy, which takes plain connections unless told otherwise.",
  fix: "Set requireTls to true.",
  check: (proxy) => demand(proxy, "requireTls", is(true), "takes plain connections"),
};
