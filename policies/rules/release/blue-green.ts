import { text } from "../../demand.ts";
import type { Graph, StackFinding } from "../../graph.ts";
import type { StackRule } from "../../rule.ts";
import {
  bothColors,
  type Color,
  type Colored,
  isReleasing,
  otherThan,
  sameSystem,
  type Split,
  splits,
  targetGroups,
  workloads,
} from "./colors.ts";

export const bluegreenPair: StackRule = {
  id: "bluegreen-pair",
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-025", "MC-128", "MC-129", "MC-131", "MC-136", "MC-205"],
  refs: {},
  rationale: "A release moves weights and nothing else, so both colors must be there to be given any, and one is live.",
  fix: "Declare both colors' target groups, list both in each rule, and run all services of a color that gets traffic.",
  checkStack: (graph) => {
    const groups = targetGroups(graph);
    const running = workloads(graph);
    const shared = splits(graph);
    const live = shared.filter(({ isTest }) => !isTest);
    return [
      ...routedServices(graph, groups),
      ...groups.filter((group) => !hasTwin(group, groups)).map(lacks("target group")),
      ...live.flatMap(alone),
      ...running
        .filter((one) => !hasTwin(one, running) && isReleasing(one.system, running, shared))
        .map(lacks("workload, and a release runs")),
      ...live.flatMap((split) => deadEnds(split, running)),
      ...twoActive(live),
    ];
  },
};

function hasTwin({ color, system, service }: Colored, all: readonly Colored[]): boolean {
  return all.some((one) => one.color !== color && one.service === service && sameSystem(one.system, system));
}

function lacks(what: string): (one: Colored) => StackFinding {
  return ({ node, color }) => ({ urn: node.urn, path: "", message: `${otherThan(color)} has no such ${what}` });
}

/** Our own component says which services the load balancer reaches. */
function routedServices(graph: Graph, groups: readonly Colored[]): StackFinding[] {
  return graph.of("trading:release:BlueGreen").flatMap((component) => {
    const own = groups.filter(({ node }) => graph.ancestors(node).some(({ urn }) => urn === component.urn));
    return component.reader.items("system.services").flatMap((service) => {
      const name = text(service, "name");
      if (name === undefined || service.items("routes").length === 0) return [];
      return bothColors
        .filter((color) => !own.some((group) => group.color === color && group.service.includes(name)))
        .map((color) => ({ urn: component.urn, path: service.path, message: `has no target group in ${color}` }));
    });
  });
}

function alone({ node, path, colors, isComplete }: Split): StackFinding[] {
  const [first] = colors;
  if (first === undefined || colors.size > 1 || !isComplete) return [];
  return [{ urn: node.urn, path, message: `leaves ${otherThan(first)} out, so weights cannot move` }];
}

/** Traffic to a color of which nothing runs. */
function deadEnds({ node, system, shares }: Split, running: readonly Colored[]): StackFinding[] {
  const own = running.filter((one) => sameSystem(one.system, system));
  if (own.length === 0) return [];
  return shares.flatMap(({ path, weight, color }) => {
    const target = weight !== undefined && weight > 0 ? color() : undefined;
    if (target === undefined || own.some((one) => one.color === target)) return [];
    return [{ urn: node.urn, path, message: `sends ${weight} to ${target}, of which nothing runs` }];
  });
}

/** Rules of one system that make different colors the live one. */
function twoActive(live: readonly Split[]): StackFinding[] {
  const decided = live.flatMap((split) => {
    const color = liveColor(split);
    return color === undefined ? [] : [{ split, color }];
  });
  return decided.flatMap(({ split, color }, i) => {
    const before = decided.slice(0, i).find((one) => sameSystem(one.split.system, split.system));
    if (before === undefined || before.color === color) return [];
    const message = `makes ${color} live, and another rule ${before.color}`;
    return [{ urn: split.node.urn, path: split.path, message }];
  });
}

/** The color with more of the traffic; undefined in a tie, and where a weight or target is unknown. */
function liveColor({ shares }: Split): Color | undefined {
  const sums = { blue: 0, green: 0 };
  for (const { weight, color } of shares) {
    const target = color();
    if (weight === undefined || target === undefined) return undefined;
    sums[target] += weight;
  }
  return sums.blue === sums.green ? undefined : sums.blue > sums.green ? "blue" : "green";
}
