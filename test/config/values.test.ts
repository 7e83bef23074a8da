import { expect, it } from "vitest";
import { roles } from "../../systems/model/sign-off.ts";
import { after, type Changes, exception, faults, shipped } from "./stack-file.ts";

// Faults that one value has alone: each table row changes the prod stack and states every line of the message.

const prod = await shipped("prod");
const mycrypto = "systems.mycrypto";
const tag = "1.5.0";

it.each<[string, Changes, string[]]>([
  ["missing key", { region: undefined }, ["region: is missing"]],
  ["missing key inside", { "network.zones.1.data": undefined }, ["network.zones[1].data: is missing"]],
  [
    "misspelt key",
    { enviroment: "prod", environment: undefined },
    [
      "environment: is missing",
      'enviroment: is not a key here; did you mean "environment"? allowed: environment, region, allowedAccountIds, ' +
        "contacts, registry, permissionsBoundaryArn, protect, network, cluster, loadBalancer, cdn, firewall, stores, " +
        "systems, exceptions",
    ],
  ],
  [
    "misspelt key inside",
    { "stores.postgres.multiAZ": true },
    [
      'stores.postgres.multiAZ: is not a key here; did you mean "multiAz"? allowed: version, instanceClass, ' +
        "storageGiB, maxStorageGiB, multiAz, backupRetentionDays, backupWindow, maintenanceWindow, reachableAt",
    ],
  ],
  [
    "key like no other",
    { "contacts.sales": "a@mycrypto.example" },
    ["contacts.sales: is not a key here; allowed: operations, security"],
  ],
  [
    "text for a number",
    { "stores.redis.replicas": "two" },
    ["stores.redis.replicas: must be a whole number from 1 to 5"],
  ],
  [
    "number for text",
    { "cluster.version": 1.34 },
    ['cluster.version: must be a Kubernetes version such as "1.35", in quotes'],
  ],
  ["text for a mapping", { network: "10.0.0.0/16" }, ["network: must be a mapping of keys"]],
  ["mapping for a list", { allowedAccountIds: { a: 1 } }, ["allowedAccountIds: must be a list"]],
  ["text for a switch", { protect: "yes" }, ["protect: must be true or false"]],
  [
    "account that lost its quotes",
    { allowedAccountIds: [111122223333] },
    ["allowedAccountIds[0]: must be the 12 digits of an AWS account, in quotes"],
  ],
  [
    "number above its range",
    { [`${mycrypto}.recordTtlSeconds`]: 3600 },
    ["systems.mycrypto.recordTtlSeconds: must be a whole number from 30 to 300 seconds"],
  ],
  [
    "fraction",
    { "stores.postgres.storageGiB": 99.5 },
    ["stores.postgres.storageGiB: must be a whole number from 20 to 65536 GiB"],
  ],
  [
    "two zones",
    { "network.zones.2": undefined, "network.zones.length": 2 },
    ["network.zones: must list at least 3 zones"],
  ],
  [
    "value misspelt",
    { environment: "pord" },
    ['environment: "pord" is not allowed; did you mean "prod"? allowed: prod, staging, dev'],
  ],
  [
    "retention that CloudWatch refuses",
    { "network.flowLogRetentionDays": 100 },
    [
      "network.flowLogRetentionDays: must be a retention that CloudWatch Logs accepts, in days: 30, 60, 90, 120, " +
        "150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
    ],
  ],
  [
    "host bits",
    { "network.zones.0.public": "10.20.1.7/20" },
    ['network.zones[0].public: has host bits set; did you mean "10.20.0.0/20"?'],
  ],
  ["no range at all", { "network.cidr": "10.20.0.0" }, ["network.cidr: must be an IPv4 range such as 10.20.0.0/16"]],
  [
    "API server open to everyone",
    { "cluster.publicAccessCidrs": ["0.0.0.0/0"] },
    ["cluster.publicAccessCidrs[0]: opens the endpoint to the whole internet; name the ranges that need it"],
  ],
  [
    "runner named by its address",
    { "cluster.runnerSecurityGroupIds": ["10.20.0.4"] },
    ["cluster.runnerSecurityGroupIds[0]: must be a security group's id such as sg-0123456789abcdef0"],
  ],
  [
    "unknown system",
    { "systems.mycripto": {} },
    ['systems.mycripto: is not a key here; did you mean "mycrypto"? allowed: mycrypto, mytrader'],
  ],
  [
    "missing image",
    { [`${mycrypto}.colors.green.images.trade-engine`]: undefined },
    ["systems.mycrypto.colors.green.images.trade-engine: is missing"],
  ],
  [
    "image of an unknown service",
    { "systems.mytrader.colors.blue.images.market-fed": tag },
    [
      'systems.mytrader.colors.blue.images.market-fed: is not a key here; did you mean "market-feed"? ' +
        "allowed: api, market-feed",
    ],
  ],
  [
    "image with its repository",
    { [`${mycrypto}.colors.blue.images.auth-service`]: "mycrypto/auth-service:1.4.2" },
    [
      "systems.mycrypto.colors.blue.images.auth-service: must be a digest (sha256: and 64 hex digits), optionally " +
        "after tag@; outside prod a tag alone will do",
    ],
  ],
  [
    "domain with a scheme",
    { [`${mycrypto}.domain`]: "https://mycrypto.example" },
    ["systems.mycrypto.domain: must be a lower-case host name of at least two labels, such as mycrypto.example"],
  ],
  ...["yourdomain.com", "api.mycrypto.com", "mytrader.com"].map((domain): [string, Changes, string[]] => [
    `placeholder ${domain}`,
    { [`${mycrypto}.domain`]: domain },
    ["systems.mycrypto.domain: is a placeholder or belongs to someone else; use a domain you own"],
  ]),
  [
    "address that mail cannot reach",
    { "contacts.operations": "ops@mycrypto.internal" },
    ["contacts.operations: ends in a name that the internet cannot deliver to"],
  ],
  [
    "figure of an unknown profile",
    { [`${mycrypto}.slo`]: { verifikation: {} } },
    [
      'systems.mycrypto.slo.verifikation: is not a key here; did you mean "verification"? allowed: preLaunch, ' +
        "previewTest, canary, verification, day, week, month",
    ],
  ],
  [
    "signers",
    {
      [`${mycrypto}.signers`]: [
        { name: "", roles: ["qa-led"], publicKey: "x" },
        { name: "b", roles: [] },
      ],
    },
    [
      "systems.mycrypto.signers[0].name: must be a name",
      `systems.mycrypto.signers[0].roles[0]: "qa-led" is not allowed; did you mean "qa-lead"? allowed: ${roles.join(", ")}`,
      "systems.mycrypto.signers[0].publicKey: must be an Ed25519 public key, SPKI in base64 " +
        "(openssl pkey -pubout -outform der | base64)",
      "systems.mycrypto.signers[1].roles: must give at least one role",
      "systems.mycrypto.signers[1].publicKey: is missing",
    ],
  ],
  [
    "malformed exception",
    { exceptions: [{ ...exception, reason: "too short", approvedBy: "ops", expires: "31.12.2026" }] },
    [
      "exceptions[0].reason: must be a sentence of at least 20 characters",
      "exceptions[0].approvedBy: must be an e-mail address",
      "exceptions[0].expires: must be a date such as 2026-12-31",
    ],
  ],
  [
    "exception on a day that is none",
    { exceptions: [{ ...exception, expires: "2026-02-30" }] },
    ["exceptions[0].expires: must be a date such as 2026-12-31"],
  ],
])("%s", (_, changes, expected) => {
  expect(faults(after(prod, changes))).toEqual(expected);
});
