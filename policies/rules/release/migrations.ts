import { text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { containers, podTemplates } from "../pods.ts";
import { type Color, objects, otherThan, sameSystem, systemAround, workloads } from "./colors.ts";

const jobType = "kubernetes:batch/v1:Job";
/** What a migration Job is asked to do: `001-enums:expand` and so on, with blanks between (`migration/run.sh`). */
const stepsVariable = "MIGRATION_STEPS";

export const bluegreenDbCompatible: StackRule = {
  id: "bluegreen-db-compatible",
  severity: "high",
  level: "production",
  requirements: ["MC-012", "MC-019", "MC-021", "MC-236", "MC-247"],
  refs: {},
  rationale: "Both colors use one database, so a step that takes away what the live color needs breaks it at once.",
  fix: "Run the declared steps in a Job of the color, in order, and contract steps once the other color has gone.",
  checkStack: (graph) => {
    const runs = graph
      .of(jobType)
      .filter(isMigration)
      .map((node) => runOf(graph, node));
    return [
      ...runs.flatMap((run) => [...sequenceFaults(graph, run), ...destructiveFaults(graph, run, runs)]),
      ...colorsWithout(graph),
    ];
  },
};

/** A migration Job and what it says that it runs. */
interface Run {
  node: Node;
  color: Color | undefined;
  system: string | undefined;
  /** Where its steps stand; undefined where it lists none. */
  steps: Reader | undefined;
  /** Undefined while they are unknown. */
  listed: readonly Step[] | undefined;
}

interface Step {
  number: number;
  name: string;
  kind: string;
}

function containersOf({ reader }: Node): readonly Reader[] {
  return podTemplates(jobType, reader).flatMap((template) => containers(template));
}

function isMigration(job: Node): boolean {
  const { name, reader } = job;
  const said = ["metadata.name", "metadata.labels"].flatMap((path) => reader.literals(path));
  const run = containersOf(job).flatMap((container) =>
    ["name", "image", "command", "args"].flatMap((path) => container.literals(path)),
  );
  return [name, ...[...said, ...run].map(({ value }) => String(value))].some((text) => marks.test(text));
}

const marks = /migrat|flyway|liquibase/i;

function runOf(graph: Graph, node: Node): Run {
  const steps = containersOf(node)
    .flatMap((container) => container.items("env"))
    .find((variable) => text(variable, "name") === stepsVariable);
  const value = steps === undefined ? undefined : text(steps, "value");
  const own = objects(graph, jobType).find((one) => one.node.urn === node.urn);
  const system = own?.system ?? systemAround(graph, node);
  return { node, color: own?.color, system, steps, listed: value?.split(/\s+/).flatMap(stepOf) };
}

function stepOf(entry: string): Step[] {
  if (entry === "") return [];
  const [, digits, kind = ""] = /^(\d+)-[a-z0-9-]*[a-z0-9]:(expand|contract)$/.exec(entry) ?? [];
  return [{ number: digits === undefined ? NaN : Number(digits), name: entry, kind }];
}

/** The steps are listed one by one, in order, and none is left out without the system's saying so. */
function sequenceFaults(graph: Graph, run: Run): StackFinding[] {
  const { node, steps, listed } = run;
  const declared = declaredNumbers(graph, run.system);
  if (steps === undefined) {
    const isKnown = containersOf(node).every((container) => {
      const names = container.items("env").map((variable) => variable.get("name"));
      return names.length > 0 ? names.every((name) => name.known) : container.get("env").known;
    });
    if (!isKnown || declared !== undefined) return [];
    return [{ urn: node.urn, path: "spec.template.spec.containers", message: "does not list the steps that it runs" }];
  }
  const at = (message: string): StackFinding => ({ urn: node.urn, path: steps.at("value"), message });
  if (listed?.length === 0) return [at("lists no step")];
  return (listed ?? []).flatMap(({ number }, i, all) => {
    if (Number.isNaN(number)) return [at(`step ${i + 1} is not <number>-<name>:<expand or contract>`)];
    const before = all[i - 1]?.number;
    if (before === undefined || Number.isNaN(before)) return [];
    if (number <= before) return [at(`step ${number} comes after ${before}`)];
    return isGap(before, number, declared) ? [at(`leaves out what lies between ${before} and ${number}`)] : [];
  });
}

/** Numbers that are dates follow each other without being neighbors. */
const firstDate = 1_000_000;

function isGap(before: number, number: number, declared: Declared | undefined): boolean {
  if (number === before + 1 || number >= firstDate) return false;
  if (declared === undefined) return true;
  return declared.some((one) => one > before && one < number);
}

type Declared = readonly number[];

/** Numbers of the steps that our own component says a system has: it declares each gap by leaving it out (G1). */
function declaredNumbers(graph: Graph, system: string | undefined): Declared | undefined {
  const all = graph
    .of("trading:release:BlueGreen")
    .filter(({ reader }) => sameSystem(text(reader, "system.name"), system))
    .flatMap(({ reader }) => reader.items("system.migrations").map((step) => parseInt(text(step, "name") ?? "", 10)));
  return all.length === 0 ? undefined : all;
}

/** Steps that the other color's own migrations do not have, and that take something away while it runs. */
function destructiveFaults(graph: Graph, run: Run, runs: readonly Run[]): StackFinding[] {
  const { node, color, system, steps, listed } = run;
  const running = new Set(
    workloads(graph)
      .filter((one) => sameSystem(one.system, system))
      .map((one) => one.color),
  );
  if (color === undefined ? running.size < 2 : !running.has(otherThan(color))) return [];
  const others = runs.filter((one) => one.color !== color && sameSystem(one.system, system));
  const survived = new Set(others.flatMap((one) => (one.listed ?? []).map(({ name }) => name)));
  const taking = (listed ?? []).filter(({ kind, name }) => kind === "contract" && !survived.has(name));
  const isUnknown = others.some(({ steps: their, listed: names }) => their !== undefined && names === undefined);
  const message = "takes away what the other color needs, which runs";
  return [
    ...(steps === undefined || taking.length === 0 || isUnknown
      ? []
      : [{ urn: node.urn, path: steps.at("value"), message }]),
    ...statements(graph, node)
      .filter(({ value }) => destructive.test(value))
      .map(({ urn, path }) => ({ urn, path, message })),
  ];
}

const destructive =
  /\bdrop\s+(table|column|schema|database|view|type)\b|\btruncate\s+(table\s+)?[\w"]|\balter\s+table\b[^;]*\b(drop|rename)\b/i;

/** Texts that a Job runs: its arguments, and the files that are mounted from ConfigMaps. */
function statements(graph: Graph, job: Node): readonly { urn: string; path: string; value: string }[] {
  const own = containersOf(job)
    .flatMap((container) => ["command", "args"].flatMap((path) => container.literals(path)))
    .map(({ path, value }) => ({ urn: job.urn, path, value: String(value) }));
  const mounted = graph
    .targets(job, "spec", "kubernetes:core/v1:ConfigMap")
    .flatMap(({ urn, reader }) =>
      reader.literals("data").map(({ path, value }) => ({ urn, path, value: String(value) })),
    )
    .filter(({ path }) => /sql/i.test(path));
  return [...own, ...mounted];
}

/** Colors of a system with migrations that start without them. */
function colorsWithout(graph: Graph): StackFinding[] {
  return graph
    .of("trading:release:BlueGreen")
    .filter(({ reader }) => reader.items("system.migrations").length > 0)
    .flatMap((component) => graph.within(component).filter(({ type }) => type === "trading:release:Color"))
    .filter((color) => !graph.within(color).some((node) => node.type === jobType && isMigration(node)))
    .map(({ urn }) => ({ urn, path: "", message: "starts without the system's migrations" }));
}
