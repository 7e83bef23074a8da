/** How a resource is known in the cloud. */
export interface Identity {
  /**
   * What the id is made of: inputs joined by `separator`, those that the program does not give left out, or the
   * cloud's own making.
   */
  id: { inputs: readonly string[]; separator?: string } | "own";
  /** What an import takes instead of an id of the cloud's own making: inputs, those that are not given left out. */
  importId?: { inputs: readonly string[]; separator: string };
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
   * kind, but `:` in CloudWatch Logs and Secrets Manager; a bucket's ARN has no kind in it.
   */
  arn?: string;
  /** The Pulumi id is the whole ARN. Else it is what follows the kind, unless `arnTail` says otherwise. */
  idIsArn?: true;
  /** What follows the kind where that is not the id: inputs and `{id}` in braces, `{own}` for the cloud's making. */
  arnTail?: string;
  /** Where this was read. */
  source: string;
}

export type Identities = Readonly<Record<string, Identity>>;

/** `@pulumi/aws` 7.48.0: each class's doc comment ends with an Import section that tells the id. */
export const imports = (file: string): string => `@pulumi/aws 7.48.0 ${file}.d.ts, Import`;

/** The error that botocore, AWS's Python SDK, documents under this name. */
export const botocore = (service: string, name: string): string =>
  `docs.aws.amazon.com/botocore/latest/reference/services/${service}/client/exceptions/${name}.html`;
