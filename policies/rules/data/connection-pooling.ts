import { atMost, matches, text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader, Reading } from "../../read.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { carriesPods, containers, podTemplates } from "../pods.ts";
import { cluster, instance, naming, ofSource } from "./databases.ts";
import { wholeNumber } from "./figures.ts";

const proxy = "aws:rds/proxy:Proxy";
const pool = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup";
const proxied = "aws:rds/proxyTarget:ProxyTarget";

/** Percent of a server's connections that pools may take; the rest is for migrations, updates and people. */
const mostPercent = 80;

export const dbConnectionPooling: StackRule = {
  id: "db-connection-pooling",
  severity: "medium",
  level: "advisory",
  requirements: ["MC-047", "MC-050"],
  refs: {},
  rationale: "Pods share few connections, so that a release that doubles the pods does not use up the server's.",
  fix: "Put an RDS Proxy or PgBouncer before the database, and let its pools take 80% of max_connections at most.",
  checkStack: (graph) => [
    ...graph.of(instance, cluster).flatMap((database) => unpooled(graph, database)),
    ...graph.of(proxy).flatMap((one) => unbounded(graph, one)),
  ],
};

function unbounded(graph: Graph, one: Node): StackFinding[] {
  const path = "connectionPoolConfig.maxConnectionsPercent";
  const message = `its pool may take more than ${mostPercent}% of the server's connections`;
  const groups = graph.referring(one, "dbProxyName", pool);
  // A proxy whose pool is not declared takes all of them.
  if (groups.length === 0) return [{ urn: one.urn, path: "", message }];
  return groups.flatMap(({ urn, reader }) => {
    const percent = reader.get(path);
    return !percent.known || atMost(mostPercent)(percent.value) ? [] : [{ urn, path, message }];
  });
}

function unpooled(graph: Graph, database: Node): StackFinding[] {
  const { urn, reader } = database;
  const found = ofSource(reader, () => {
    const inputs = ["dbInstanceIdentifier", "dbClusterIdentifier"];
    if (inputs.some((input) => naming(graph, database, input, proxied).length > 0)) return [];
    const carriers = graph.of().filter(({ type }) => carriesPods(type));
    const poolers = carriers.filter((carrier) =>
      imagesOf(carrier).some((image) => image.known && isPooler(image.value)),
    );
    if (poolers.length > 0) return crowded(graph, database, poolers);
    // One of an image that only the update will tell may be a pooler.
    if (carriers.flatMap(imagesOf).some(({ known }) => !known)) return [];
    return [{ path: "", message: "nothing pools its connections" }, ...crowded(graph, database, carriers)];
  });
  return found === "not-applicable" ? [] : found.map((finding) => ({ urn, ...finding }));
}

/** Whether the pods that connect to a database may ask it for more than their share. */
function crowded(graph: Graph, database: Node, carriers: readonly Node[]): Finding[] {
  const limit = maxConnections(graph, database);
  if (limit === undefined) return [];
  const asked = sum(carriers.map(connections));
  const message = `pools may ask for ${asked} of its ${limit} connections, more than ${mostPercent}%`;
  return asked * 100 <= limit * mostPercent ? [] : [{ path: "", message }];
}

function imagesOf({ type, reader }: Node): Reading[] {
  return podTemplates(type, reader).flatMap((template) => containers(template).map((one) => one.get("image")));
}

const isPooler = matches(/(^|\/)[^/]*(pgbouncer|pgcat|odyssey)[^/]*$/);

/** Connections that all pods of a workload may keep, as far as their variables say. */
function connections({ type, reader }: Node): number {
  const replicas = reader.get("spec.replicas");
  const pods = !replicas.known ? 0 : typeof replicas.value === "number" ? replicas.value : 1;
  const sizes = podTemplates(type, reader)
    .flatMap((template) => containers(template))
    .flatMap((one) => one.items("env").map(poolSize));
  return pods * sum(sizes);
}

/** Of a variable such as `DB_POOL_SIZE`, or of a connection string that has `Maximum Pool Size=20` in it. */
function poolSize(variable: Reader): number {
  const [name, value] = [text(variable, "name") ?? "", text(variable, "value") ?? ""];
  const isSize = /(^|_)(POOL_?SIZE|POOL_?MAX|MAX_?POOL)$/i.test(name) && !/(^|_)MIN_/i.test(name);
  const [, size] = (isSize ? /^(\d+)$/ : /(?:max(?:imum)? pool size|connection_limit)=(\d+)/i).exec(value) ?? [];
  return Number(size ?? 0);
}

/** What the database's parameter group says; AWS's own limit follows from the memory, which is not known here. */
function maxConnections(graph: Graph, database: Node): number | undefined {
  const types = ["aws:rds/parameterGroup:ParameterGroup", "aws:rds/clusterParameterGroup:ClusterParameterGroup"];
  const inputs = ["parameterGroupName", "dbClusterParameterGroupName"];
  const values = inputs
    .flatMap((input) => graph.targets(database, input, ...types))
    .flatMap(({ reader }) => reader.items("parameters"))
    .filter((parameter) => text(parameter, "name") === "max_connections")
    .map((parameter) => parameter.get("value"));
  return values
    .map((reading) => (reading.known ? wholeNumber(reading.value) : undefined))
    .find((limit) => limit !== undefined);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
