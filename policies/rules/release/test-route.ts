import { text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reading } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { isRoute, sameSystem, splits } from "./colors.ts";
import { hasFilter, hasFirewall, isGuarded, ruleTypes } from "./entrances.ts";

/** Name of the header that asks for the preview color (MC-141). */
const testHeader = /^x-test-green$/i;

export const greenTestRoute: StackRule = {
  id: "green-test-route",
  severity: "medium",
  level: "advisory",
  requirements: ["MC-141", "MC-142", "MC-143", "MC-144"],
  refs: {},
  rationale: "What is to get traffic is tried first by the way that users will take, and by nobody else.",
  fix: "Route X-Test-Green: true to the preview color, together with a secret header, a source range or a firewall.",
  checkStack: (graph) => [...withoutTestRoute(graph), ...openTestRoutes(graph)],
};

/** Systems whose traffic is shared out, and whose preview color cannot be asked for. */
function withoutTestRoute(graph: Graph): StackFinding[] {
  const shared = splits(graph);
  const live = shared.filter(({ isTest, colors }) => !isTest && colors.size === 2);
  const tested = shared.filter(({ node }) => headerNames(node).some((name) => testHeader.test(name)));
  return live
    .filter((split) => !tested.some((test) => sameSystem(test.system, split.system)))
    .filter((split, i, all) => all.findIndex((one) => sameSystem(one.system, split.system)) === i)
    .map(({ node }) => ({ urn: node.urn, path: "", message: "its system has no route for X-Test-Green" }));
}

/** Rules that let anybody try the preview color who knows the header's name. */
function openTestRoutes(graph: Graph): StackFinding[] {
  const message = "lets anybody reach the preview color";
  const byListeners = graph.of(...ruleTypes).flatMap((rule) => {
    const headers = rule.reader.items("conditions").map((condition) => condition.block("httpHeader"));
    const names = headers.map((header) => header.get("httpHeaderName"));
    const test = headers.find((_, i) => isTestHeader(names[i]));
    // A second header is a secret that only testers know.
    const isSecret = names.some((name) => !name.known || (name.value !== undefined && !isTestHeader(name)));
    if (test === undefined || isSecret || isGuarded(graph, rule) || hasFirewall(graph, rule)) return [];
    return [{ urn: rule.urn, path: test.path, message }];
  });
  const byRoutes = graph
    .of()
    .filter(({ type }) => isRoute(type))
    .flatMap(({ urn, reader }) =>
      reader.items("spec.rules").flatMap((rule) => {
        const open = rule.items("matches").filter((match) => {
          const names = match.items("headers").map((header) => header.get("name"));
          return names.length > 0 && names.every(isTestHeader);
        });
        return hasFilter(rule) ? [] : open.map((match) => ({ urn, path: match.at("headers"), message }));
      }),
    );
  return [...byListeners, ...byRoutes];
}

function headerNames({ type, reader }: Node): readonly string[] {
  const headers = isRoute(type)
    ? reader
        .items("spec.rules")
        .flatMap((rule) => rule.items("matches"))
        .flatMap((match) => match.items("headers").map((header) => text(header, "name")))
    : reader.items("conditions").map((condition) => text(condition, "httpHeader.httpHeaderName"));
  return headers.flatMap((name) => name ?? []);
}

function isTestHeader(reading: Reading | undefined): boolean {
  return reading?.known === true && typeof reading.value === "string" && testHeader.test(reading.value);
}
