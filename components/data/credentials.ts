import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { contentHash } from "../release/naming.ts";

export interface CredentialsArgs {
  /** In front of the secret's name, `<environment>/<owner>/<purpose>-…`: a system's name, or `platform`. */
  environment: string;
  owner: string;
  purpose: string;
  description: string;
  username: string;
  /** KMS key that encrypts them in Secrets Manager. */
  keyArn: pulumi.Input<string>;
  protect: boolean;
}

/** Days in which a deleted secret can still be restored. */
const recoveryWindowInDays = 30;

/**
 * A user of a store with a generated password, kept in Secrets Manager as `{"username", "password"}`, the form that AWS's
 * own services read (MC-034, MC-035). Letters and digits alone: they survive URLs and connection strings as they are.
 */
export class Credentials extends pulumi.ComponentResource {
  readonly username: string;
  /** Marked secret. */
  readonly password: pulumi.Output<string>;
  /** Changes with the password. */
  readonly versionId: pulumi.Output<string>;
  /** The same as a number, for write-only arguments that are told by one. */
  readonly versionNumber: pulumi.Output<number>;
  /** Of the secret, known once it holds its value. */
  readonly secretArn: pulumi.Output<string>;

  constructor(name: string, args: CredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:Credentials", name, args, opts);
    const child = { parent: this };
    const stateful = { ...child, protect: args.protect };
    const form = { length: 40, special: false, minLower: 1, minUpper: 1, minNumeric: 1 };
    this.username = args.username;
    this.password = new random.RandomPassword(name, form, stateful).result;
    const container = new aws.secretsmanager.Secret(
      name,
      {
        namePrefix: `${args.environment}/${args.owner}/${args.purpose}-`,
        description: args.description,
        kmsKeyId: args.keyArn,
        recoveryWindowInDays,
        tags: { Name: name },
      },
      stateful,
    );
    const secretString = pulumi.jsonStringify({ username: args.username, password: this.password });
    const version = new aws.secretsmanager.SecretVersion(name, { secretId: container.id, secretString }, child);
    this.versionId = version.versionId;
    this.versionNumber = version.versionId.apply((id) => parseInt(contentHash(id).slice(0, 7), 16));
    this.secretArn = version.secretArn;
    this.registerOutputs({ secretArn: this.secretArn });
  }
}
