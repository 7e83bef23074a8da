import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type KeyConcern, keyPolicy } from "./key-policies.ts";

export interface KeysArgs {
  accountId: pulumi.Input<string>;
  region: string;
  /** Whether the engine refuses to delete the keys. */
  protect: boolean;
}

/**
 * The platform's own KMS keys, one per concern, each under the alias `alias/<name>-<concern>`. They rotate once a year
 * (KMS.4), and a deletion can be taken back for 30 days: without its key, data is gone.
 */
export class Keys extends pulumi.ComponentResource {
  /** ARNs of the keys, not of their aliases, which could be pointed elsewhere. */
  readonly arns: Readonly<Record<KeyConcern, pulumi.Output<string>>>;
  readonly #child = { parent: this };
  readonly #name: string;

  constructor(name: string, args: KeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:foundation:Keys", name, args, opts);
    this.#name = name;
    this.arns = {
      logs: this.#key("logs", "CloudWatch log groups", args),
      cluster: this.#key("cluster", "Kubernetes secrets of the EKS cluster", args),
      secrets: this.#key("secrets", "Secrets in Secrets Manager", args),
    };
    this.registerOutputs({ arns: this.arns });
  }

  #key(concern: KeyConcern, description: string, args: KeysArgs): pulumi.Output<string> {
    const { region, protect } = args;
    const name = `${this.#name}-${concern}`;
    const policy = pulumi
      .output(args.accountId)
      .apply((accountId) => JSON.stringify(keyPolicy(concern, { accountId, region })));
    const key = new aws.kms.Key(
      name,
      { description, policy, enableKeyRotation: true, deletionWindowInDays: 30, tags: { Name: name } },
      { ...this.#child, protect },
    );
    // An alias is nothing but a name: a made-up one would help nobody to find the key.
    new aws.kms.Alias(name, { name: `alias/${name}`, targetKeyId: key.keyId }, this.#child);
    return key.arn;
  }
}
