import type { System } from "./system.ts";

/** Name of the image that brings a system's database to a release's schema, and of what runs it. */
export const migrationImage = "migrations";

/** The images that a release of the system is made of: one for each service, and its migrations'. */
export function imagesOf({ services, migrations }: Pick<System, "services" | "migrations">): string[] {
  return [...services.map((service) => service.name), ...(migrations.length === 0 ? [] : [migrationImage])];
}
