import { createHash } from "node:crypto";
import type { Hosts } from "../../systems/model/system.ts";

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

/** A system's hosts: its labels in front of its domain, where the empty label is the domain itself. */
export function hostsOf(labels: Hosts, domain: string): Hosts {
  const host = (label: string) => (label === "" ? domain : `${label}.${domain}`);
  return { web: host(labels.web), api: host(labels.api), test: host(labels.test) };
}

/** Each host once: one may have two parts to play. */
export function distinctHosts({ web, api, test }: Hosts): string[] {
  return [...new Set([web, api, test])];
}
