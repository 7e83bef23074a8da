import fc from "fast-check";
import { expect, it } from "vitest";
import { deployPlatform } from "../platform.ts";
import { loadCatalog } from "../systems/model/catalog.ts";
import { isObject, plain, type Properties, texts, type Value } from "../simulator/wire.ts";
import { after, read, shipped } from "./config/stack-file.ts";
import { deploy, type Deployed } from "./harness.ts";

const catalog = await loadCatalog();
const prod = await shipped("prod");
const systemsOfProd = read(after(prod, {})).systems;
const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/);
const domain = fc
  .tuple(label, fc.constantFrom("example", "co.example", "trade.example"))
  .map((parts) => parts.join("."));
const domains = fc.tuple(domain, domain).filter(([one, other]) => one !== other);

function platformOf([mycrypto, mytrader]: readonly [string, string]) {
  const config = read(after(prod, { "systems.mycrypto.domain": mycrypto, "systems.mytrader.domain": mytrader }));
  return deploy(() => deployPlatform(config, catalog), { mode: "update", stack: "prod" });
}

function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function propsOf({ all }: Deployed, type: string, beginning: string): Properties[] {
  return all(type).flatMap(({ name, props }) => (name.startsWith(beginning) ? [props] : []));
}

const sorted = (items: Iterable<unknown>) => [...new Set(items)].map(String).sort();

it("takes all hosts, origins, policies, certificates and client settings of a system from its one domain", async () => {
  await fc.assert(
    fc.asyncProperty(domains, async (both) => {
      const run = await platformOf(both);
      const [mycrypto, mytrader] = both;
      const systems = [
        {
          name: "mycrypto",
          own: mycrypto,
          api: `api.${mycrypto}`,
          hosts: [mycrypto, `api.${mycrypto}`, `api-test.${mycrypto}`],
        },
        { name: "mytrader", own: mytrader, api: mytrader, hosts: [mytrader, `test.${mytrader}`] },
      ];
      for (const { name, own, api, hosts } of systems) {
        const cdn = `trading-prod-${name}`;
        const [distribution] = propsOf(run, "aws:cloudfront:Distribution", cdn);
        expect(sorted(distribution?.["aliases"] as string[])).toEqual(sorted(hosts));
        const certificates = [
          ...propsOf(run, "aws:acm:Certificate", name),
          ...propsOf(run, "aws:acm:Certificate", `${cdn}-cdn`),
        ];
        expect(certificates).toHaveLength(2);
        for (const { domainName, subjectAlternativeNames } of certificates) {
          expect(sorted([domainName, ...(subjectAlternativeNames as string[])])).toEqual(sorted(hosts));
        }
        const records = propsOf(run, "aws:route53:Record", `${cdn}-`).filter(({ aliases }) => aliases !== undefined);
        expect(sorted(records.map(({ name: host }) => host))).toEqual(sorted(hosts));
        const routes = propsOf(run, "aws:lb:ListenerRule", name).flatMap(({ conditions }) =>
          texts(conditions ?? null)
            .filter(({ path }) => path.includes("hostHeader"))
            .map(({ text }) => text),
        );
        expect(sorted(routes)).toEqual(sorted([api, ...hosts.filter((host) => host.includes("test"))]));
        const policies = propsOf(run, "aws:cloudfront:ResponseHeadersPolicy", `${cdn}-pages`);
        const policy = JSON.stringify(
          at(policies[0], "securityHeadersConfig", "contentSecurityPolicy", "contentSecurityPolicy"),
        );
        expect(policy).toContain(`wss://${api}`);
        expect(policy).toContain(`https://${api}`);
        // Origins of pages, wherever services are told of them, and where browsers may upload from.
        const told = run
          .all("kubernetes:core/v1:ConfigMap")
          .filter(({ name: object }) => object.startsWith(`${name}-`))
          .flatMap(({ props }) => Object.entries(isObject(props["data"]) ? props["data"] : {}))
          .filter(([key]) => /CORS|Cors/.test(key));
        expect(told.length).toBeGreaterThan(0);
        expect(sorted(told.map(([, value]) => value))).toEqual([`https://${own}`]);
        const uploads = propsOf(run, "aws:s3:BucketCorsConfiguration", cdn).flatMap(({ corsRules }) =>
          texts(corsRules ?? null),
        );
        const origins = uploads.filter(({ path }) => path.includes("allowedOrigins")).map(({ text }) => text);
        expect(sorted(origins)).toEqual(name === "mycrypto" ? [`https://${own}`] : []);
        const { API_BASE_URL, AUTH_BASE_URL, WS_BASE_URL } = plain(
          at(run.outputs["clientConfig"], name) ?? {},
        ) as Record<string, string>;
        const addresses = [API_BASE_URL, AUTH_BASE_URL, WS_BASE_URL].map((text) => new URL(text ?? ""));
        expect(addresses.map(({ protocol, host }) => [protocol, host])).toEqual([
          ["https:", api],
          ["https:", api],
          ["wss:", api],
        ]);
        // What pages read is the same on the web host; on the test host, the host alone differs.
        const live = `${JSON.stringify(plain(at(run.outputs["clientConfig"], name) ?? {}), null, 2)}\n`;
        const test = hosts.find((host) => host.includes("test")) ?? "";
        const versions = Object.values(systemsOfProd[name]?.colors ?? {}).flatMap((color) => color?.version ?? []);
        const files = propsOf(run, "aws:s3:BucketObjectv2", cdn);
        expect(Object.fromEntries(files.map(({ key, content }) => [key as string, content]))).toEqual(
          Object.fromEntries(
            versions.flatMap((version) => [
              [`${version}/client-config.json`, live],
              [`${version}/client-config.preview.json`, live.replaceAll(`://${api}/`, `://${test}/`)],
            ]),
          ),
        );
        expect(versions).toHaveLength(2);
      }
      // Nothing of the sample domains is left anywhere.
      const everything = JSON.stringify([run.resources.map(({ shown }) => shown), run.outputs]);
      const foreign = ["mycrypto.example", "mytrader.example"].filter(
        (sample) => !both.some((own) => own.endsWith(sample)),
      );
      const without = everything
        .replaceAll("operations@mycrypto.example", "")
        .replaceAll("security@mycrypto.example", "");
      for (const sample of foreign) expect(without).not.toContain(sample);
    }),
    { numRuns: 6 },
  );
}, 120_000);
