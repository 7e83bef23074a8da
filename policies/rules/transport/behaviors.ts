import type { Reader } from "../../read.ts";

export const distributionType = "aws:cloudfront/distribution:Distribution";

/** What a distribution does with requests: the default first, then what has a path pattern. */
export function behaviors(distribution: Reader): readonly Reader[] {
  return [distribution.block("defaultCacheBehavior"), ...pathBehaviors(distribution)];
}

/** The behaviors with a path pattern. */
export function pathBehaviors(distribution: Reader): readonly Reader[] {
  return distribution.items("orderedCacheBehaviors");
}
