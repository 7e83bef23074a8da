import { type Plan, planSchema } from "../../../release/plan/plan.ts";

/** A plan as written, with what a test is about. */
export function written(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    system: "mycrypto",
    environment: "prod",
    from: { color: "blue", version: "1.4.2" },
    to: { color: "green", version: "1.5.0", images: { "auth-service": "registry.example/auth@sha256:1" } },
    preview: "a".repeat(64),
    firstLaunch: true,
    migrations: [{ name: "001-enums", kind: "expand" }],
    canary: [
      { weight: 10, holdSeconds: 600 },
      { weight: 50, holdSeconds: 300 },
      { weight: 100, holdSeconds: 300 },
    ],
    checks: {
      healthPaths: ["/health"],
      hubs: [],
      fallbacks: [{ path: "/leaders", status: 400, instead: "/symbols", requirements: ["MT-087"] }],
      journeys: [{ name: "registration", requirements: ["MC-174"], registers: true }],
    },
    leases: ["matching", "mail"],
    signatures: [
      { role: "qa-lead", decision: "ready" },
      { role: "devops-lead", decision: "go" },
    ],
    ...changes,
  };
}

export function planWith(changes: Readonly<Record<string, unknown>> = {}): Plan {
  return planSchema.parse(written(changes));
}
