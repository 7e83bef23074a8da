import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { entryOf } from "../foundation/entry-of.ts";
import { generatePassword, keepSecret } from "./kept-secret.ts";
import type { SystemSecret } from "../../systems/model/system.ts";

export interface SecretsArgs {
  environment: string;
  system: string;
  secrets: readonly SystemSecret[];
  /** KMS key that encrypts them in Secrets Manager. */
  keyArn: pulumi.Input<string>;
  protect: boolean;
}

/** One secret where it is kept. */
export interface KeptSecret {
  /** Marked secret: encrypted in state, redacted everywhere else. */
  value: pulumi.Output<string>;
  /** Changes with the value; names the Kubernetes Secrets made from it. */
  versionId: pulumi.Output<string>;
  arn: pulumi.Output<string>;
}

/**
 * Generated secrets of a system, kept in Secrets Manager (MT-004, MT-009). Both colors share them: a
 * signing key of its own would make the preview color refuse the live color's sessions (decision 9).
 */
export class Secrets extends pulumi.ComponentResource {
  readonly kept: ReadonlyMap<string, KeptSecret>;

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:Secrets", name, args, opts);
    const stateful = { parent: this, protect: args.protect };
    this.kept = new Map(
      args.secrets.map((secret): [string, KeptSecret] => {
        const full = `${name}-${secret.name}`;
        const value = generate(full, secret, stateful);
        const { container, version } = keepSecret(
          full,
          {
            namePrefix: `${args.environment}/${args.system}/${secret.name}-`,
            description: secret.description,
            keyArn: args.keyArn,
            tags: { system: args.system },
            value,
          },
          stateful,
        );
        return [secret.name, { value, versionId: version.versionId, arn: container.arn }];
      }),
    );
    this.registerOutputs({});
  }

  /** @throws Error when the system lists no such secret */
  get(secret: string): KeptSecret {
    return entryOf(this.kept, secret, `secret "${secret}"`);
  }
}

function generate(name: string, { kind, length }: SystemSecret, opts: pulumi.CustomResourceOptions) {
  if (kind === "key") return new random.RandomBytes(name, { length }, opts).base64;
  return generatePassword(name, length, opts);
}
