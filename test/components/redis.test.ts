import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Redis, type RedisArgs, redisPort } from "../../components/data/redis.ts";
import { accessString, noAccess, serviceAccess } from "../../components/data/redis-access.ts";
import { plain, redacted, secretPaths, unknown } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const args: RedisArgs = {
  environment: "prod",
  system: "mycrypto",
  holds: "state",
  config: {
    version: "8.1",
    nodeType: "cache.r7g.large",
    replicas: 2,
    snapshotRetentionDays: 7,
    snapshotWindow: "02:00-03:00",
    maintenanceWindow: "sun:03:30-sun:04:30",
  },
  vpcId: "vpc-1",
  subnetIds: ["subnet-data-a", "subnet-data-b", "subnet-data-c"],
  clients: [
    { name: "pods", securityGroupId: "sg-pods" },
    { name: "runner", securityGroupId: "sg-runner" },
  ],
  keyArn: "arn:aws:kms:eu-central-1:111122223333:key/redis",
  secretsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/secrets",
  logKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs",
  logRetentionDays: 90,
  protect: true,
};

const name = "trading-prod-mycrypto";

const redis = (changes: Partial<RedisArgs> = {}, mode: "preview" | "update" = "update", as = name) =>
  deploy(
    () => {
      const { host, identifier, arn, securityGroupId, credentials } = new Redis(as, { ...args, ...changes });
      return { host, identifier, arn, securityGroupId, username: credentials.username, password: credentials.password };
    },
    { mode },
  );

const text = (pattern: RegExp) => expect.stringMatching(pattern) as string;

it.each(["preview", "update"] as const)(
  "declares a replicated store with two users, and nothing else: %s",
  async (mode) => {
    const { resources } = await redis({}, mode);
    expect(counts(resources)).toEqual({
      "aws:cloudwatch:LogGroup": 2,
      "aws:ec2:SecurityGroup": 1,
      "aws:elasticache:ParameterGroup": 1,
      "aws:elasticache:ReplicationGroup": 1,
      "aws:elasticache:SubnetGroup": 1,
      "aws:elasticache:User": 2,
      "aws:elasticache:UserGroup": 1,
      "aws:secretsmanager:Secret": 1,
      "aws:secretsmanager:SecretVersion": 1,
      "aws:vpc:SecurityGroupIngressRule": 2,
      "random:index/randomPassword:RandomPassword": 2,
      "trading:data:Credentials": 1,
      "trading:data:Redis": 1,
      "trading:data:StoreGroup": 1,
    });
  },
);

it("is the parent of all but what its own components declare", async () => {
  const { resources, one } = await redis();
  const { urn } = one("trading:data:Redis");
  const elsewhere = resources.filter(({ parent }) => parent !== urn).map(({ type, parent }) => [type, parent]);
  const group = one("trading:data:StoreGroup").urn;
  const credentials = one("trading:data:Credentials").urn;
  expect(elsewhere.sort()).toEqual(
    [
      ["trading:data:Redis", one("trading:data:Redis").parent],
      ["aws:ec2/securityGroup:SecurityGroup", group],
      ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", group],
      ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", group],
      ["aws:secretsmanager/secret:Secret", credentials],
      ["aws:secretsmanager/secretVersion:SecretVersion", credentials],
      ["random:index/randomPassword:RandomPassword", credentials],
    ].sort(),
  );
});

it("makes a primary and its replicas in several zones, encrypted on disk and on the wire", async () => {
  const { one, all } = await redis();
  const store = one("aws:elasticache:ReplicationGroup");
  const log = { logFormat: "json", destinationType: "cloudwatch-logs" };
  expect(store.props).toEqual({
    replicationGroupId: name,
    description: "Redis of mycrypto",
    engine: "valkey",
    engineVersion: "8.1",
    nodeType: "cache.r7g.large",
    port: 6379,
    clusterMode: "disabled",
    numCacheClusters: 3,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    subnetGroupName: text(/./),
    securityGroupIds: [text(/^sg-/)],
    parameterGroupName: text(/./),
    userGroupIds: [name],
    transitEncryptionEnabled: true,
    transitEncryptionMode: "required",
    atRestEncryptionEnabled: true,
    kmsKeyId: args.keyArn,
    snapshotRetentionLimit: 7,
    snapshotWindow: "02:00-03:00",
    finalSnapshotIdentifier: `${name}-final`,
    maintenanceWindow: "sun:03:30-sun:04:30",
    logDeliveryConfigurations: [
      { ...log, logType: "slow-log", destination: `/aws/vendedlogs/elasticache/${name}/slow-log` },
      { ...log, logType: "engine-log", destination: `/aws/vendedlogs/elasticache/${name}/engine-log` },
    ],
    autoMinorVersionUpgrade: true,
    applyImmediately: false,
    tags: { Name: name },
  });
  const from = (input: string) => store.propertyDependencies[input];
  expect(from("subnetGroupName")).toEqual([one("aws:elasticache:SubnetGroup").urn]);
  expect(from("parameterGroupName")).toEqual([one("aws:elasticache:ParameterGroup").urn]);
  expect(from("securityGroupIds")).toEqual([one("aws:ec2:SecurityGroup").urn]);
  expect(from("userGroupIds")).toEqual([one("aws:elasticache:UserGroup").urn]);
  expect(from("logDeliveryConfigurations")).toEqual(all("aws:cloudwatch:LogGroup").map(({ urn }) => urn));
});

it("takes size, copies and windows from the config", async () => {
  const config = {
    version: "9.0",
    nodeType: "cache.t4g.small",
    replicas: 1,
    snapshotRetentionDays: 1,
    snapshotWindow: "05:00-06:00",
    maintenanceWindow: "mon:07:00-mon:08:00",
  };
  const { one } = await redis({ config });
  expect(one("aws:elasticache:ReplicationGroup").props).toMatchObject({
    engineVersion: "9.0",
    nodeType: "cache.t4g.small",
    numCacheClusters: 2,
    snapshotRetentionLimit: 1,
    snapshotWindow: "05:00-06:00",
    maintenanceWindow: "mon:07:00-mon:08:00",
  });
  expect(one("aws:elasticache:ParameterGroup").props["family"]).toBe("valkey9");
});

it("stands in the data subnets", async () => {
  expect((await redis()).one("aws:elasticache:SubnetGroup").props).toEqual({
    description: "Managed by Pulumi",
    subnetIds: ["subnet-data-a", "subnet-data-b", "subnet-data-c"],
    tags: { Name: name },
  });
});

it.each([
  ["state", "noeviction"],
  ["cache", "allkeys-lfu"],
] as const)("when memory is full of %s: %s", async (holds, value) => {
  expect((await redis({ holds })).one("aws:elasticache:ParameterGroup").props).toEqual({
    description: "Managed by Pulumi",
    family: "valkey8",
    parameters: [{ name: "maxmemory-policy", value }],
    tags: { Name: name },
  });
});

it("lets in its clients by their groups, on its TLS port alone", async () => {
  const { one, all } = await redis();
  const group = one("aws:ec2:SecurityGroup");
  expect(group.props).toEqual({ vpcId: "vpc-1", description: "Redis of mycrypto", tags: { Name: name } });
  const rules = all("aws:vpc:SecurityGroupIngressRule");
  expect(rules.map(({ props }) => [props["referencedSecurityGroupId"], props["fromPort"], props["toPort"]])).toEqual([
    ["sg-pods", 6379, 6379],
    ["sg-runner", 6379, 6379],
  ]);
  expect(redisPort).toBe(6379);
});

describe("users", () => {
  it("are the services', with few rights and a password of their own", async () => {
    const { one } = await redis();
    const user = one("aws:elasticache:User", name);
    expect(user.props).toEqual({
      userId: name,
      userName: "mycrypto",
      engine: "valkey",
      accessString: accessString(serviceAccess),
      passwordsWo: text(/^[0-9a-f]{40}$/),
      passwordsWoVersion: expect.any(Number) as number,
      tags: { Name: name },
    });
    const credentials = one("trading:data:Credentials").urn;
    const password = one("random:index/randomPassword:RandomPassword", name);
    expect(password.parent).toBe(credentials);
    expect(user.propertyDependencies["passwordsWo"]).toEqual([password.urn]);
    // A new password gets a new version, or the provider would not send it.
    expect(user.propertyDependencies["passwordsWoVersion"]).toEqual([one("aws:secretsmanager:SecretVersion").urn]);
  });

  it("are AWS's default one no more, in whose place is one who may do nothing", async () => {
    const { one } = await redis();
    const user = one("aws:elasticache:User", `${name}-default`);
    expect(user.props).toEqual({
      userId: `${name}-default`,
      userName: "default",
      engine: "valkey",
      accessString: "off -@all",
      passwordsWo: text(/^[0-9a-f]{40}$/),
      passwordsWoVersion: 1,
      tags: { Name: `${name}-default` },
    });
    const password = one("random:index/randomPassword:RandomPassword", `${name}-default`);
    expect(password.props).toEqual({ length: 40, special: false });
    expect(user.propertyDependencies["passwordsWo"]).toEqual([password.urn]);
  });

  it("both belong to the store's group", async () => {
    const { one } = await redis();
    const group = one("aws:elasticache:UserGroup");
    expect(group.props).toEqual({
      userGroupId: name,
      engine: "valkey",
      userIds: [`${name}-default`, name],
      tags: { Name: name },
    });
    expect(group.propertyDependencies["userIds"]).toEqual(
      [one("aws:elasticache:User", name).urn, one("aws:elasticache:User", `${name}-default`).urn].sort(),
    );
  });

  it("keep their passwords secret", async () => {
    const { all, outputs } = await redis();
    for (const user of all("aws:elasticache:User")) {
      expect(secretPaths(user.inputs)).toEqual(["passwordsWo"]);
      expect(user.shown["passwordsWo"]).toBe(redacted);
    }
    expect(secretPaths(outputs)).toEqual(["password"]);
  });

  it("the services' one is kept in Secrets Manager", async () => {
    expect((await redis()).one("aws:secretsmanager:Secret").props).toMatchObject({
      namePrefix: "prod/mycrypto/redis-",
      kmsKeyId: args.secretsKeyArn,
    });
  });
});

it.each(["slow-log", "engine-log"])(
  "keeps its %s in a group of its own, as long and under the key as told",
  async (log) => {
    expect((await redis()).one("aws:cloudwatch:LogGroup", `${name}-${log}`).props).toEqual({
      name: `/aws/vendedlogs/elasticache/${name}/${log}`,
      retentionInDays: 90,
      kmsKeyId: args.logKeyArn,
      tags: { Name: `${name}-${log}` },
    });
  },
);

it.each([true, false])("protects what holds data, and the password that it opens to: %s", async (protect) => {
  const { resources } = await redis({ protect });
  const kept = resources.filter((resource) => resource.protect).map(({ type, name: own }) => [type, own]);
  expect(kept.sort()).toEqual(
    protect
      ? [
          ["aws:elasticache/replicationGroup:ReplicationGroup", name],
          ["aws:secretsmanager/secret:Secret", name],
          ["random:index/randomPassword:RandomPassword", name],
          ["random:index/randomPassword:RandomPassword", `${name}-default`],
        ]
      : [],
  );
});

it("hands out what a connection, a snapshot and a policy need", async () => {
  const { outputs, one } = await redis();
  expect(outputs).toMatchObject({
    host: text(new RegExp(`^master\\.${name}\\.`)),
    identifier: name,
    arn: text(/^arn:aws:elasticache:/),
    securityGroupId: text(/^sg-/),
    username: "mycrypto",
  });
  expect(one("aws:elasticache:ReplicationGroup").props["securityGroupIds"]).toEqual([outputs["securityGroupId"]]);
  expect(plain(outputs["password"] ?? null)).toBe(one("aws:elasticache:User", name).props["passwordsWo"]);
});

it("does not know its address before it is made", async () => {
  const { outputs } = await redis({}, "preview");
  expect([outputs["host"], outputs["arn"], outputs["username"]]).toEqual([unknown, unknown, "mycrypto"]);
});

it("keeps to the 40 characters that AWS allows, and tells long names apart", async () => {
  const long = "trading-production-europe-central-mycrypto-redis";
  const { one, all } = await redis({}, "update", long);
  const ids = [
    one("aws:elasticache:ReplicationGroup").props["replicationGroupId"],
    one("aws:elasticache:UserGroup").props["userGroupId"],
    ...all("aws:elasticache:User").map(({ props }) => props["userId"]),
  ] as string[];
  expect(ids.map((id) => id.length <= 40 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(new Set(ids.slice(2)).size).toBe(2);
  expect(one("aws:elasticache:ReplicationGroup").props["finalSnapshotIdentifier"]).toBe(`${ids[0] ?? ""}-final`);
});

/** Categories of commands as Valkey 9.1.2 tells them (`COMMAND INFO`). */
const commands: Readonly<Record<string, string>> = {
  get: "read string fast",
  set: "write string slow",
  del: "keyspace write slow",
  scan: "keyspace read slow",
  expire: "keyspace write fast",
  xreadgroup: "write stream slow blocking",
  blpop: "write list slow blocking",
  hello: "fast connection",
  auth: "fast connection",
  echo: "fast connection",
  ping: "fast connection",
  select: "fast connection",
  "client|setname": "slow connection",
  "client|setinfo": "slow connection",
  "client|list": "admin slow dangerous connection",
  "client|kill": "admin slow dangerous connection",
  subscribe: "pubsub slow",
  publish: "pubsub fast",
  multi: "fast transaction",
  exec: "slow transaction",
  watch: "fast transaction",
  eval: "slow scripting",
  evalsha: "slow scripting",
  eval_ro: "slow scripting",
  evalsha_ro: "slow scripting",
  "script|load": "slow scripting",
  "script|exists": "slow scripting",
  "script|flush": "slow scripting",
  fcall: "slow scripting",
  "function|load": "write slow scripting",
  "function|list": "slow scripting",
  info: "slow dangerous",
  role: "admin fast dangerous",
  keys: "keyspace read slow dangerous",
  sort: "write set sortedset list slow dangerous",
  flushall: "keyspace write slow dangerous",
  flushdb: "keyspace write slow dangerous",
  swapdb: "keyspace write fast dangerous",
  restore: "keyspace write slow dangerous",
  migrate: "keyspace write slow dangerous",
  "config|get": "admin slow dangerous",
  "config|set": "admin slow dangerous",
  "cluster|nodes": "slow",
  "acl|setuser": "admin slow dangerous",
  "acl|whoami": "slow",
  "slowlog|get": "admin slow dangerous",
  monitor: "admin slow dangerous",
  shutdown: "admin slow dangerous",
  replicaof: "admin slow dangerous",
  failover: "admin slow dangerous",
};

/** The rules' own order decides: the last one that fits. */
function mayRun(rules: string, command: string): boolean {
  const categories = new Set((commands[command] ?? "").split(" ").map((category) => `@${category}`));
  const fits = (what: string) =>
    what === "@all" || categories.has(what) || what === command || what === command.split("|")[0];
  const last = rules.split(" ").findLast((rule) => /^[+-]/.test(rule) && fits(rule.slice(1)));
  return rules.startsWith("on ") && last?.startsWith("+") === true;
}

describe("access", () => {
  it("is to every key and channel, but to a choice of commands", () => {
    expect(accessString(serviceAccess)).toBe(
      "on ~* &* -@all +@read +@write +@connection +@pubsub +@transaction -@admin -@dangerous -function " +
        "+info +eval +evalsha +eval_ro +evalsha_ro +script|load +script|exists",
    );
  });

  it("is what clients of .NET and Node.js connect, publish and script with, and to data", () => {
    const allowed = Object.keys(commands).filter((command) => mayRun(accessString(serviceAccess), command));
    expect(allowed).toEqual([
      ...["get", "set", "del", "scan", "expire", "xreadgroup", "blpop"],
      ...["hello", "auth", "echo", "ping", "select", "client|setname", "client|setinfo"],
      ...["subscribe", "publish", "multi", "exec", "watch"],
      ...["eval", "evalsha", "eval_ro", "evalsha_ro", "script|load", "script|exists", "info"],
    ]);
  });

  it("names no command that ElastiCache has not, which would be an error", () => {
    const restricted =
      /[+-](bgrewriteaof|bgsave|config|debug|migrate|replicaof|save|slaveof|shutdown|sync|psync)(?=[ |]|$)/;
    expect(accessString(serviceAccess)).not.toMatch(restricted);
    expect(accessString({ ...serviceAccess, commands: ["config|get"] })).toMatch(restricted);
  });

  it("is none at all for the default user", () => {
    expect(Object.keys(commands).filter((command) => mayRun(noAccess, command))).toEqual([]);
  });

  it("never reaches what is dangerous, refused or of no granted category, unless named", () => {
    const some = (values: readonly string[]) => fc.subarray([...values]);
    const categories = ["read", "write", "connection", "pubsub", "transaction", "scripting", "keyspace", "admin"];
    const access = fc.record({
      categories: some(categories),
      refused: some(["function", "script", "eval", "set"]),
      commands: some(Object.keys(commands)),
    });
    fc.assert(
      fc.property(access, fc.constantFrom(...Object.keys(commands)), (granted, command) => {
        const own = (commands[command] ?? "").split(" ");
        const base = command.split("|")[0] ?? "";
        const expected =
          granted.commands.includes(command) ||
          (granted.categories.some((category) => own.includes(category)) &&
            !own.includes("dangerous") &&
            !own.includes("admin") &&
            !granted.refused.some((one) => one === command || one === base));
        expect(mayRun(accessString(granted), command)).toBe(expected);
      }),
    );
  });
});
