import type { IncomingHttpHeaders } from "node:http";
import type { Weights } from "../contract/release.ts";
import type { Color } from "../systems/model/system.ts";

export interface TestHeader {
  /** Whatever its case. */
  name: string;
  value: string;
}

/** What a front routes by. */
export interface Rule {
  weights: Weights;
  /** 0 for none. */
  stickinessSeconds: number;
  /** Color that the test rule leads to. */
  preview: Color;
  /** Where stickiness counts; an asterisk at the end stands for anything. */
  hubPaths: readonly string[];
  /** Both must be sent. */
  testHeaders: readonly [TestHeader, TestHeader];
}

export interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  /** Milliseconds since 1970. */
  now: number;
}

export interface Choice {
  color: Color;
  /** Value of a `Set-Cookie` header. */
  cookie?: string;
}

const cookieName = "stage-color";
/** A cookie outranks the weights until it ends, so it may not last. */
export const longestStickiness = 60;

/**
 * The color that a request goes to: the preview color by the test rule, then that of a cookie that still counts, then
 * one by weight.
 *
 * @param random gives 0 and more, below 1
 */
export function choose(rule: Rule, { path, headers, now }: Asked, random: () => number): Choice {
  if (rule.testHeaders.every(({ name, value }) => headers[name.toLowerCase()] === value)) {
    return { color: rule.preview };
  }
  const { blue, green } = rule.weights;
  const byWeight = (): Color => (random() * (blue + green) < blue ? "blue" : "green");
  if (rule.stickinessSeconds === 0 || !rule.hubPaths.some((pattern) => matches(pattern, path))) {
    return { color: byWeight() };
  }
  const sticky = colorOfCookie(headers.cookie, now);
  if (sticky !== undefined) return { color: sticky };
  const color = byWeight();
  // It says when it ends, for a client that keeps it longer.
  const value = `${color}.${now + rule.stickinessSeconds * 1000}`;
  return { color, cookie: `${cookieName}=${value}; Path=/; Max-Age=${rule.stickinessSeconds}` };
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function colorOfCookie(header: string | undefined, now: number): Color | undefined {
  for (const one of header?.split(";") ?? []) {
    const [, color, ends] = /^\s*stage-color=(blue|green)\.(\d+)\s*$/.exec(one) ?? [];
    const left = Number(ends) - now;
    if (left > 0 && left <= longestStickiness * 1000) return color as Color;
  }
  return undefined;
}

/** Weights with half of what the preview color should have, as where only a part of a load balancer took them over. */
export function halved({ blue, green }: Weights, preview: Color): Weights {
  return preview === "blue"
    ? { blue: blue / 2, green: green + blue / 2 }
    : { blue: blue + green / 2, green: green / 2 };
}
