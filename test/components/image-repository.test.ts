import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ImageRepositories,
  type ImageRepositoriesArgs,
  lifecyclePolicy,
  ownRepositoryPrefix,
} from "../../components/release/image-repository.ts";
import { imageReference } from "../../components/release/image.ts";
import { counts, deploy } from "../harness.ts";

const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/images";
const args: ImageRepositoriesArgs = {
  system: "mycrypto",
  images: ["auth-service", "mail-worker"],
  prefix: "",
  keyArn,
  protect: true,
};

const repositories = (changes: Partial<ImageRepositoriesArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(() => ({ arns: Object.fromEntries(new ImageRepositories("mycrypto", { ...args, ...changes }).arns) }), {
    mode,
  });

it("declares a repository for each service, and nothing else", async () => {
  const expected = { "aws:ecr:LifecyclePolicy": 2, "aws:ecr:Repository": 2, "trading:release:ImageRepositories": 1 };
  expect(counts((await repositories()).resources)).toEqual(expected);
  expect(counts((await repositories({}, "preview")).resources)).toEqual(expected);
});

it("gives every child the component as parent", async () => {
  const { resources, one } = await repositories();
  const component = one("trading:release:ImageRepositories").urn;
  const children = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(children.map(({ parent }) => parent)).toEqual(children.map(() => component));
});

it("never moves a tag, scans what is pushed and encrypts with its own key", async () => {
  expect((await repositories()).one("aws:ecr:Repository", "mycrypto-mail-worker").props).toEqual({
    name: "mycrypto/mail-worker",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: keyArn }],
    forceDelete: false,
    tags: { Name: "mycrypto/mail-worker" },
  });
});

it.each([true, false])("protects the repositories, and nothing else: %s", async (protect) => {
  const { resources } = await repositories({ protect });
  const guarded = resources.filter((resource) => resource.protect).map(({ type, name }) => `${type} ${name}`);
  const both = ["auth-service", "mail-worker"].map((name) => `aws:ecr/repository:Repository mycrypto-${name}`);
  expect(guarded).toEqual(protect ? both : []);
});

it("gives each repository the lifecycle policy", async () => {
  const { one } = await repositories();
  for (const service of args.images) {
    const { props, dependencies } = one("aws:ecr:LifecyclePolicy", `mycrypto-${service}`);
    expect(props["repository"]).toBe(`mycrypto/${service}`);
    expect(JSON.parse(props["policy"] as string)).toEqual(lifecyclePolicy());
    expect(dependencies).toContain(one("aws:ecr:Repository", `mycrypto-${service}`).urn);
  }
});

it("hands out the ARN of each service's repository", async () => {
  expect((await repositories()).outputs["arns"]).toEqual({
    "auth-service": expect.stringMatching(/:repository\/mycrypto\/auth-service$/) as string,
    "mail-worker": expect.stringMatching(/:repository\/mycrypto\/mail-worker$/) as string,
  });
});

it.each([
  ["an empty part", "team//"],
  ["a dash in front", "-team/"],
  ["a dash at the end", "team-/"],
  ["two dashes", "my--team/"],
  ["a capital", "Team/"],
  ["257 characters", `${"a".repeat(235)}/`],
])("refuses a path with %s, as ECR would", async (_, prefix) => {
  await expect(repositories({ prefix })).rejects.toThrow(
    `registry: ECR takes no repository "${prefix}mycrypto/auth-service"`,
  );
});

describe("the registry is the stack's own", () => {
  const place = { region: "eu-central-1", allowedAccountIds: ["111122223333", "444455556666"] };
  const own = "111122223333.dkr.ecr.eu-central-1.amazonaws.com";

  it.each([
    [own, ""],
    ["444455556666.dkr.ecr.eu-central-1.amazonaws.com", ""],
    [`${own}/platform`, "platform/"],
    [`${own}/team/platform`, "team/platform/"],
    ["777788889999.dkr.ecr.eu-central-1.amazonaws.com", undefined],
    ["111122223333.dkr.ecr.eu-west-1.amazonaws.com", undefined],
    ["111122223333.dkr.ecr.eu-central-1.amazonaws.com.cn", undefined],
    ["x111122223333.dkr.ecr.eu-central-1.amazonaws.com", undefined],
    ["111122223333.dkr.ecr.eu-central-1-amazonaws.com", undefined],
    [`${own}:443`, undefined],
    [`registry.example/${own}`, undefined],
    ["public.ecr.aws/platform", undefined],
    ["registry.example/platform", undefined],
  ])("%s: %s", (registry, prefix) => {
    expect(ownRepositoryPrefix(registry, place)).toBe(prefix);
  });

  it("where the stack is", () => {
    const elsewhere = { ...place, region: "us-east-1" };
    expect(ownRepositoryPrefix(own, elsewhere)).toBeUndefined();
    expect(ownRepositoryPrefix("111122223333.dkr.ecr.us-east-1.amazonaws.com", elsewhere)).toBe("");
  });

  it.each([own, `${own}/team/platform`])("and then its repositories are what pods pull from: %s", async (registry) => {
    const prefix = ownRepositoryPrefix(registry, place) ?? "none";
    const { all } = await repositories({ prefix });
    const pulled = args.images.map((service) => imageReference(registry, "mycrypto", service, "1.4.2"));
    expect(all("aws:ecr:Repository").map(({ props }) => `${own}/${props["name"] as string}:1.4.2`)).toEqual(pulled);
  });
});

interface Image {
  /** Push number; later ones are younger. */
  at: number;
  ageDays: number;
  tag?: string;
  /** Push number of the index that refers to it. */
  within?: number;
}

/**
 * What ECR expires, by its "evaluation rules" (docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html):
 * rules in the order of their priority; an image that a rule's tags select is never expired by a later one; the youngest
 * are counted first; what an index refers to stays as long as the index does.
 */
function expired<T extends Image>(images: readonly T[]): T[] {
  const gone = new Set<T>();
  const taken = new Set<T>();
  const { rules } = lifecyclePolicy();
  for (const { selection } of [...rules].sort((a, b) => a.rulePriority - b.rulePriority)) {
    const { tagStatus, tagPatternList = [], countType, countNumber } = selection;
    const patterns = tagPatternList.map((one) => new RegExp(`^${one.replaceAll(".", "\\.").replaceAll("*", ".*")}$`));
    const selected = images.filter(({ tag }) =>
      tagStatus === "untagged" ? tag === undefined : tag !== undefined && patterns.every((one) => one.test(tag)),
    );
    const old =
      countType === "imageCountMoreThan"
        ? selected.toSorted((a, b) => b.at - a.at).slice(countNumber)
        : selected.filter(({ ageDays }) => ageDays > countNumber);
    old.filter((image) => !taken.has(image)).forEach((image) => gone.add(image));
    selected.forEach((image) => taken.add(image));
  }
  return [...gone].filter(({ within }) => {
    const index = images.find(({ at }) => at === within);
    return index === undefined || gone.has(index);
  });
}

describe("what the lifecycle policy lets go", () => {
  const release = fc.record({
    /** Images with the version in their tag: the release itself, its candidates or its architectures. */
    tags: fc.integer({ min: 1, max: 5 }),
    children: fc.integer({ min: 0, max: 3 }),
    /** What else a build pushes. */
    others: fc.array(fc.constantFrom("main-0a1b2c3", `sha256-${"0".repeat(64)}.sig`, "buildcache"), { maxLength: 3 }),
  });
  const history = (releases: readonly { tags: number; children: number; others: readonly string[] }[]) => {
    const images: (Image & { release: number })[] = [];
    releases.forEach(({ tags, children, others }, number) => {
      const ageDays = (releases.length - number) * 30;
      const push = (more: Partial<Image>) => {
        images.push({ at: images.length, ageDays, release: number, ...more });
        return images.length - 1;
      };
      for (let i = 0; i < tags; i++) {
        const index = push({ tag: i === 0 ? `1.${number}.0` : `1.${number}.0-rc.${i}` });
        for (let j = 0; j < children; j++) push({ within: index });
      }
      for (const tag of others) push({ tag });
    });
    return images;
  };

  it("is never an image of the last ten releases, nor one that an index refers to, nor one without a version", () => {
    fc.assert(
      fc.property(fc.array(release, { minLength: 1, maxLength: 40 }), (releases) => {
        const images = history(releases);
        const gone = expired(images);
        const kept = images.filter((image) => !gone.includes(image));
        expect(gone.filter((image) => image.release >= releases.length - 10)).toEqual([]);
        expect(gone.filter(({ tag }) => tag !== undefined && !/^\d+\.\d+\.\d+/.test(tag))).toEqual([]);
        for (const { within } of kept) if (within !== undefined) expect(kept.map(({ at }) => at)).toContain(within);
        for (const image of gone) expect(kept.filter(({ within }) => within === image.at)).toEqual([]);
      }),
    );
  });

  it("is what is beyond fifty images with a version, and what those referred to", () => {
    const images = history(Array.from({ length: 60 }, () => ({ tags: 1, children: 2, others: [] })));
    const kept = images.filter((image) => !expired(images).includes(image));
    expect(kept.map(({ tag }) => tag).filter((tag) => tag !== undefined)).toEqual(
      Array.from({ length: 50 }, (_, i) => `1.${i + 10}.0`),
    );
    expect(kept).toHaveLength(150);
  });

  it.each([
    [14, []],
    [15, [15]],
  ])("is an image without tag or index that is %s days old: %s", (ageDays, expected) => {
    expect(expired([{ at: 0, ageDays }]).map((image) => image.ageDays)).toEqual(expected);
  });

  it("is said in a form that ECR takes: own priorities, the untagged last, few wildcards", () => {
    const { rules } = lifecyclePolicy();
    expect(rules.map(({ rulePriority }) => rulePriority)).toEqual([1, 2]);
    expect(rules.at(-1)?.selection.tagStatus).toBe("untagged");
    for (const { selection, action } of rules) {
      expect(action).toEqual({ type: "expire" });
      expect(selection.tagPatternList !== undefined).toBe(selection.tagStatus === "tagged");
      expect(selection.countUnit).toBe(selection.countType === "sinceImagePushed" ? "days" : undefined);
      for (const pattern of selection.tagPatternList ?? [])
        expect(pattern.split("*").length - 1).toBeLessThanOrEqual(4);
    }
  });
});
