import * as pulumi from "@pulumi/pulumi";
import { contentHash } from "../release/naming.ts";
import { generatePassword, keepSecret } from "./kept-secret.ts";

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

/**
 * A user of a store with a generated password, kept in Secrets Manager as `{"username", "password"}`, the form that AWS's
 * own services read (MC-035).
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
    const stateful = { parent: this, protect: args.protect };
    this.username = args.username;
    this.password = generatePassword(name, 40, stateful);
    const { version } = keepSecret(
      name,
      {
        namePrefix: `${args.environment}/${args.owner}/${args.purpose}-`,
        description: args.description,
        keyArn: args.keyArn,
        tags: { Name: name },
        value: pulumi.jsonStringify({ username: args.username, password: this.password }),
      },
      stateful,
    );
    this.versionId = version.versionId;
    this.versionNumber = version.versionId.apply((id) => parseInt(contentHash(id).slice(0, 7), 16));
    this.secretArn = version.secretArn;
    this.registerOutputs({ secretArn: this.secretArn });
  }
}
