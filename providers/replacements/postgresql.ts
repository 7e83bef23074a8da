import type { Replacement, Replacements } from "./replacement.ts";

const provider = "cyrilgdn/terraform-provider-postgresql postgresql";

const defaultPrivileges: Replacement = {
  source: `${provider}/resource_postgresql_default_privileges.go 02129af`,
  paths: ["database", "objectType", "owner", "role", "schema", "withGrantOption"],
};

/** A `name` that is not among the paths is renamed in place. */
export const postgresql: Replacements = {
  "postgresql:index/database:Database": {
    source: `${provider}/resource_postgresql_database.go 6c024a4`,
    paths: ["encoding", "lcCollate", "lcCtype", "template"],
    autonamed: "name",
  },
  // Two names of one resource, the first deprecated.
  "postgresql:index/defaultPrivileg:DefaultPrivileg": defaultPrivileges,
  "postgresql:index/defaultPrivileges:DefaultPrivileges": defaultPrivileges,
  "postgresql:index/extension:Extension": {
    source: `${provider}/resource_postgresql_extension.go 04a8fc6`,
    paths: ["database", "name"],
    autonamed: "name",
    unread: ["createCascade"],
  },
  "postgresql:index/function:Function": {
    source: `${provider}/resource_postgresql_function.go 1248cf3`,
    paths: ["args", "name", "returns", "schema"],
    autonamed: "name",
    unread: ["database", "language", "parallel", "securityDefiner", "strict", "volatility"],
  },
  "postgresql:index/grant:Grant": {
    source: `${provider}/resource_postgresql_grant.go 6c024a4; objects and columns: stored file 11946316121`,
    paths: ["columns", "database", "objectType", "objects", "role", "schema", "withGrantOption"],
  },
  "postgresql:index/grantRole:GrantRole": {
    source: `${provider}/resource_postgresql_grant_role.go 04a8fc6`,
    paths: ["grantRole", "role", "withAdminOption"],
  },
  "postgresql:index/physicalReplicationSlot:PhysicalReplicationSlot": {
    source: `${provider}/resource_postgresql_physical_replication_slot.go 3fb10e7`,
    paths: ["name"],
    autonamed: "name",
  },
  "postgresql:index/publication:Publication": {
    source: `${provider}/resource_postgresql_publication.go 066a439`,
    paths: ["allTables", "database"],
    autonamed: "name",
  },
  "postgresql:index/replicationSlot:ReplicationSlot": {
    source: `${provider}/resource_postgresql_replication_slot.go 207929b`,
    paths: ["database", "name", "plugin"],
    autonamed: "name",
  },
  "postgresql:index/role:Role": {
    source: `${provider}/resource_postgresql_role.go 01defb5`,
    paths: [],
    autonamed: "name",
  },
  "postgresql:index/schema:Schema": {
    source: `${provider}/resource_postgresql_schema.go 04541ab`,
    paths: ["database"],
    autonamed: "name",
  },
  "postgresql:index/securityLabel:SecurityLabel": {
    source: `${provider}/resource_postgresql_security_label.go 1deb31b`,
    paths: ["labelProvider", "objectName", "objectType"],
  },
  "postgresql:index/server:Server": {
    source: `${provider}/resource_postgresql_server.go 3e073ee`,
    paths: ["fdwName", "serverType"],
  },
  "postgresql:index/subscription:Subscription": {
    source: `${provider}/resource_postgresql_subscription.go 120f23a`,
    paths: ["conninfo", "createSlot", "database", "name", "publications", "slotName"],
    autonamed: "name",
  },
  "postgresql:index/userMapping:UserMapping": {
    source: `${provider}/resource_postgresql_user_mapping.go 0f934b7`,
    paths: ["serverName", "userName"],
  },
};
