import type { Identities, Identity } from "./identity.ts";

const codes = "docs.rs/postgres-shared, module error: 42710, 42723, 42P04";

const file = (name: string) => `cyrilgdn/terraform-provider-postgresql postgresql/resource_postgresql_${name}`;

const defaultPrivileges: Identity = {
  // `noschema` stands where no schema is given.
  id: { inputs: ["role", "database", "schema", "owner", "objectType"], separator: "_" },
  repeatable: true,
  source: file("default_privileges.go 02129af"),
};

/**
 * Unique within a server or one of its databases. 42710 is duplicate_object, 42723 duplicate_function, 42P04
 * duplicate_database.
 */
export const postgresql: Identities = {
  "postgresql:index/database:Database": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "42P04",
    source: `${file("database.go 6c024a4")}; ${codes}`,
  },
  "postgresql:index/defaultPrivileg:DefaultPrivileg": defaultPrivileges,
  "postgresql:index/defaultPrivileges:DefaultPrivileges": defaultPrivileges,
  // Created with `if not exists`.
  "postgresql:index/extension:Extension": {
    id: { inputs: ["database", "name"], separator: "." },
    repeatable: true,
    source: file("extension.go 04a8fc6"),
  },
  // The signature, with the argument types in it: functions of one name may differ in those.
  "postgresql:index/function:Function": {
    id: "own",
    unique: ["database", "schema", "name", "args"],
    conflict: "42723",
    source: `${file("function.go 1248cf3")} and stored file 3914357997; ${codes}`,
  },
  "postgresql:index/grant:Grant": {
    id: { inputs: ["role", "database", "schema", "objectType", "objects", "columns"], separator: "_" },
    repeatable: true,
    source: file("grant.go 6c024a4"),
  },
  "postgresql:index/grantRole:GrantRole": {
    id: { inputs: ["role", "grantRole", "withAdminOption"], separator: "_" },
    repeatable: true,
    source: file("grant_role.go 04a8fc6"),
  },
  "postgresql:index/physicalReplicationSlot:PhysicalReplicationSlot": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "42710",
    source: `${file("physical_replication_slot.go 3fb10e7")}; ${codes}`,
  },
  "postgresql:index/publication:Publication": {
    id: { inputs: ["database", "name"], separator: "." },
    unique: ["database", "name"],
    conflict: "42710",
    source: `${file("publication.go 066a439")}; ${codes}`,
  },
  // A slot's name is the whole server's, whichever database it decodes.
  "postgresql:index/replicationSlot:ReplicationSlot": {
    id: { inputs: ["database", "name"], separator: "." },
    unique: ["name"],
    conflict: "42710",
    source: `${file("replication_slot.go 207929b")}; ${codes}`,
  },
  "postgresql:index/role:Role": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "42710",
    source: `${file("role.go 01defb5")}; ${codes}`,
  },
  // `ifNotExists` is true unless given: the schema that is there is taken over.
  "postgresql:index/schema:Schema": {
    id: { inputs: ["database", "name"], separator: "." },
    repeatable: true,
    source: file("schema.go 04541ab"),
  },
  "postgresql:index/securityLabel:SecurityLabel": {
    id: { inputs: ["labelProvider", "objectType", "objectName"], separator: "." },
    repeatable: true,
    source: file("security_label.go 1deb31b"),
  },
  "postgresql:index/server:Server": {
    id: { inputs: ["serverName"] },
    unique: ["serverName"],
    conflict: "42710",
    source: `${file("server.go 3e073ee")}; ${codes}`,
  },
  "postgresql:index/subscription:Subscription": {
    id: { inputs: ["database", "name"], separator: "." },
    unique: ["database", "name"],
    conflict: "42710",
    source: `${file("subscription.go 120f23a")}; ${codes}`,
  },
  "postgresql:index/userMapping:UserMapping": {
    id: { inputs: ["userName", "serverName"], separator: "." },
    unique: ["userName", "serverName"],
    conflict: "42710",
    source: `${file("user_mapping.go 0f934b7")}; ${codes}`,
  },
};
