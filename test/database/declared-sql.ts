import type { Value } from "../../simulator/wire.ts";
import type { Found } from "../harness.ts";

/** A statement and the database that the provider sends it to. */
export interface Statement {
  database: string;
  sql: string;
}

function textOf(value: Value | undefined): string {
  if (typeof value !== "string") throw new Error("a text is missing");
  return value;
}

const roleType = "postgresql:index/role:Role";

const quoted = (name: unknown) => (name === "public" ? "PUBLIC" : `"${String(name)}"`);
const literal = (value: unknown) => `'${String(value).replaceAll("'", "''")}'`;

/**
 * What the PostgreSQL provider sends for one resource, as the sources of cyrilgdn/terraform-provider-postgresql have it
 * (resource_postgresql_role, _database, _grant, _default_privileges, _extension): rights are taken away before they are given,
 * and for default privileges the user who signed in becomes a member of the owner and stops being one. The plugin itself
 * cannot be had here, so this proves the model of rights, not the plugin.
 *
 * @param master the user who signs in
 */
export function statementsOf({ type, props }: Pick<Found, "type" | "props">, master: string): Statement[] {
  const { name, database, schema, role, owner, objectType } = props;
  const privileges = ((props["privileges"] ?? []) as string[]).join(", ");
  const everywhere = (sql: string) => ({ database: "postgres", sql });
  const inside = (sql: string) => ({ database: textOf(database), sql });
  switch (type) {
    case roleType: {
      const flag = (key: string, word: string) => (props[key] === true ? word : `NO${word}`);
      const flags = [flag("login", "LOGIN"), flag("inherit", "INHERIT"), "NOSUPERUSER", "NOCREATEDB", "NOCREATEROLE"];
      const password = props["passwordWo"] === undefined ? "" : ` PASSWORD ${literal(props["passwordWo"])}`;
      return [
        `CREATE ROLE ${quoted(name)} WITH ${flags.join(" ")}${password}`,
        ...((props["roles"] ?? []) as string[]).map((group) => `GRANT ${quoted(group)} TO ${quoted(name)}`),
        ...(props["assumeRole"] === undefined
          ? []
          : [`ALTER ROLE ${quoted(name)} SET ROLE TO ${quoted(props["assumeRole"])}`]),
        ...(props["statementTimeout"] === undefined
          ? []
          : [`ALTER ROLE ${quoted(name)} SET statement_timeout TO ${Number(props["statementTimeout"])}`]),
      ].map(everywhere);
    }
    case "postgresql:index/database:Database":
      return [everywhere(`CREATE DATABASE ${quoted(name)} ENCODING ${literal(props["encoding"])} TEMPLATE template0`)];
    case "postgresql:index/grant:Grant": {
      const on = objectType === "database" ? `DATABASE ${quoted(database)}` : `SCHEMA ${quoted(schema)}`;
      const take = `REVOKE ALL PRIVILEGES ON ${on} FROM ${quoted(role)}`;
      const give = `GRANT ${privileges} ON ${on} TO ${quoted(role)}`;
      return (privileges === "" ? [take] : [take, give]).map(inside);
    }
    case "postgresql:index/defaultPrivileges:DefaultPrivileges": {
      const of = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoted(owner)} IN SCHEMA ${quoted(schema)}`;
      const on = `ON ${textOf(objectType).toUpperCase()}S`;
      return [
        `GRANT ${quoted(owner)} TO ${quoted(master)}`,
        `${of} REVOKE ALL ${on} FROM ${quoted(role)}`,
        `${of} GRANT ${privileges} ${on} TO ${quoted(role)}`,
        `REVOKE ${quoted(owner)} FROM ${quoted(master)}`,
      ].map(inside);
    }
    case "postgresql:index/extension:Extension":
      return [inside(`CREATE EXTENSION IF NOT EXISTS ${quoted(name)}`)];
    default:
      return type.startsWith("postgresql:") ? [{ database: "", sql: `no statements known for ${type}` }] : [];
  }
}

/** The resources, each after what it depends on. */
export function inOrder(resources: readonly Found[]): Found[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const done = new Set<string>();
  const ordered: Found[] = [];
  const visit = (resource: Found) => {
    if (done.has(resource.urn)) return;
    done.add(resource.urn);
    for (const urn of resource.dependencies) {
      const before = byUrn.get(urn);
      if (before !== undefined) visit(before);
    }
    ordered.push(resource);
  };
  resources.forEach(visit);
  return ordered;
}
