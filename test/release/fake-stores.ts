import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../components/data/connection.ts";
import type { StoreAccess } from "../../components/data/store-access.ts";
import { connectionVariables, kindOf } from "../../systems/model/connections.ts";
import type { System } from "../../systems/model/system.ts";

const login = ["FLYWAY_URL", "FLYWAY_USER", "FLYWAY_PASSWORD"];

/** Tests of the color and of the whole system share it. */
export const migrationLogin: Connection = {
  kind: "migration",
  variables: login,
  secret: true,
  values: pulumi.secret(
    Object.fromEntries(login.map((variable) => [variable, `connection-to-migration-by-${variable}`])),
  ),
  version: pulumi.output("1b2c3d4e"),
};

/** Stores that exist already: every value and id is told apart by what it stands for. */
export function storesOf(system: System): StoreAccess {
  const needs = [...system.stores, ...(system.emailSender === undefined ? [] : (["email"] as const))];
  return {
    connections: new Map(
      needs.map((need) => {
        const kind = kindOf(need, "ses");
        const variables = connectionVariables[system.connections][kind];
        const values = Object.fromEntries(
          variables.map((variable) => [variable, `connection-to-${kind}-by-${variable}`]),
        );
        const secret = ["postgres", "redis", "rabbitmq"].includes(kind);
        const held = secret ? pulumi.secret(values) : pulumi.output(values);
        return [need, { kind, variables, secret, values: held, version: pulumi.output("0a1b2c3d") }] as const;
      }),
    ),
    migrationLogin: system.migrations.length === 0 ? undefined : migrationLogin,
    identifiers: new Map(system.stores.map((store) => [store, pulumi.output(`id-of-${store}`)])),
    statements: new Map(
      system.services
        .filter(({ uses }) => uses.includes("kafka"))
        .map(({ name }) => {
          const resource = `arn:of-${name}`;
          return [name, [[{ Sid: "Use", Effect: "Allow", Action: ["a:B"], Resource: resource }]]] as const;
        }),
    ),
    partitions: pulumi.output(Object.fromEntries(system.topics.map(({ name, partitions }) => [name, partitions]))),
  };
}
