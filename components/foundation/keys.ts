import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { entryOf } from "./entry-of.ts";
import { type KeyConcern, keyDescriptions, keyPolicy } from "./key-policies.ts";

export interface KeysArgs {
  accountId: pulumi.Input<string>;
  /** Where the keys are, and what they encrypt. */
  region: string;
  /** What needs a key of its own; each at most once. */
  concerns: readonly KeyConcern[];
  /** Whether the engine refuses to delete the keys. */
  protect: boolean;
}

/**
 * The platform's own KMS keys, one per concern, each under the alias `alias/<name>-<concern>`. They rotate once a year
 * (KMS.4), and a deletion can be taken back for 30 days: without its key, data is gone.
 */
export class Keys extends pulumi.ComponentResource {
  /** Of the keys, not of their aliases, which could be pointed elsewhere. */
  readonly #arns: ReadonlyMap<KeyConcern, pulumi.Output<string>>;

  constructor(name: string, args: KeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:foundation:Keys", name, args, opts);
    const child = { parent: this };
    const { region, protect } = args;
    this.#arns = new Map(
      args.concerns.map((concern): [KeyConcern, pulumi.Output<string>] => {
        const full = `${name}-${concern}`;
        const policy = pulumi
          .output(args.accountId)
          .apply((accountId) => JSON.stringify(keyPolicy(concern, { accountId, region })));
        const key = new aws.kms.Key(
          full,
          {
            description: keyDescriptions[concern],
            policy,
            region,
            enableKeyRotation: true,
            deletionWindowInDays: 30,
            tags: { Name: full },
          },
          { ...child, protect },
        );
        // An alias is nothing but a name: a made-up one would help nobody to find the key.
        new aws.kms.Alias(full, { name: `alias/${full}`, targetKeyId: key.keyId, region }, child);
        return [concern, key.arn];
      }),
    );
    this.registerOutputs({ arns: Object.fromEntries(this.#arns) });
  }

  /**
   * ARN of a concern's key.
   *
   * @throws Error when no such key was asked for
   */
  arn(concern: KeyConcern): pulumi.Output<string> {
    return entryOf(this.#arns, concern, `key for ${concern}`);
  }
}
