import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Days in which a deleted secret can still be restored. */
const recoveryWindowInDays = 30;

export interface KeptSecretArgs {
  /** In front of what AWS adds to its name, such as `prod/mycrypto/jwt-`. */
  namePrefix: string;
  description: string;
  /** KMS key that encrypts it in Secrets Manager. */
  keyArn: pulumi.Input<string>;
  tags: Record<string, string>;
  /** Marked secret. */
  value: pulumi.Input<string>;
}

/** Declares a secret in Secrets Manager and the version that holds its value. */
export function keepSecret(
  name: string,
  { namePrefix, description, keyArn, tags, value }: KeptSecretArgs,
  { protect, ...child }: pulumi.CustomResourceOptions,
) {
  const container = new aws.secretsmanager.Secret(
    name,
    { namePrefix, description, kmsKeyId: keyArn, recoveryWindowInDays, tags },
    { ...child, ...(protect === undefined ? {} : { protect }) },
  );
  const stored = { secretId: container.id, secretString: value };
  return { container, version: new aws.secretsmanager.SecretVersion(name, stored, child) };
}

/** A password of letters and digits: they survive URLs, connection strings and HTTP headers as they are. */
export function generatePassword(name: string, length: number, opts: pulumi.CustomResourceOptions) {
  const form = { length, special: false, minLower: 1, minUpper: 1, minNumeric: 1 };
  return new random.RandomPassword(name, form, opts).result;
}
