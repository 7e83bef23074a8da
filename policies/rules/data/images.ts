import { atLeast, demand, is, known } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";

export const ecrImmutableScanned: ResourceRule = {
  id: "ecr-immutable-scanned",
  types: ["aws:ecr/repository:Repository"],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-004", "MC-005", "MC-006", "MC-007"],
  refs: { checkov: ["CKV_AWS_51", "CKV_AWS_163"], fsbp: ["ECR.1", "ECR.2"], "eks-cis": ["5.1.1"] },
  rationale: "The image that was tested is the image that runs, and what is known to be unsafe in it is told.",
  fix: "Set imageTagMutability to IMMUTABLE and imageScanningConfiguration.scanOnPush to true.",
  check: (repository) => [
    ...demand(repository, "imageTagMutability", is("IMMUTABLE"), "a tag can be moved to another image"),
    ...demand(repository, "imageScanningConfiguration.scanOnPush", is(true), "images are not scanned when pushed"),
  ],
};

/** Releases whose images stay, so that a rollback has them: what the platform's own repositories keep. */
const leastImages = 10;

export const ecrKeepsRollback: ResourceRule = {
  id: "ecr-keeps-rollback",
  types: ["aws:ecr/lifecyclePolicy:LifecyclePolicy"],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-009"],
  refs: { fsbp: ["ECR.3"] },
  rationale: "A rollback finds its images however long ago they were built, and what no tag names does not pile up.",
  fix: "Keep 10 images of releases or more, by imageCountMoreThan, and expire untagged ones.",
  check: (policy) => {
    const document = policy.json("policy");
    const rules = document.items("rules");
    if (rules.length === 0 && !document.get("rules").known) return [];
    // A rule for any tag comes last, and never ends an image that an earlier rule looks after.
    const answers = rules.map(isForReleases);
    const releases = rules.filter((_, i) => answers[i] === true);
    const rest = answers.includes(undefined) ? [] : rules.filter((rule) => known(rule, status, is("any")));
    const isTidy = rules.map((rule) => rule.get(status)).some((kind) => !kind.known || isUntagged(kind.value));
    return [
      ...(releases.length > 0 ? releases : rest).flatMap(losesReleases),
      ...(isTidy ? [] : [{ path: document.at("rules"), message: "nothing ends images that no tag names" }]),
    ];
  },
};

const status = "selection.tagStatus";
const isUntagged = is("untagged", "any");

/** Tags that begin with such a word are of builds that nobody goes back to. */
const passing = /^(branch|cache|buildcache|ci|dev|feature|nightly|pr|preview|sha256|snapshot|staging|temp|test|tmp)\b/i;

/** Whether a rule is for images that a rollback may need; undefined where only the update will tell. */
function isForReleases(rule: Reader): boolean | undefined {
  const kind = rule.get(status);
  if (!kind.known) return undefined;
  if (kind.value !== "tagged") return false;
  const lists = ["selection.tagPrefixList", "selection.tagPatternList"];
  const tags = lists.flatMap((list) => rule.literals(list));
  if (tags.some(({ value }) => !passing.test(String(value)))) return true;
  return lists.every((list) => rule.get(list).known) ? tags.length === 0 : undefined;
}

function losesReleases(rule: Reader): Finding[] {
  const path = "selection.countType";
  const type = rule.get(path);
  if (!type.known) return [];
  if (type.value !== "imageCountMoreThan") {
    return [{ path: rule.at(path), message: "ends images by age, and after a quiet time none is left" }];
  }
  const message = `keeps fewer than ${leastImages} images`;
  return demand(rule, "selection.countNumber", atLeast(leastImages), message);
}
