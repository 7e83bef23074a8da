import * as pulumi from "@pulumi/pulumi";
import { type ConnectionForm, type ConnectionKind, connectionVariables } from "../../systems/model/connections.ts";
import { contentHash } from "../release/naming.ts";
import { type ConnectionFacts, connectionStrings } from "./connection-strings.ts";
import type { Credentials } from "./credentials.ts";

/** How pods reach one thing that their system uses. */
export interface Connection {
  kind: ConnectionKind | "migration";
  /** Names of the variables, known before anything exists. */
  variables: readonly string[];
  /** Whether a value has a password in it: pods then get a Kubernetes Secret, and else a ConfigMap. */
  secret: boolean;
  /** Value by variable; marked secret where one has a password in it. */
  values: pulumi.Output<Record<string, string>>;
  /** Changes whenever a value does, and tells nothing of it: names the Kubernetes object made of them. */
  version: pulumi.Output<string>;
}

/**
 * @param facts all but the password
 * @param user whose password it takes; without one the pod's AWS identity opens the door
 */
export function connection<Kind extends ConnectionKind>(
  form: ConnectionForm,
  kind: Kind,
  facts: pulumi.Output<ConnectionFacts[Kind]>,
  user?: Pick<Credentials, "password" | "versionId">,
): Connection {
  const values = pulumi
    .all([facts, user?.password])
    .apply(([known, password]) => connectionStrings(form, kind, known as ConnectionFacts[Kind], password));
  // The password's version stands in for it, or the hash of a secret would have to be one.
  const version = pulumi
    .all([facts, user?.versionId])
    .apply(([known, id]) => contentHash(connectionStrings(form, kind, known as ConnectionFacts[Kind], id)));
  const secret = user !== undefined;
  const variables = connectionVariables[form][kind];
  return { kind, variables, secret, values: secret ? pulumi.secret(values) : values, version };
}
