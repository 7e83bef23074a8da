/** Inputs that together are a name, those that are not given left out. */
export interface Naming {
  inputs: readonly string[];
  separator?: string;
}

/** How a resource is known in the cloud. */
export interface Identity {
  /** What the id is made of: inputs, or the cloud's own making. */
  id: Naming | "own";
  /** What an import takes instead of an id of the cloud's own making; `id` among the inputs is that id. */
  importId?: Naming;
  /**
   * Inputs that no two resources of the type may share in an account and region: a second create is refused. They are
   * compared together and absent ones as equal; a resource that gives none of them collides with no other. Absent:
   * nothing stops a second one.
   */
  unique?: readonly string[];
  /** The error the cloud then gives. */
  conflict?: string;
  /** Creating it twice is harmless: the second create finds or overwrites the first. */
  repeatable?: true;
  /**
   * `service:kind` of the ARN as the tagging API gives it; absent where the type has no tags or that API does not
   * know it (docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html). `/` follows the
   * kind, but `:` in CloudWatch Logs and Secrets Manager; a topic's and a bucket's ARN have no kind in them.
   * May hold alternatives in brackets.
   */
  arn?: string;
  /** The Pulumi id is the whole ARN. Else it is what follows the kind and `arnWithin`. */
  idIsArn?: true;
  /** The name stands in the ARN, and is unique: what carries it is the resource. */
  arnHasName?: true;
  /** Inputs that stand in the ARN between the kind and what the cloud makes up: the id, if the id is `own`. */
  arnWithin?: readonly string[];
  /** Command of a person for the ids of what has neither name nor tags; inputs in braces. */
  lookUp?: string;
  /** Where this was read. */
  source: string;
}

export type Identities = Readonly<Record<string, Identity>>;

/** The name that the inputs make; empty when none of them is given. */
export function nameMadeOf(
  { inputs: keys, separator = "" }: Naming,
  inputs: Readonly<Record<string, unknown>>,
): string {
  return keys
    .flatMap((key) => inputs[key] ?? [])
    .map(String)
    .join(separator);
}

/** `@pulumi/aws` 7.48.0: each class's doc comment ends with an Import section that tells the id. */
export const imports = (file: string): string => `@pulumi/aws 7.48.0 ${file}.d.ts, Import`;

/** The error that botocore, AWS's Python SDK, documents under this name. */
export const botocore = (service: string, name: string): string =>
  `docs.aws.amazon.com/botocore/latest/reference/services/${service}/client/exceptions/${name}.html`;
