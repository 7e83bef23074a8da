import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { entryOf } from "../foundation/entry-of.ts";
import { Credentials } from "./credentials.ts";
import { Database, loginsOf } from "./database.ts";
import { PostgresProxy } from "./postgres-proxy.ts";
import { Postgres, type PostgresArgs, postgresPort } from "./postgres.ts";
import { serverAddress } from "./server-address.ts";
import { type StoreClient, StoreGroup } from "./store-group.ts";

export interface DatabasesArgs extends Omit<PostgresArgs, "clients"> {
  /** Systems that have a database, each with the extensions of its own; at least one. */
  systems: readonly { name: string; extensions: readonly string[] }[];
  /** What the pods carry: they reach the proxy, and migrations the instance. */
  pods: StoreClient;
  /** Deploy runners, which declare databases and roles. */
  runners: readonly StoreClient[];
}

/** A system's ways to its database. Each host is known once all that is needed to sign in there is in place. */
export interface DatabaseAccess {
  /** The proxy's, for services. */
  host: pulumi.Output<string>;
  /** The server's own, for migrations. */
  instanceHost: pulumi.Output<string>;
  port: number;
  database: pulumi.Output<string>;
  runtime: Credentials;
  migration: Credentials;
  /** Of the server. */
  identifier: pulumi.Output<string>;
}

/** The PostgreSQL server, its connection pool, and a database for each system. */
export class Databases extends pulumi.ComponentResource {
  readonly #access: ReadonlyMap<string, DatabaseAccess>;

  constructor(name: string, args: DatabasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:Databases", name, args, opts);
    const child = { parent: this };
    const { systems, pods, runners, ...server } = args;
    const { config, vpcId, protect } = args;
    const proxyName = `${name}-proxy`;
    const proxyGroup = new StoreGroup(
      proxyName,
      { vpcId, description: "PostgreSQL proxy", port: postgresPort, clients: [pods] },
      child,
    );
    const throughProxy = { name: "proxy", securityGroupId: proxyGroup.id };
    const postgres = new Postgres(name, { ...server, clients: [pods, throughProxy, ...runners] }, child);
    const logins = systems.map(({ name: system, extensions }) => {
      const { runtime, migration } = loginsOf(system);
      const credentials = (purpose: string, description: string, username: string) =>
        new Credentials(
          `${system}-database-${purpose}`,
          {
            environment: args.environment,
            owner: system,
            purpose: `database-${purpose}`,
            description,
            username,
            keyArn: args.secretsKeyArn,
            protect,
          },
          child,
        );
      return {
        system,
        extensions,
        runtime: credentials("runtime", "Database role of the services", runtime),
        migration: credentials("migration", "Database role of migrations", migration),
      };
    });
    const proxy = new PostgresProxy(
      proxyName,
      {
        subnetIds: args.subnetIds,
        securityGroupId: proxyGroup.id,
        instance: { identifier: postgres.identifier, securityGroupId: postgres.securityGroupId },
        logins: logins.map(({ runtime: { username, secretArn } }) => ({ username, secretArn })),
        logKeyArn: args.logKeyArn,
        logRetentionDays: args.logRetentionDays,
      },
      child,
    );
    const address = postgres.host.apply((host) => serverAddress(config.reachableAt, host, postgresPort));
    const provider = new postgresql.Provider(
      name,
      {
        host: address.host,
        port: address.port,
        sslmode: address.sslmode,
        username: postgres.master.username,
        password: postgres.master.password,
        // On RDS nobody is.
        superuser: false,
        expectedVersion: config.version,
        // Seconds. A server that is out of reach does not answer at all, and the default is three minutes for each resource.
        connectTimeout: 15,
      },
      child,
    );
    this.#access = new Map(
      logins.map(({ system, extensions, runtime, migration }): [string, DatabaseAccess] => {
        const database = new Database(
          system,
          { system, extensions, runtime, migration, protect },
          { ...child, providers: { postgresql: provider } },
        );
        const access = {
          port: postgresPort,
          database: database.name,
          runtime,
          migration,
          identifier: postgres.identifier,
        };
        return [system, { ...access, host: proxy.host, instanceHost: postgres.host }];
      }),
    );
    this.registerOutputs({});
  }

  /** @throws Error when the system has no database */
  access(system: string): DatabaseAccess {
    return entryOf(this.#access, system, `database for ${system}`);
  }
}
