import { expect, it } from "vitest";
import { certificateFiles, routedServing, servingEnvironment, servingOf } from "../../systems/model/serving.ts";
import { systemNames, systemOf } from "../release/systems.ts";

const routed = { routes: [{ name: "api", order: 1, paths: ["/api/*"], kind: "api" }] } as const;
const unrouted = { routes: [] };

it("is over TLS for what the load balancer reaches, and for nobody else", () => {
  expect(servingOf(routed)).toEqual({ port: 8443, scheme: "HTTPS" });
  expect(servingOf(routed)).toBe(routedServing);
  expect(servingOf(unrouted)).toEqual({ port: 8080, scheme: "HTTP" });
});

it.each([
  ["urls", routed, { PORT: "8443", TLS_CERT_FILE: "/certificate/tls.crt", TLS_KEY_FILE: "/certificate/tls.key" }],
  ["urls", unrouted, { PORT: "8080" }],
  [
    "dotnet",
    routed,
    {
      ASPNETCORE_URLS: "https://+:8443",
      Kestrel__Certificates__Default__Path: "/certificate/tls.crt",
      Kestrel__Certificates__Default__KeyPath: "/certificate/tls.key",
    },
  ],
  ["dotnet", unrouted, { ASPNETCORE_URLS: "http://+:8080" }],
] as const)("tells services of %s where to answer", (form, service, variables) => {
  expect(servingEnvironment(service, form)).toEqual(variables);
});

it("has the file names that a Kubernetes Secret of type kubernetes.io/tls must have", () => {
  expect(certificateFiles).toMatchObject({ certificate: "tls.crt", key: "tls.key" });
});

it("names ports that need no capability, and no service's environment says otherwise", () => {
  for (const system of systemNames.map(systemOf)) {
    for (const service of system.services) {
      expect(servingOf(service).port).toBeGreaterThan(1024);
      for (const variable of Object.keys(servingEnvironment(service, system.connections)))
        expect(service.env).not.toHaveProperty(variable);
    }
  }
});
