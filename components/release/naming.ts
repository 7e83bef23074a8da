import { createHash } from "node:crypto";

/** Eight hex digits that follow from the content alone. */
export function contentHash(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);
}

/** The parts joined by dashes; where that is longer than the limit, cut and told apart by a hash. */
export function fitName(parts: readonly string[], limit: number): string {
  const name = parts.join("-");
  if (name.length <= limit) return name;
  return `${name.slice(0, limit - 7).replace(/-+$/, "")}-${contentHash(name).slice(0, 6)}`;
}

/** A host of a system: a label in front of its domain, or the domain itself. */
export function hostOf(label: string, domain: string): string {
  return label === "" ? domain : `${label}.${domain}`;
}
