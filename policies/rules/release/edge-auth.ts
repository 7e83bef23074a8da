import { is, known, text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { isRoute } from "./colors.ts";
import { hasFilter, isGuarded, ruleTypes } from "./entrances.ts";

const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";

export const edgeAuth: StackRule = {
  id: "edge-auth",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: { fsbp: ["APIGateway.8"] },
  rationale:
    "Pages for administrators, metrics and API descriptions tell an attacker what to do next, or let him do it.",
  fix: "Leave the path off the public entrance, or have the entrance authenticate or admit known addresses alone.",
  checkStack: (graph) => [
    ...graph.of(...ruleTypes).flatMap((rule) => ruleFaults(graph, rule)),
    ...graph.of(ingressType).flatMap(ingressFaults),
    ...graph
      .of()
      .filter(({ type }) => isRoute(type))
      .flatMap(routeFaults),
    ...graph.of("aws:apigatewayv2/route:Route").flatMap(apiFaults),
    ...graph.of("aws:apigateway/method:Method").flatMap((method) => methodFaults(graph, method)),
  ],
};

/** One part of a path below which only operators have business. */
const privatePart =
  /^(admin(istrator|istration)?|metrics|prometheus|actuator|hangfire|pprof|swagger(-ui)?|swagger\.(json|ya?ml|html))$/i;

function isPrivate(path: string | undefined): boolean {
  return (path ?? "").split("/").some((part) => privatePart.test(part.replace(/[*?^$()\\]/g, "")));
}

const open = "is open to everybody";

function privatePaths(places: readonly Reader[]): readonly Reader[] {
  return places.filter((place) => isPrivate(text(place, "")));
}

function ruleFaults(graph: Graph, rule: Node): StackFinding[] {
  const { urn, reader } = rule;
  const patterns = reader
    .items("conditions")
    .flatMap((condition) => ["values", "regexValues"].flatMap((key) => condition.items(`pathPattern.${key}`)));
  const forwards = reader.items("actions").some((action) => known(action, "type", is("forward")));
  const places = forwards ? privatePaths(patterns) : [];
  return places.length === 0 || isGuarded(graph, rule) ? [] : places.map(({ path }) => ({ urn, path, message: open }));
}

/** Annotations by which a controller asks who it is, or admits known addresses alone. */
const guards =
  /\/(auth-(url|type|secret|tls-secret)|(white|allow)list-source-range|inbound-cidrs|router\.middlewares)$/;

function ingressFaults({ urn, reader }: Node): StackFinding[] {
  const paths = reader
    .items("spec.rules")
    .flatMap((rule) => rule.items("http.paths"))
    .map((path) => path.block("path"));
  const places = privatePaths(paths);
  if (places.length === 0 || !reader.get("metadata.annotations").known) return [];
  const annotations = reader.entries("metadata.annotations");
  const isGuarding = annotations.some(
    ([key, value]) => guards.test(key) && !/^none$|(^|[\s,])(0\.0\.0\.0|::)\/0/.test(text(value, "") ?? ""),
  );
  return isGuarding || isInternal(reader) ? [] : places.map(({ path }) => ({ urn, path, message: open }));
}

/** The AWS controller's balancers are internal unless they are told otherwise. */
function isInternal(ingress: Reader): boolean {
  const annotation = (key: string) => text(ingress, `metadata.annotations[${JSON.stringify(key)}]`);
  const kind = text(ingress, "spec.ingressClassName") ?? annotation("kubernetes.io/ingress.class") ?? "";
  const scheme = annotation("alb.ingress.kubernetes.io/scheme") ?? (kind === "alb" ? "internal" : undefined);
  return scheme === "internal" || /internal|private/.test(kind);
}

function routeFaults({ urn, reader }: Node): StackFinding[] {
  return reader.items("spec.rules").flatMap((rule) => {
    const places = privatePaths(rule.items("matches").map((match) => match.block("path.value")));
    return hasFilter(rule) ? [] : places.map(({ path }) => ({ urn, path, message: open }));
  });
}

const unauthorized = is(undefined, "NONE");

function apiFaults({ urn, reader }: Node): StackFinding[] {
  if (!isPrivate(text(reader, "routeKey")?.replace(/^\S+\s+/, ""))) return [];
  return known(reader, "authorizationType", unauthorized) ? [{ urn, path: "authorizationType", message: open }] : [];
}

function methodFaults(graph: Graph, method: Node): StackFinding[] {
  if (!known(method.reader, "authorization", unauthorized)) return [];
  const path = pathOf(graph, method, "resourceId", 9);
  return isPrivate(path) ? [{ urn: method.urn, path: "authorization", message: open }] : [];
}

/** The path of an API's resource, from the parts that each resource on the way has. */
function pathOf(graph: Graph, node: Node, input: string, depth: number): string {
  const [resource] = depth === 0 ? [] : graph.targets(node, input, "aws:apigateway/resource:Resource");
  if (resource === undefined) return "";
  return `${pathOf(graph, resource, "parentId", depth - 1)}/${text(resource.reader, "pathPart") ?? ""}`;
}
