import type { ClientConfig } from "../../systems/model/system.ts";

/**
 * Settings for pages and for mobile builds (MT-014 to MT-017, MT-027 to MT-029): the same public host for good, so that a
 * rollback moves weights and never a client. `systemFaults` sees to it that they name no other host and no plain scheme.
 */
export function clientConfigOf(templates: ClientConfig, apiHost: string): ClientConfig {
  const filled = (template: string) => template.replaceAll("{api}", apiHost);
  return {
    API_BASE_URL: filled(templates.API_BASE_URL),
    AUTH_BASE_URL: filled(templates.AUTH_BASE_URL),
    WS_BASE_URL: filled(templates.WS_BASE_URL),
  };
}
