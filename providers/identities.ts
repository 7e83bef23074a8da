import { awsCompute } from "./identities/aws-compute.ts";
import { awsData } from "./identities/aws-data.ts";
import { awsDelivery } from "./identities/aws-delivery.ts";
import { awsEc2 } from "./identities/aws-ec2.ts";
import { awsSecurity } from "./identities/aws-security.ts";
import { awsStorage } from "./identities/aws-storage.ts";
import type { Identities } from "./identities/identity.ts";
import { postgresql } from "./identities/postgresql.ts";

export { type Identity, nameMadeOf } from "./identities/identity.ts";

/** By type token. Kubernetes objects are left out: they are all known by kind, namespace and name. */
export const identities: Identities = {
  ...awsCompute,
  ...awsData,
  ...awsDelivery,
  ...awsEc2,
  ...awsSecurity,
  ...awsStorage,
  ...postgresql,
};
