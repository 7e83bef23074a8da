import { unknown, type Value } from "../simulator/wire.ts";
import type { PlannedResource, PreviewDocument } from "./document.ts";

/** Marks up text for a terminal; the identity elsewhere. */
export type Style = (format: "bold" | "dim" | "green" | "red" | "yellow" | "cyan", text: string) => string;

/** `aws:ec2/vpc:Vpc` reads `aws:ec2:Vpc`; other types as they are. */
export function shortType(type: string): string {
  return type.replace(/^(aws|random|tls|postgresql):(\w+)\/\w+:/, "$1:$2:");
}

/**
 * The whole preview as a person reads it.
 *
 * @param findings what the policy pack says of it, as text
 */
export function renderPreview(document: PreviewDocument, findings: string, style: Style): string {
  const { stack, resources, outputs, timings } = document;
  const root = resources.find(({ parent }) => parent === null);
  const children = Map.groupBy(
    resources.filter(({ parent }) => parent !== null),
    ({ parent }) => parent ?? "",
  );
  const tree = branches(children, root?.urn ?? "", "", style);
  return [
    style("bold", `trading-platform, stack ${stack}: offline preview, no cloud was asked`),
    "",
    ...tree,
    "",
    style("bold", "Outputs"),
    ...renderValue(outputs, "  ", style),
    "",
    ...totals(document, style),
    "",
    findings,
    "",
    style(
      "dim",
      `${seconds(timings.totalMs)}, of which program ${seconds(timings.programMs)}, policies ${seconds(timings.policiesMs)}`,
    ),
  ].join("\n");
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

type Children = ReadonlyMap<string, readonly PlannedResource[]>;

function branches(children: Children, urn: string, indent: string, style: Style): string[] {
  const own = [...(children.get(urn) ?? [])].sort(byKindThenName);
  return own.flatMap((resource, i) => {
    const last = i === own.length - 1;
    const below = branches(children, resource.urn, `${indent}${last ? "   " : "│  "}`, style);
    return [`${style("dim", `${indent}${last ? "└─ " : "├─ "}`)}${line(resource, children, style)}`, ...below];
  });
}

function line(resource: PlannedResource, children: Children, style: Style): string {
  const { custom, type, name, protect, secrets } = resource;
  if (!custom) {
    const count = `${descendants(children, resource.urn)} resources`;
    return `${style("bold", type.split(":").at(-1) ?? type)} ${style("cyan", name)} ${style("dim", count)}`;
  }
  const marks = [
    ...(protect ? [style("green", "protected")] : []),
    ...(secrets.length > 0 ? [style("yellow", "secret")] : []),
  ];
  return [shortType(type), style("cyan", name), ...marks].join(" ");
}

function descendants(children: Children, urn: string): number {
  const own = children.get(urn) ?? [];
  return own.reduce((sum, { urn: child, custom }) => sum + (custom ? 1 : 0) + descendants(children, child), 0);
}

/** Components first, from the ground up; then by type and name. */
function byKindThenName(a: PlannedResource, b: PlannedResource): number {
  if (a.custom !== b.custom) return a.custom ? 1 : -1;
  if (floorOf(a) !== floorOf(b)) return floorOf(a) - floorOf(b);
  const [left, right] = [`${shortType(a.type)} ${a.name}`, `${shortType(b.type)} ${b.name}`];
  return left < right ? -1 : 1;
}

const floors = ["foundation", "edge", "data", "release"];

function floorOf({ type }: PlannedResource): number {
  return floors.indexOf(type.split(":")[1] ?? "");
}

/** A value as indented `key: value` lines. */
function renderValue(value: Value, indent: string, style: Style): string[] {
  if (typeof value !== "object" || value === null) return [`${indent}${scalar(value, style)}`];
  return Object.entries(value).flatMap(([key, item]: [string, Value]) => {
    const label = Array.isArray(value) ? "-" : `${key}:`;
    if (typeof item !== "object" || item === null) return [`${indent}${label} ${scalar(item, style)}`];
    const flow = inline(item, style);
    if (flow !== undefined && indent.length + label.length + flow.length < 110) return [`${indent}${label} ${flow}`];
    return [`${indent}${label}`, ...renderValue(item, `${indent}  `, style)];
  });
}

/** A value on one line, such as `{ blue: 90, green: 10 }`; undefined where it nests deeper than two levels. */
function inline(value: Value, style: Style, depth = 2): string | undefined {
  if (typeof value !== "object" || value === null) return scalar(value, style);
  if (depth === 0) return undefined;
  const parts = Object.entries(value).map(([key, item]: [string, Value]) => {
    const text = inline(item, style, depth - 1);
    return text === undefined || Array.isArray(value) ? text : `${key}: ${text}`;
  });
  if (parts.includes(undefined)) return undefined;
  if (Array.isArray(value)) return `[${parts.join(", ")}]`;
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

function scalar(value: null | boolean | number | string, style: Style): string {
  return value === unknown ? style("dim", "unknown") : String(value);
}

/** The system whose component a resource stands under; `platform` for what the systems share. */
export function systemOf(
  { urn }: PlannedResource,
  byUrn: ReadonlyMap<string, PlannedResource>,
  systems: readonly string[],
): string {
  for (let at = byUrn.get(urn); at !== undefined; at = byUrn.get(at.parent ?? "")) {
    if (!at.custom && systems.includes(at.name)) return at.name;
  }
  return "platform";
}

function totals({ resources, outputs }: PreviewDocument, style: Style): string[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const releases = typeof outputs === "object" && outputs !== null && !Array.isArray(outputs) ? outputs : {};
  const systems = Object.keys(("release" in releases ? releases["release"] : undefined) ?? {});
  const custom = resources.filter((resource) => resource.custom);
  const table = (title: string, key: (resource: PlannedResource) => string) => {
    const groups = [...Map.groupBy(custom, key)].map(([name, all]) => ({ name, count: all.length }));
    const rows = groups.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    return [style("bold", title), ...rows.map(({ name, count }) => `  ${String(count).padStart(5)}  ${name}`), ""];
  };
  const components = resources.length - custom.length - 1;
  return [
    ...table("Resources by type", ({ type }) => shortType(type)),
    ...table("Resources by system", (resource) => systemOf(resource, byUrn, systems)),
    style("bold", `${custom.length} resources in ${components} components`),
  ];
}
