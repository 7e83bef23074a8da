import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding } from "../../rule.ts";

/** A reader of each value at a path that holds one value or a list of them. */
export function each(of: Reader, path: string): readonly Reader[] {
  const listed = of.items(path);
  return listed.length > 0 ? listed : [of.block(path)];
}

/** Findings about one resource among others. */
export function on({ urn }: Node, findings: readonly Finding[]): StackFinding[] {
  return findings.map((finding) => ({ urn, ...finding }));
}

/** A known text at a path, of which no note is kept: for what merely tells resources apart. */
export function glance({ reader }: Node, path: string): string | undefined {
  const [literal] = reader.literals(path).filter((one) => one.path === reader.at(path));
  return literal === undefined ? undefined : String(literal.value);
}

/** A DNS name as it is compared: case does not matter, nor the dot at the end. */
export function hostname(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** Whether an input refers to a resource, or has the same text as an input of that. */
export function names(graph: Graph, node: Node, input: string, target: Node, key: string): boolean {
  const name = glance(target, key);
  return graph.refers(node, input, target) || (name !== undefined && glance(node, input) === name);
}

/** Whether an input may yet turn out to name anything: it is unknown, which stands in the notes, and of no resource here. */
export function isOpen({ reader, propertyDependencies }: Node, input: string): boolean {
  return propertyDependencies[input] === undefined && !reader.get(input).known;
}
