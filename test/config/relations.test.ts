import { expect, it } from "vitest";
import { after, type Changes, faults, shipped } from "./stack-file.ts";

// Faults between values that are well-formed each: rows as in values.test.ts.

const prod = await shipped("prod");
const mycrypto = "systems.mycrypto";
const tag = "1.5.0";

it.each<[string, Changes, string[]]>([
  [
    "overlapping subnets",
    { "network.zones.1.public": "10.20.8.0/21" },
    ["network.zones[1].public: 10.20.8.0/21 overlaps network.zones[0].public 10.20.0.0/20"],
  ],
  [
    "subnet outside the network",
    { "network.zones.2.data": "10.21.80.0/20" },
    ["network.zones[2].data: 10.21.80.0/20 lies outside network.cidr 10.20.0.0/16"],
  ],
  [
    "service range inside the network",
    { "cluster.serviceCidr": "10.20.224.0/20" },
    ["cluster.serviceCidr: 10.20.224.0/20 overlaps network.cidr 10.20.0.0/16"],
  ],
  [
    "zone of another region",
    { "network.zones.0.name": "eu-west-1a" },
    ["network.zones[0].name: eu-west-1a is not a zone of eu-central-1"],
  ],
  ["zone twice", { "network.zones.1.name": "eu-central-1a" }, ["network.zones[1].name: eu-central-1a is listed twice"]],
  [
    "brokers that do not spread",
    { "stores.kafka.brokers": 4 },
    ["stores.kafka.brokers: 4 is no multiple of the 3 zones"],
  ],
  [
    "administrator who is also a viewer",
    { "cluster.viewers": ["arn:aws:iam::111122223333:role/preview", "arn:aws:iam::111122223333:role/platform-admin"] },
    [
      "cluster.viewers[1]: arn:aws:iam::111122223333:role/platform-admin is already among cluster.admins, " +
        "who see everything",
    ],
  ],
  [
    "storage that would shrink",
    { "stores.postgres.maxStorageGiB": 100 },
    ["stores.postgres.maxStorageGiB: 100 is below storageGiB 200"],
  ],
  [
    "weights that do not sum to 100",
    { [`${mycrypto}.weights`]: { blue: 90, green: 20 } },
    ["systems.mycrypto.weights: blue 90 and green 20 sum to 110, not 100"],
  ],
  [
    "weights that fall short of 100",
    { [`${mycrypto}.weights`]: { blue: 90, green: 0 } },
    ["systems.mycrypto.weights: blue 90 and green 0 sum to 90, not 100"],
  ],
  [
    "weight on a color without images",
    { "systems.mytrader.colors.green": undefined, "systems.mytrader.weights": { blue: 90, green: 10 } },
    ["systems.mytrader.weights.green: gives 10 % to green, which has no images; add colors.green or say 0"],
  ],
  ["no color at all", { [`${mycrypto}.colors`]: {} }, ["systems.mycrypto.colors: must say what blue or green runs"]],
  [
    "work of a color without images",
    { "systems.mytrader.colors.green": undefined, "systems.mytrader.workColor": "green" },
    ["systems.mytrader.workColor: names green, which has no images"],
  ],
  [
    "tag in prod",
    { [`${mycrypto}.colors.green.images.auth-service`]: tag },
    [
      'systems.mycrypto.colors.green.images.auth-service: "1.5.0" is a tag, and tags can move; prod needs ' +
        "sha256:<digest>",
    ],
  ],
  [
    "signing a zone that is not ours",
    { [`${mycrypto}.zoneId`]: "Z0123456789AB", [`${mycrypto}.dnssec`]: true },
    ["systems.mycrypto.dnssec: signs only a zone declared here; the zone of zoneId is signed where it is declared"],
  ],
  [
    "fewer pods at most than at rest",
    { [`${mycrypto}.replicas`]: { "auth-service": { min: 5, max: 3 } } },
    ["systems.mycrypto.replicas.auth-service.max: 3 is below min 5"],
  ],
  [
    "two systems on one domain",
    { "systems.mytrader.domain": "mycrypto.example" },
    ["systems.mytrader.domain: is already mycrypto's domain"],
  ],
  ["no system", { systems: {} }, ["systems: must name at least one system"]],
])("%s", (_, changes, expected) => {
  expect(faults(after(prod, changes))).toEqual(expected);
});

it("compares with defaults too", () => {
  expect(faults(after(prod, { "network.cidr": "172.16.0.0/12" }))).toContain(
    "cluster.serviceCidr: 172.20.0.0/16 overlaps network.cidr 172.16.0.0/12",
  );
});

it("compares with defaults beside a fault of another part", () => {
  const changes = { "network.cidr": "172.16.0.0/12", loadBalancer: { idleTimeout: 5 } };
  expect(faults(after(prod, changes))).toEqual(
    expect.arrayContaining([
      'loadBalancer.idleTimeout: is not a key here; did you mean "idleTimeoutSeconds"? ' +
        "allowed: idleTimeoutSeconds, logRetentionDays",
      "cluster.serviceCidr: 172.20.0.0/16 overlaps network.cidr 172.16.0.0/12",
    ]),
  );
});
