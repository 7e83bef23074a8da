import { describe, expect, it } from "vitest";
import { commonEgress, denyAll, type Ranges, serviceRules } from "../../components/release/network-rules.ts";
import type { Service } from "../../systems/model/system.ts";
import { systemNames, systemOf } from "./systems.ts";

const ranges: Ranges = {
  vpc: "10.20.0.0/16",
  service: "172.20.0.0/16",
  public: ["10.20.0.0/20", "10.20.16.0/20"],
  private: ["10.20.128.0/19", "10.20.160.0/19"],
  data: ["10.20.48.0/20", "10.20.64.0/20"],
};
const block = (cidr: string) => ({ ipBlock: { cidr } });
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
const labels = { "app.kubernetes.io/name": "x" };

const fromLoadBalancer = [{ from: ranges.public.map(block), ports: tcp(8443) }];
const toStores = (...ports: number[]) => ({ to: ranges.data.map(block), ports: tcp(...ports) });
const toAws = { to: ranges.private.map(block), ports: tcp(443) };
const toInternet = {
  to: [
    {
      ipBlock: {
        cidr: "0.0.0.0/0",
        except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
      },
    },
  ],
  ports: tcp(443),
};

const services = systemNames.flatMap((name) => systemOf(name).services.map((service) => ({ name, service })));
const serviceOf = (wanted: string): Service => {
  const found = services.find(({ service }) => service.name === wanted);
  if (found === undefined) throw new Error(`no service ${wanted}`);
  return found.service;
};

describe("the rules of a service", () => {
  it.each<[string, unknown[] | undefined, unknown[]]>([
    ["auth-service", fromLoadBalancer, [toStores(5432, 6379, 5671), toAws]],
    ["wallet-service", fromLoadBalancer, [toStores(5432, 6379, 9098)]],
    ["trade-engine", fromLoadBalancer, [toStores(5432, 6379, 9098), toAws]],
    ["mail-worker", undefined, [toStores(5671), toAws]],
    ["api", fromLoadBalancer, [toStores(5432, 6379)]],
    ["market-feed", undefined, [toStores(5432, 6379), toAws, toInternet]],
  ])("%s", (name, ingress, egress) => {
    expect(serviceRules(serviceOf(name), labels, 8443, ranges)).toEqual({
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ...(ingress === undefined ? {} : { ingress }),
      egress,
    });
  });

  it("are listed above for every service", () => {
    expect(services.map(({ name, service }) => `${name}/${service.name}`)).toEqual([
      "mycrypto/auth-service",
      "mycrypto/wallet-service",
      "mycrypto/trade-engine",
      "mycrypto/mail-worker",
      "mytrader/api",
      "mytrader/market-feed",
    ]);
  });

  it("open the port that the service listens on", () => {
    const { ingress } = serviceRules(serviceOf("api"), labels, 3000, ranges);
    expect(ingress).toEqual([{ from: ranges.public.map(block), ports: tcp(3000) }]);
  });

  it("allow nothing to a service that uses nothing", () => {
    const { ingress, egress } = serviceRules(
      { ...serviceOf("wallet-service"), uses: [], routes: [] },
      labels,
      1,
      ranges,
    );
    expect({ ingress, egress }).toEqual({ ingress: undefined, egress: undefined });
  });

  it("reach AWS for uploads without opening a store's port", () => {
    const { egress } = serviceRules({ ...serviceOf("wallet-service"), uses: ["uploads"] }, labels, 1, ranges);
    expect(egress).toEqual([toAws]);
  });
});

it("lets only the price feed out to the internet", () => {
  const out = services
    .filter(({ service }) => JSON.stringify(serviceRules(service, labels, 8443, ranges).egress).includes("0.0.0.0/0"))
    .map(({ service }) => service.name);
  expect(out).toEqual(["market-feed"]);
});

it("gives every pod names and its identity, and nothing else", () => {
  expect(commonEgress(ranges)).toEqual({
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
      { to: [block("10.20.0.0/16"), block("172.20.0.0/16")], ports: [...tcp(53), { protocol: "UDP", port: 53 }] },
      { to: [block("169.254.170.23/32")], ports: tcp(80) },
    ],
  });
});

it("denies everything in both directions before", () => {
  expect(denyAll).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
});
