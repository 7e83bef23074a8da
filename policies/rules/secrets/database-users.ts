import type { Reader } from "../../read.ts";
import type { ResourceRule } from "../../rule.ts";
import { demand, is, isSet, known } from "../../demand.ts";
import { has } from "./places.ts";

// Defaults of engines, of AWS's consoles and of manuals.
const commonNames = "admin administrator awsuser guest mysql postgres rabbitmq root sa test user".split(" ");

const isUncommon = (name: unknown) => !(typeof name === "string" && commonNames.includes(name.toLowerCase()));

export const dbAdminUsernameCustom: ResourceRule = {
  id: "db-admin-username-custom",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:mq/broker:Broker"],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-035"],
  refs: { fsbp: ["RDS.24", "RDS.25"] },
  rationale: "An administrator whose name is not the product's default leaves half of every guess still to be made.",
  fix: "Choose a name that no product, manual or attacker would begin with.",
  check: (inputs, { type }) => {
    const message = "is a name that attackers try first";
    if (type.startsWith("aws:mq/")) {
      return inputs.items("users").flatMap((user) => demand(user, "username", isUncommon, message));
    }
    const key = userKey(type);
    // AWS demands one, but for what is copied or restored, which has its source's.
    return known(inputs, key, is(undefined)) ? "not-applicable" : demand(inputs, key, isUncommon, message);
  },
};

export const rdsManagedMasterPassword: ResourceRule = {
  id: "rds-managed-master-password",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  needsSecrets: true,
  severity: "high",
  level: "production",
  requirements: ["MT-004", "MC-035"],
  refs: {},
  rationale:
    "The master password is kept by RDS, only ever written, or a Pulumi secret, so that nobody reads it by chance.",
  fix: "Set manageMasterUserPassword to true, or pass a secret output to the write-only password.",
  check: (database, { type }) => {
    if (!known(database, "manageMasterUserPassword", (managed) => managed !== true)) return [];
    const password = passwordKey(type);
    if (has(database, `${password}Wo`)) return [];
    if (!has(database, password)) {
      return isCopy(database)
        ? "not-applicable"
        : [{ path: "manageMasterUserPassword", message: "nothing gives the master user a password" }];
    }
    // Where the engine does not say whether it is a secret, nothing is said either.
    if (database.isSecret(password) !== false || !known(database, password, isSet)) return [];
    return [{ path: password, message: "is a master password in plain text" }];
  },
};

/** Made from something that has its user and password already. */
function isCopy(database: Reader): boolean {
  const sources = ["replicateSourceDb", "replicationSourceIdentifier", "restoreToPointInTime", "snapshotIdentifier"];
  return [...sources, "globalClusterIdentifier"].some((key) => has(database, key));
}

function userKey(type: string): string {
  return type.endsWith(":Cluster") ? "masterUsername" : "username";
}

function passwordKey(type: string): string {
  return type.endsWith(":Cluster") ? "masterPassword" : "password";
}
