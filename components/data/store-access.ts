import type * as pulumi from "@pulumi/pulumi";
import type { Need, StoreKind } from "../../systems/model/system.ts";
import type { Statement } from "../foundation/statement.ts";
import type { Connection } from "./connection.ts";

/** What the stores mean to one system. */
export interface StoreAccess {
  /** By what its services may use. */
  connections: ReadonlyMap<Need, Connection>;
  /** How its migrations reach the database; absent where it has none. */
  migrationLogin?: Connection | undefined;
  /** What AWS calls each store; a release takes snapshots and asks for states by it. */
  identifiers: ReadonlyMap<StoreKind, pulumi.Output<string>>;
  /** What each service's AWS identity may do; a service without entry may do nothing. */
  statements: ReadonlyMap<string, readonly pulumi.Input<readonly Statement[]>[]>;
  /** Partitions by topic, as the brokers have them. */
  partitions: pulumi.Output<Readonly<Record<string, number>>>;
}
