/** Major and minor. */
export type Version = readonly [major: number, minor: number];

/** Whether a text such as `8.0.mysql_aurora.3.08.0` names an older version; one that names no minor is not older by it. */
export function isOlder(text: unknown, [major, minor]: Version): boolean {
  if (typeof text !== "string" && typeof text !== "number") return false;
  const [, first, second] = /^(\d+)(?:\.(\d+))?/.exec(String(text)) ?? [];
  if (first === undefined) return false;
  return Number(first) < major || (Number(first) === major && second !== undefined && Number(second) < minor);
}
