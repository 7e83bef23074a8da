import type { ResourceRule } from "../../policies/rule.ts";
import type { Fixture } from "../policies/fixture.ts";

export const about = {
  severity: "high",
  level: "mandatory",
  requirements: [],
  rationale: "Because.",
  fix: "Mend it.",
} as const;

export const topic = "aws:sns/topic:Topic";
export const noun = "kubernetes:core/v1:Pod";

/** Finds fault with whatever is marked as bad. */
export const rule = (checkov: readonly string[], types: readonly string[] = [topic]): ResourceRule => ({
  ...about,
  id: "a-rule",
  refs: { checkov },
  types,
  check: (inputs) => {
    const bad = inputs.get("name");
    return bad.known && bad.value === "bad" ? [{ path: "name", message: "is bad" }] : [];
  },
});
export const fixture = (type = topic): Fixture => ({
  type,
  good: { fine: { name: "good" } },
  bad: { broken: [{ name: "bad" }, "name"], worse: [{ name: "bad" }, "name"] },
  unknown: {},
  absent: [],
});
