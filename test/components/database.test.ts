import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { expect, it } from "vitest";
import { Database, type DatabaseArgs, loginsOf } from "../../components/data/database.ts";
import { redacted, secretPaths } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const user = (username: string) => ({
  username,
  password: pulumi.secret(`planted-${username}`),
  versionId: pulumi.output(`version-${username}`),
});

const database = (changes: Partial<DatabaseArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { runtime, migration } = loginsOf("mycrypto");
      const made = new Database("mycrypto", {
        system: "mycrypto",
        extensions: ["pgcrypto", "pg_stat_statements"],
        runtime: user(runtime),
        migration: user(migration),
        protect: true,
        ...changes,
      });
      return { name: made.name };
    },
    { mode },
  );

const role = "postgresql:index/role:Role";
const grant = "postgresql:index/grant:Grant";
const plainLogin = {
  inherit: true,
  superuser: false,
  createDatabase: false,
  createRole: false,
  replication: false,
  bypassRowLevelSecurity: false,
  encryptedPassword: true,
  connectionLimit: -1,
  validUntil: "infinity",
  skipDropRole: false,
  skipReassignOwned: false,
};

it.each(["update", "preview"] as const)("declares a database, three roles and their rights: %s", async (mode) => {
  const { resources } = await database({}, mode);
  expect(counts(resources)).toEqual({
    "postgresql:index/database:Database": 1,
    "postgresql:index/defaultPrivileges:DefaultPrivileges": 2,
    "postgresql:index/extension:Extension": 2,
    "postgresql:index/grant:Grant": 7,
    "postgresql:index/role:Role": 3,
    "trading:data:Database": 1,
  });
  for (const { parent, custom } of resources) expect(custom).toBe(parent?.includes("trading:data:Database") ?? false);
});

it("has an owner that nobody signs in as, and two who sign in and may make nothing but what it may", async () => {
  const { one } = await database();
  expect(one(role, "mycrypto-owner").props).toEqual({ ...plainLogin, name: "mycrypto_owner", login: false });
  expect(one(role, "mycrypto-runtime").props).toEqual({
    ...plainLogin,
    name: "mycrypto_runtime",
    login: true,
    passwordWo: "planted-mycrypto_runtime",
    passwordWoVersion: "version-mycrypto_runtime",
    statementTimeout: 30_000,
  });
  expect(one(role, "mycrypto-migration").props).toEqual({
    ...plainLogin,
    name: "mycrypto_migration",
    login: true,
    passwordWo: "planted-mycrypto_migration",
    passwordWoVersion: "version-mycrypto_migration",
    roles: ["mycrypto_owner"],
    assumeRole: "mycrypto_owner",
  });
});

it("writes passwords only, marked secret", async () => {
  const { all, resources } = await database();
  for (const { inputs, shown, name } of all(role)) {
    expect(secretPaths(inputs)).toEqual(name === "mycrypto-owner" ? [] : ["passwordWo"]);
    if (name !== "mycrypto-owner") expect(shown["passwordWo"]).toBe(redacted);
  }
  expect(JSON.stringify(resources.map(({ shown }) => shown))).not.toContain("planted-");
});

it("belongs to the server's master, after the roles and so gone before them", async () => {
  const { one, all } = await database();
  const made = one("postgresql:index/database:Database");
  // No owner: the provider takes the user that it signs in as.
  expect(made.props).toEqual({
    name: "mycrypto",
    encoding: "UTF8",
    allowConnections: true,
    connectionLimit: -1,
    alterObjectOwnership: false,
  });
  expect(made.dependencies).toEqual(expect.arrayContaining(all(role).map(({ urn }) => urn)));
});

it("lets in its own roles and takes the right from everybody else", async () => {
  const { all } = await database();
  const on = { database: "mycrypto", objectType: "database", withGrantOption: false };
  const schema = { database: "mycrypto", schema: "public", objectType: "schema", withGrantOption: false };
  expect(Object.fromEntries(all(grant).map(({ name, props }) => [name, props]))).toEqual({
    "mycrypto-connect-public": { ...on, role: "public", privileges: [] },
    "mycrypto-connect-owner": { ...on, role: "mycrypto_owner", privileges: ["CONNECT", "CREATE"] },
    "mycrypto-connect-migration": { ...on, role: "mycrypto_migration", privileges: ["CONNECT"] },
    "mycrypto-connect-runtime": { ...on, role: "mycrypto_runtime", privileges: ["CONNECT"] },
    "mycrypto-schema-public": { ...schema, role: "public", privileges: [] },
    "mycrypto-schema-owner": { ...schema, role: "mycrypto_owner", privileges: ["CREATE", "USAGE"] },
    "mycrypto-schema-runtime": { ...schema, role: "mycrypto_runtime", privileges: ["USAGE"] },
  });
});

it("gives services the rows of whatever migrations make, and nothing of its shape", async () => {
  const { all } = await database();
  const of = {
    database: "mycrypto",
    schema: "public",
    owner: "mycrypto_owner",
    role: "mycrypto_runtime",
    withGrantOption: false,
  };
  expect(all("postgresql:index/defaultPrivileges:DefaultPrivileges").map(({ props }) => props)).toEqual([
    { ...of, objectType: "sequence", privileges: ["USAGE", "SELECT"] },
    { ...of, objectType: "table", privileges: ["SELECT", "INSERT", "UPDATE", "DELETE"] },
  ]);
});

it("installs the extensions that it is told", async () => {
  const { all } = await database();
  expect(all("postgresql:index/extension:Extension").map(({ props }) => props)).toEqual([
    { name: "pg_stat_statements", database: "mycrypto", createCascade: false, dropCascade: false },
    { name: "pgcrypto", database: "mycrypto", createCascade: false, dropCascade: false },
  ]);
  expect((await database({ extensions: [] })).all("postgresql:index/extension:Extension")).toEqual([]);
});

it("gives rights in the database once it is there, to roles that are", async () => {
  const { all, one } = await database();
  const { urn } = one("postgresql:index/database:Database");
  const inside = [
    grant,
    "postgresql:index/defaultPrivileges:DefaultPrivileges",
    "postgresql:index/extension:Extension",
  ].flatMap(all);
  expect(inside).toHaveLength(11);
  for (const { propertyDependencies, props } of inside) {
    expect(propertyDependencies["database"]).toEqual(expect.arrayContaining([urn]));
    for (const key of ["role", "owner"]) {
      const name = props[key];
      if (typeof name !== "string" || name === "public") continue;
      expect(propertyDependencies[key]).toEqual([one(role, name.replace("_", "-")).urn]);
    }
  }
  expect(one(role, "mycrypto-migration").propertyDependencies).toMatchObject({
    roles: [one(role, "mycrypto-owner").urn],
    assumeRole: [one(role, "mycrypto-owner").urn],
  });
});

it.each([true, false])("protects database and roles: %s", async (protect) => {
  const { resources } = await database({ protect });
  const kept = resources.filter((resource) => resource.protect).map(({ type }) => type.split(":").at(-1));
  expect(kept).toEqual(protect ? ["Database", "Role", "Role", "Role"] : []);
});

it("tells its name once every right is in place", async () => {
  const { outputs, all, one } = await deploy(() => {
    const { runtime, migration } = loginsOf("mycrypto");
    const users = { runtime: user(runtime), migration: user(migration) };
    const { name } = new Database("mycrypto", {
      system: "mycrypto",
      extensions: ["pgcrypto"],
      ...users,
      protect: true,
    });
    new random.RandomId("after", { byteLength: 4, keepers: { name } });
    return { name };
  });
  expect(outputs["name"]).toBe("mycrypto");
  const rights = [
    grant,
    "postgresql:index/defaultPrivileges:DefaultPrivileges",
    "postgresql:index/extension:Extension",
  ];
  const { dependencies } = one("random:index/randomId:RandomId");
  expect(dependencies).toEqual(expect.arrayContaining(rights.flatMap(all).map(({ urn }) => urn)));
});
