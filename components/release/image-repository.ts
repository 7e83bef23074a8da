import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ImageRepositoriesArgs {
  system: string;
  /** Names of its images: what `imagesOf` says. */
  images: readonly string[];
  /** In front of `<system>/<service>`: what `ownRepositoryPrefix` says. */
  prefix: string;
  /** KMS key that encrypts the images. */
  keyArn: pulumi.Input<string>;
  /** Refuse to delete the repositories. */
  protect: boolean;
}

/** Releases whose images stay, so that a rollback has them (MC-009). */
const keptReleases = 10;
/** Images with a version in their tag that a release may have: candidates, and one for each architecture. */
const imagesPerRelease = 5;
/** Days that an image stays which no tag and no index names: what a failed push left behind. */
const untaggedDays = 14;

/** ECR's own rule for names, which also have at most 256 characters. */
const repositoryName = /^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/;

/**
 * A repository for each image of a system. A tag is never moved to another image, each image is scanned
 * when it is pushed, and the last ten releases stay (ECR.1, ECR.2, ECR.3, ECR.5). Nodes pull with their own role; as that is
 * in the same account, the repositories have no policies.
 *
 * @throws Error when a repository's name is one that ECR refuses
 */
export class ImageRepositories extends pulumi.ComponentResource {
  /** ARN of each repository by image. */
  readonly arns: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(name: string, args: ImageRepositoriesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:release:ImageRepositories", name, args, opts);
    const child = { parent: this };
    this.arns = new Map(
      args.images.map((image): [string, pulumi.Output<string>] => {
        const full = `${name}-${image}`;
        const physicalName = `${args.prefix}${args.system}/${image}`;
        if (!repositoryName.test(physicalName)) throw new Error(`registry: ECR takes no repository "${physicalName}"`);
        const repository = new aws.ecr.Repository(
          full,
          {
            name: physicalName,
            imageTagMutability: "IMMUTABLE",
            imageScanningConfiguration: { scanOnPush: true },
            encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.keyArn }],
            forceDelete: false,
            tags: { Name: physicalName },
          },
          { ...child, protect: args.protect },
        );
        const policy = JSON.stringify(lifecyclePolicy());
        new aws.ecr.LifecyclePolicy(full, { repository: repository.name, policy }, child);
        return [image, repository.arn];
      }),
    );
    this.registerOutputs({ arns: Object.fromEntries(this.arns) });
  }
}

/** Where the stack is; its config says both. */
export interface RegistryPlace {
  region: string;
  allowedAccountIds: readonly string[];
}

/**
 * What stands in front of `<system>/<service>` in the names of the stack's own repositories: nothing, or the path of the
 * registry with a slash. `undefined` where the images come from elsewhere, so that no repository is ours to declare.
 *
 * @param registry such as `111122223333.dkr.ecr.eu-central-1.amazonaws.com/platform`
 */
export function ownRepositoryPrefix(registry: string, place: RegistryPlace): string | undefined {
  const [host = "", ...path] = registry.split("/");
  const own = place.allowedAccountIds.map((account) => `${account}.dkr.ecr.${place.region}.amazonaws.com`);
  if (!own.includes(host)) return undefined;
  return path.map((part) => `${part}/`).join("");
}

/** A lifecycle policy as ECR takes it: docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html. */
export interface LifecyclePolicyDocument {
  rules: readonly {
    rulePriority: number;
    description: string;
    selection: {
      tagStatus: "tagged" | "untagged";
      tagPatternList?: readonly string[];
      countType: "imageCountMoreThan" | "sinceImagePushed";
      countUnit?: "days";
      countNumber: number;
    };
    action: { type: "expire" };
  }[];
}

/**
 * Keeps ten releases. ECR counts images and not releases, nor does it know what runs, so the count leaves room for
 * several images of each. Only tags with a version count; images under other tags stay, for they may run elsewhere and
 * a signature's tag names a digest. What an index of several architectures refers to never goes before the index does.
 */
export function lifecyclePolicy(): LifecyclePolicyDocument {
  return {
    rules: [
      {
        rulePriority: 1,
        description: `Keep ${keptReleases} releases of up to ${imagesPerRelease} images`,
        selection: {
          tagStatus: "tagged",
          tagPatternList: ["*.*.*"],
          countType: "imageCountMoreThan",
          countNumber: keptReleases * imagesPerRelease,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: `Remove what has had no tag for ${untaggedDays} days`,
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: untaggedDays,
        },
        action: { type: "expire" },
      },
    ],
  };
}
