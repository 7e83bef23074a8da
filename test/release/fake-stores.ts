import * as pulumi from "@pulumi/pulumi";
import type { StoreAccess } from "../../components/data/store-access.ts";
import { connectionVariables, kindOf } from "../../systems/model/connections.ts";
import type { System } from "../../systems/model/system.ts";

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
