import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import type { Credentials } from "./credentials.ts";

export interface DatabaseArgs {
  system: string;
  /** Extensions beyond the language itself. */
  extensions: readonly string[];
  /** Who the services are. */
  runtime: Pick<Credentials, "username" | "password" | "versionId">;
  /** Who migrations are. */
  migration: Pick<Credentials, "username" | "password" | "versionId">;
  /** Refuse to delete the database and its roles. */
  protect: boolean;
}

/** Names of the roles that sign in; the one that owns the objects never does. */
export function loginsOf(system: string): { runtime: string; migration: string } {
  return { runtime: `${system}_runtime`, migration: `${system}_migration` };
}

/** Milliseconds that a service's statement may take; the load balancer has given up long before. */
const statementTimeout = 30_000;

/**
 * One system's database on the shared server, and who may do what in it. A role that nobody signs in as owns every object.
 * Migrations act as that role; services read and write rows and change no table; nobody else, the other systems included,
 * may even connect.
 *
 * The database itself belongs to the server's master user: only the owner can take the right to connect from everybody,
 * and the provider does not act as another owner for that grant: the server merely warns, and the door stays open
 * (terraform-provider-postgresql#133).
 */
export class Database extends pulumi.ComponentResource {
  /** Known once every right is in place. */
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:Database", name, args, opts);
    const child = { parent: this };
    const stateful = { ...child, protect: args.protect };
    const login = { ...plainRole, login: true };
    const { runtime, migration } = args;
    const owner = new postgresql.Role(
      `${name}-owner`,
      { ...login, name: `${args.system}_owner`, login: false },
      stateful,
    );
    const services = new postgresql.Role(
      `${name}-runtime`,
      {
        ...login,
        name: runtime.username,
        passwordWo: runtime.password,
        passwordWoVersion: runtime.versionId,
        statementTimeout,
      },
      stateful,
    );
    const migrations = new postgresql.Role(
      `${name}-migration`,
      {
        ...login,
        name: migration.username,
        passwordWo: migration.password,
        passwordWoVersion: migration.versionId,
        roles: [owner.name],
        // Signs in as itself and acts as the owner, so that whatever it makes is the owner's.
        assumeRole: owner.name,
      },
      stateful,
    );
    // After the roles, so before them when all of it is taken down: a role with grants in a database cannot be dropped.
    const database = new postgresql.Database(
      name,
      {
        name: args.system,
        encoding: "UTF8",
        allowConnections: true,
        connectionLimit: -1,
        alterObjectOwnership: false,
      },
      { ...stateful, dependsOn: [owner, services, migrations] },
    );
    const on = { database: database.name, objectType: "database" };
    const schema = { database: database.name, schema: "public", objectType: "schema" };
    const rights = [
      this.#grant(`${name}-connect-public`, { ...on, role: "public", privileges: [] }),
      this.#grant(`${name}-connect-owner`, { ...on, role: owner.name, privileges: ["CONNECT", "CREATE"] }),
      this.#grant(`${name}-connect-migration`, { ...on, role: migrations.name, privileges: ["CONNECT"] }),
      this.#grant(`${name}-schema-public`, { ...schema, role: "public", privileges: [] }),
      this.#grant(`${name}-schema-owner`, { ...schema, role: owner.name, privileges: ["CREATE", "USAGE"] }),
      this.#grant(`${name}-connect-runtime`, { ...on, role: services.name, privileges: ["CONNECT"] }),
      this.#grant(`${name}-schema-runtime`, { ...schema, role: services.name, privileges: ["USAGE"] }),
      ...Object.entries(rows).map(
        ([objectType, privileges]) =>
          new postgresql.DefaultPrivileges(
            `${name}-${objectType}`,
            {
              database: database.name,
              schema: "public",
              owner: owner.name,
              role: services.name,
              objectType,
              privileges,
              withGrantOption: false,
            },
            child,
          ),
      ),
    ];
    const extensions = args.extensions.map(
      (extension) =>
        new postgresql.Extension(
          `${name}-${extension}`,
          { name: extension, database: database.name, createCascade: false, dropCascade: false },
          child,
        ),
    );
    const ready = [...rights, ...extensions].map(({ id }) => id);
    this.name = pulumi.all([database.name, pulumi.all(ready)]).apply(([made]) => made);
    this.registerOutputs({ name: this.name });
  }

  #grant(name: string, args: postgresql.GrantArgs): postgresql.Grant {
    return new postgresql.Grant(name, { ...args, withGrantOption: false }, { parent: this });
  }
}

/**
 * Nothing is left to the provider to fill in: on a first update it is asked before it knows the server, fills in nothing
 * then and all later, and an update by a plan would stop there.
 */
const plainRole = {
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

/** What services may do with the objects that migrations make, from the first on. */
const rows = {
  table: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  sequence: ["USAGE", "SELECT"],
};
