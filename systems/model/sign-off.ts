/** Who may say something about a release (MC-078 to MC-082, MC-252 to MC-256, MT-084 to MT-086). */
export const roles = [
  "development-team-lead",
  "qa-lead",
  "devops-lead",
  "product-manager",
  "executive-sponsor",
  "tech-lead",
  "stakeholder",
  "senior-developer",
  "team-member",
] as const;
export type Role = (typeof roles)[number];

/** A signature that a release waits for: that a role's part is ready, or that the release goes. */
export interface SignOff {
  role: Role;
  decision: "ready" | "go";
}
