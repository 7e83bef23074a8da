import { describe, expect, it } from "vitest";
import {
  after,
  changed,
  type Changes,
  exception,
  faults,
  handedOver,
  read,
  shipped,
  type Values,
} from "./stack-file.ts";

const prod = await shipped("prod");
const staging = await shipped("staging");
const mycrypto = "systems.mycrypto";
const tag = "1.5.0";

describe("the shipped files", () => {
  it("hold a prod stack of two systems with both colors", () => {
    const { environment, network, systems, protect } = read(handedOver(prod));
    expect({ environment, zones: network.zones.length, protect }).toEqual({
      environment: "prod",
      zones: 3,
      protect: true,
    });
    expect(Object.keys(systems)).toEqual(["mycrypto", "mytrader"]);
    expect(systems["mycrypto"]?.colors.green?.version).toBe("1.5.0");
    expect(Object.keys(systems["mycrypto"]?.colors.blue?.images ?? {})).toHaveLength(5);
  });

  it("hold a smaller staging stack, filled up with defaults", () => {
    const { network, cluster, loadBalancer, stores, exceptions, systems } = read(handedOver(staging));
    expect(network).toMatchObject({ natGateways: "single", flowLogRetentionDays: 90 });
    expect(cluster).toMatchObject({ serviceCidr: "172.20.0.0/16", loadBalancing: "eks-auto-mode" });
    expect(loadBalancer).toEqual({ idleTimeoutSeconds: 120, logRetentionDays: 90 });
    expect(stores.postgres).toMatchObject({ multiAz: false, backupRetentionDays: 7 });
    expect(exceptions).toEqual([]);
    expect(systems["mytrader"]).toMatchObject({ recordTtlSeconds: 60, dnssec: false, firstLaunch: false, slo: {} });
  });

  it("leave other programs' keys alone", () => {
    expect(faults({ ...handedOver(prod), "aws:region": "mars-1" })).toEqual([]);
  });
});

describe("a value that is allowed", () => {
  it.each<[string, Values, Changes]>([
    ["a tag outside prod", staging, { [`${mycrypto}.colors.blue.images.auth-service`]: tag }],
    [
      "a digest after a tag in prod",
      prod,
      { [`${mycrypto}.colors.blue.images.mail-worker`]: `1.4.2@sha256:${"0a".repeat(32)}` },
    ],
    ["weights of both colors", prod, { [`${mycrypto}.weights`]: { blue: 90, green: 10 } }],
    ["weight 0 of a color without images", staging, { [`${mycrypto}.weights`]: { blue: 100, green: 0 } }],
    ["one system alone", prod, { "systems.mytrader": undefined }],
    ["a figure of a profile", prod, { [`${mycrypto}.slo`]: { verification: { p95Ms: 90, databaseMs: 15.5 } } }],
    ["an exception", staging, { exceptions: [exception] }],
    ["a zone id", prod, { [`${mycrypto}.zoneId`]: "Z0123456789AB" }],
    ["a default said aloud", prod, { protect: true, "cluster.serviceCidr": "172.20.0.0/16" }],
  ])("%s", (_, values, changes) => {
    expect(faults(after(values, changes))).toEqual([]);
  });
});

describe("several faults", () => {
  it("are reported at once, those of one value beside those between values", () => {
    const changes = {
      region: undefined,
      "network.cidrs": "10.0.0.0/8",
      "network.zones.0.public": "10.99.0.0/20",
      "network.zones.1.data": "nowhere",
      "stores.redis.replicas": 0,
      [`${mycrypto}.domain`]: "yourdomain.com",
      [`${mycrypto}.weights`]: { blue: 60, green: 60 },
      [`${mycrypto}.colors.green.images.auth-service`]: tag,
      "systems.mytrader.registrationEnabled": undefined,
      "systems.mytrader.workColor": "red",
    };
    expect(faults(after(prod, changes)).sort()).toEqual([
      'network.cidrs: is not a key here; did you mean "cidr"? allowed: cidr, zones, natGateways, flowLogRetentionDays, interfaceEndpoints',
      "network.zones[0].public: 10.99.0.0/20 lies outside network.cidr 10.20.0.0/16",
      "network.zones[1].data: must be an IPv4 range such as 10.20.0.0/16",
      "region: is missing",
      "stores.redis.replicas: must be a whole number from 1 to 5",
      'systems.mycrypto.colors.green.images.auth-service: "1.5.0" is a tag, and tags can move; prod needs sha256:<digest>',
      "systems.mycrypto.domain: is a placeholder or belongs to someone else; use a domain you own",
      "systems.mycrypto.weights: blue 60 and green 60 sum to 120, not 100",
      "systems.mytrader.registrationEnabled: is missing",
      'systems.mytrader.workColor: "red" is not allowed; allowed: blue, green',
    ]);
  });

  it("include text that is no JSON, once", () => {
    const raw = { ...handedOver(changed(prod, "region", undefined)), "trading-platform:network": '{"cidr": ' };
    expect(faults(raw).sort()).toEqual(["network: is not valid JSON", "region: is missing"]);
  });

  it("of an empty config name every required key", () => {
    expect(faults({})).toEqual(
      [
        "environment",
        "region",
        "allowedAccountIds",
        "contacts",
        "registry",
        "network",
        "cluster",
        "stores",
        "systems",
      ].map((key) => `${key}: is missing`),
    );
  });
});
