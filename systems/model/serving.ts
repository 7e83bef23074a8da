import type { ConnectionForm } from "./connections.ts";
import type { Service } from "./system.ts";

/** How a service's containers answer requests. The requirements give no ports (G11); unprivileged ones need no capability. */
export interface Serving {
  port: number;
  scheme: "HTTP" | "HTTPS";
}

/**
 * What the load balancer reaches, it reaches over TLS: 443 and 80 of MyTrader's plan (MT-021) are its
 * listeners. Other services answer nothing but the kubelet on their own node, and no NetworkPolicy lets anybody else in.
 */
export function servingOf({ routes }: Pick<Service, "routes">): Serving {
  return routes.length === 0 ? { port: 8080, scheme: "HTTP" } : routedServing;
}

/** Of every service that the load balancer reaches. */
export const routedServing: Serving = { port: 8443, scheme: "HTTPS" };

/** Where a routed service finds its certificate, its key and the authority that signed it, as PEM. */
export const certificateFolder = "/certificate";
export const certificateFiles = { certificate: "tls.crt", key: "tls.key", authority: "ca.crt" } as const;

/**
 * The variables that tell a service where to answer: the usual ones of each world. Kestrel reads its certificate by
 * itself.
 */
export function servingEnvironment(service: Pick<Service, "routes">, form: ConnectionForm): Record<string, string> {
  const { port, scheme } = servingOf(service);
  const certificate = `${certificateFolder}/${certificateFiles.certificate}`;
  const key = `${certificateFolder}/${certificateFiles.key}`;
  const secure = scheme === "HTTPS";
  if (form === "urls") {
    return { PORT: String(port), ...(secure ? { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key } : {}) };
  }
  return {
    ASPNETCORE_URLS: `${scheme.toLowerCase()}://+:${port}`,
    ...(secure
      ? { Kestrel__Certificates__Default__Path: certificate, Kestrel__Certificates__Default__KeyPath: key }
      : {}),
  };
}
