/** The stacks that the repository describes. */
export const stacks = ["staging", "prod"] as const;

/**
 * The engine writes its whole state at each step, half of an update's time. Tests in which nothing is cut off let it write
 * only at the end.
 */
export const noCheckpoints = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" } as const;

/** The same for engines that this process starts. */
export function withoutCheckpoints(): void {
  Object.assign(process.env, noCheckpoints);
}

/** Back to the engine's own way: a killed update must find its state. */
export function withCheckpoints(): void {
  delete process.env["PULUMI_SKIP_CHECKPOINTS"];
  delete process.env["PULUMI_EXPERIMENTAL"];
}
