import type { Gates } from "../release/judge/profile.ts";
import { type Plan, planSchema } from "../release/plan/plan.ts";
import mycrypto from "../systems/mycrypto.ts";
import { hubPath, leadersPath, symbolsPath } from "./color.ts";

/**
 * The rehearsal's profile: wider than any system's, for the traffic of one machine in little time is thin. A good release
 * can pass by it, and one as bad as a scenario's cannot.
 */
export const gates: Gates = { errorShare: 0.02, latency: { ms: 250, share: 0.05 } };

/** The holds of the requirements; a shorter decision window and checks, so that a rehearsal has an end. */
export function rehearsedPlan(changes: Readonly<Record<string, unknown>> = {}): Plan {
  return planSchema.parse({
    system: "mycrypto",
    environment: "rehearsal",
    from: { color: "blue", version: "1.4.2" },
    to: { color: "green", version: "1.5.0", images: { api: "registry.example/api@sha256:2" } },
    preview: "0".repeat(64),
    firstLaunch: true,
    migrations: [{ name: "001-rehearsed", kind: "expand" }],
    canary: [
      { weight: 10, holdSeconds: 600 },
      { weight: 50, holdSeconds: 300 },
      { weight: 100, holdSeconds: 300 },
    ],
    checks: {
      healthPaths: ["/health"],
      hubs: [hubPath],
      fallbacks: [{ path: leadersPath, status: 400, instead: symbolsPath, requirements: ["MT-087", "MT-041"] }],
      journeys: mycrypto.journeys,
    },
    leases: ["matching"],
    profile: "rehearsal",
    signatures: [
      { role: "qa-lead", decision: "ready" },
      { role: "devops-lead", decision: "go" },
    ],
    decisionWindowSeconds: 600,
    checksAfterSeconds: [900],
    ...changes,
  });
}
