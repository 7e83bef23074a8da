import { awsCompute } from "./replacements/aws-compute.ts";
import { awsData } from "./replacements/aws-data.ts";
import { awsDelivery } from "./replacements/aws-delivery.ts";
import { awsEc2 } from "./replacements/aws-ec2.ts";
import { awsSecurity } from "./replacements/aws-security.ts";
import { awsStorage } from "./replacements/aws-storage.ts";
import { kubernetes } from "./replacements/kubernetes.ts";
import { postgresql } from "./replacements/postgresql.ts";
import { random } from "./replacements/random.ts";
import type { Replacements } from "./replacements/replacement.ts";
import { tls } from "./replacements/tls.ts";

export type { Replacement } from "./replacements/replacement.ts";
export { kubernetesAlways } from "./replacements/kubernetes.ts";

/**
 * By type token. The engine asks the provider whether a change replaces, and the packages' type declarations do not
 * say, so it was read in the providers' own sources. "Stored file" names a text of that repository in a public index
 * whose commit is not told. An input that no entry names is changed in place.
 */
export const replacements: Replacements = {
  ...awsCompute,
  ...awsData,
  ...awsDelivery,
  ...awsEc2,
  ...awsSecurity,
  ...awsStorage,
  ...kubernetes,
  ...postgresql,
  ...random,
  ...tls,
};
